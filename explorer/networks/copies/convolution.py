"""A convolution whose weights are packed once for maps that are channels last, and its gradient.

Channels last, oneDNN adds up a cell's products one after the other, and rounding grows with their
number: from 2e-7 for 576 of them to 7e-7 for 4608, where maps in the ordinary order keep 2e-7. In
forward passes sums of a wide filter longer than `LONGEST` are therefore taken in that order. In
deep networks those of a 1x1 filter are a product of matrices, whose library adds up parts of them:
of 1024 it makes 3e-7 where one after the other makes 6e-7. Where rounding opens or shuts ReLUs of
many blocks, the gradients before these are others. Gradients need no such care themselves: class
activation maps take their means.
"""

from typing import Any, Final

import torch
from torch import Tensor, nn

LONGEST: Final = 600  # products: those of a 3x3 filter over 64 channels
MOST_SHAPES: Final = 8  # of maps that weights are packed for: batches of one to eight
# In the ordinary order oneDNN packs weights the same for maps of any size.
_ANY_SIZE: Final = 14

_onednn = torch.ops.mkldnn
_prepacked = torch.ops.mkldnn_prepacked


class PackedConvolution:
    """A convolution of float32 maps on a CPU, without a gradient of its weights."""

    def __init__(self, own: nn.Conv2d, deep: bool = False) -> None:
        """Take the weights.

        Args:
            own: Padded with zeros, as many as it says in numbers; never written to.
            deep: Whether the network has many blocks.
        """
        weight = own.weight.detach()
        # Not the module, whose dense weights need not be kept.
        self._filter, self._stride, self._padding = own.kernel_size, own.stride, own.padding
        self._dilation, self._groups = own.dilation, own.groups
        self._kernel = _Kernel(weight, own.bias, own.padding, own.stride, own.dilation, own.groups)
        self._gradient: _Kernel | None = None
        self._in_ordinary_order: Any = None
        self._matrix: Tensor | None = None  # (channels that come, channels that go)
        self._bias = own.bias
        long = weight[0].numel() > LONGEST
        if long and deep and self._turns and (self._filter, self._stride) == ((1, 1), (1, 1)):
            self._matrix = weight.flatten(1).t().contiguous()
        elif long and (deep or own.kernel_size != (1, 1)):
            self._in_ordinary_order = _prepacked.conv2d_prepack(
                *(weight, own.bias, own.stride, own.padding, own.dilation, own.groups),
                *([1, own.in_channels, _ANY_SIZE, _ANY_SIZE], "none"),
            )

    def __call__(self, x: Tensor) -> Tensor:
        """The maps, (N, C, H, W), taken and given channels last."""
        if self._in_ordinary_order is not None:
            ordinary: Tensor = _prepacked.conv2d_run(x.contiguous(), self._in_ordinary_order)
            return channels_last(ordinary)
        if self._matrix is not None:
            return self._multiplied(x, self._matrix)
        return self._kernel.maps(x)

    def rectified(self, x: Tensor) -> Tensor:
        """The ReLU of the maps."""
        if self._in_ordinary_order is not None or self._matrix is not None:
            return self(x).relu_()
        return self._kernel.maps(x, "relu")

    def rectified_sum(self, x: Tensor, shortcut: Tensor) -> Tensor:
        """The ReLU of the sum of the maps and a shortcut's, which is not written to."""
        if self._in_ordinary_order is not None or self._matrix is not None:
            return self(x).add_(shortcut).relu_()
        return self._kernel.rectified_sum(x, shortcut)

    def _multiplied(self, x: Tensor, matrix: Tensor) -> Tensor:
        count, channels, height, width = x.shape
        cells = x.permute(0, 2, 3, 1).reshape(-1, channels)  # as they lie
        product = cells @ matrix if self._bias is None else torch.addmm(self._bias, cells, matrix)
        return product.reshape(count, height, width, matrix.shape[1]).permute(0, 3, 1, 2)

    def back(self, gradient: Tensor, x: Tensor) -> Tensor:
        """The gradient of what it got, `x`, from that of what it gave, channels last."""
        if self._stride == (1, 1) and self._turns:
            return self._turned.maps(gradient)
        return self._kernel.transposed(gradient, x)

    def add_back(self, past: Tensor, gradient: Tensor, x: Tensor) -> Tensor:
        """What `back` gives, added to a tensor of `x`'s shape, which is written to and returned."""
        if not self._turns:
            return past.add_(self.back(gradient, x))
        rows, columns = self._stride
        if (rows, columns) == (1, 1):
            return self._turned.added(past, gradient)
        # Between its steps nothing was read of `x`.
        past[:, :, ::rows, ::columns].add_(self._turned.maps(gradient))
        return past

    @property
    def _turns(self) -> bool:
        """Whether its gradient, of what its steps hit, is a convolution with turned filters."""
        if self._filter == (1, 1):
            return self._groups == 1 and self._padding == (0, 0)
        return self._groups == 1 and self._stride == (1, 1) and min(self._beyond) >= 0

    @property
    def _beyond(self) -> tuple[int, ...]:
        """The zeros around a gradient over which turned filters begin."""
        padding: Any = self._padding  # in numbers
        reaches = zip(self._filter, self._dilation, padding, strict=True)
        return tuple(dilation * (cells - 1) - zeros for cells, dilation, zeros in reaches)

    @property
    def _turned(self) -> "_Kernel":
        if self._gradient is None:
            weight = self._kernel.dense().transpose(0, 1).flip(2, 3).contiguous()
            self._gradient = _Kernel(weight, None, self._beyond, (1, 1), self._dilation)
        return self._gradient


class _Kernel:
    """Weights packed for each shape of maps, and what oneDNN computes with them."""

    def __init__(
        self,
        weight: Tensor,
        bias: Tensor | None,
        padding: Any,
        stride: tuple[int, ...],
        dilation: tuple[int, ...],
        groups: int = 1,
    ) -> None:
        self._weight = weight
        self._bias = bias
        # As oneDNN's operators want them, one after the other.
        self._shape: Any = (padding, stride, dilation, groups)
        self._filter = weight.shape[2:]
        self._forward: dict[object, Tensor] = {}
        self._backward: dict[object, Tensor] = {}

    def maps(self, x: Tensor, then: str = "none") -> Tensor:
        given: Tensor = _onednn._convolution_pointwise.default(
            x, self._packed(x), self._bias, *self._shape, then, [], ""
        )
        return given

    def rectified_sum(self, x: Tensor, shortcut: Tensor) -> Tensor:
        given: Tensor = _onednn._convolution_pointwise.binary(
            x, shortcut, self._packed(x), self._bias, *self._shape, "add", 1.0, "relu", [], ""
        )
        return given

    def added(self, past: Tensor, x: Tensor) -> Tensor:
        """Written to the first."""
        given: Tensor = _onednn._convolution_pointwise_.binary(
            past, x, self._packed(x), self._bias, *self._shape, "add", 1.0, None, [], None
        )
        return given

    def transposed(self, gradient: Tensor, x: Tensor) -> Tensor:
        """The gradient of `x` from that of its maps."""
        over = tuple(
            (size + 2 * padding - dilation * (cells - 1) - 1) % stride
            for size, cells, padding, stride, dilation in zip(
                x.shape[2:], self._filter, *self._shape[:3], strict=True
            )
        )
        padding, *others = self._shape
        shape = (padding, over, *others)
        weight = self._backward.get(x.shape)
        if weight is None:
            packed = _onednn._reorder_convolution_transpose_weight(
                self.dense(), *shape, gradient.shape
            )
            weight = _kept(self._backward, x.shape, packed)
        back: Tensor = _onednn._convolution_transpose_pointwise.default(
            gradient, weight, None, *shape, "none", [], ""
        )
        return back

    def dense(self) -> Tensor:
        weight = self._weight
        return weight.to_dense() if weight.is_mkldnn else weight

    def _packed(self, x: Tensor) -> Tensor:
        weight = self._forward.get(x.shape)
        if weight is None:
            packed = _onednn._reorder_convolution_weight(self.dense(), *self._shape, x.shape)
            # The dense ones need not be kept.
            weight = self._weight = _kept(self._forward, x.shape, packed)
        return weight


def _kept(known: dict[object, Tensor], shape: object, packed: Tensor) -> Tensor:
    """Weights that were packed for a shape, or those of another that are packed the same.

    Other threads may do the same meanwhile; each has weights that fit.
    """
    order = _order(packed)
    for other in list(known.values()):
        if _order(other) == order:
            packed = other
    if len(known) >= MOST_SHAPES:
        known.clear()
    known[shape] = packed
    return packed


def _order(packed: Tensor) -> bytes:
    described: bytes = _onednn._get_mkldnn_serialized_md(packed).numpy().tobytes()
    return described


def channels_last(maps: Tensor) -> Tensor:
    """The same numbers, of each cell those of all channels side by side."""
    return maps.contiguous(memory_format=torch.channels_last)
