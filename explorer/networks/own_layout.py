"""Convolutions that leave their maps in oneDNN's own layout, for the next to take as they are.

PyTorch keeps such maps in tensors that only some operations read; convolution, ReLU, sum and
pooling are among them. What autograd lacks is a convolution's gradient for such a map alone, so
that a residual block is one function here whose gradient is written down. Gradients go back to the
stem's output, not to the picture.
"""

import copy
from typing import Any

import torch
from torch import Tensor, nn
from torch.autograd.function import once_differentiable
from torchvision.models.resnet import BasicBlock, Bottleneck, ResNet

from explorer.networks.stages import head, stages, stem

_READ = frozenset(
    {
        *(ResNet, BasicBlock, Bottleneck, nn.Conv2d, nn.Linear, nn.Sequential, nn.Identity),
        *(nn.ReLU, nn.MaxPool2d, nn.AdaptiveAvgPool2d),
    }
)
_TRIED = 64  # pixels of the picture that is tried


def with_own_layout(network: nn.Module) -> nn.Module:
    """A network whose convolutions do so, or the network itself where that is not possible.

    Args:
        network: Frozen, its batch normalisation folded; its convolutions are used, not copied.

    Returns:
        What takes dense images and gives dense logits; in between, maps are in oneDNN's layout.
    """
    parts = list(network.modules())
    if (
        not isinstance(network, ResNet)
        or any(type(part) not in _READ for part in parts)
        or any(each.dtype != torch.float32 for each in network.parameters())
        or any(isinstance(part, nn.Conv2d) and not _is_plain(part) for part in parts)
        or not torch.backends.mkldnn.is_available()  # type: ignore[no-untyped-call]
    ):
        return network
    chosen: nn.Module = network
    kept: dict[int, Any] = {id(each): each for each in network.parameters()}
    made: ResNet = copy.deepcopy(network, kept)
    blocks = [(stage, *each) for stage in stages(made) for each in stage.named_children()]
    if all(_is_ordinary(block) for _, _, block in blocks):
        for stage, name, block in blocks:
            setattr(stage, name, _Block(block))
        made.conv1 = _Stem(made.conv1)
        made.avgpool = nn.Sequential(_Dense(), made.avgpool)
        if _works(made, network):
            chosen = made
    return chosen


class _Stem(nn.Module):
    """The first convolution, which takes dense images."""

    def __init__(self, own: nn.Conv2d) -> None:
        super().__init__()
        self.own = own

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, H, W), given in oneDNN's layout."""
        return _convolved(x.detach().to_mkldnn(), self.own)


class _Block(nn.Module):
    """A residual block of a basic or bottleneck network."""

    def __init__(self, block: Any) -> None:
        super().__init__()
        names = ("conv1", "conv2", "conv3")
        self.branch = nn.ModuleList(getattr(block, each) for each in names if hasattr(block, each))
        self.projection = None if block.downsample is None else block.downsample[0]

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, H, W), taken and given in oneDNN's layout."""
        given: Tensor = _Sum.apply(x, self)
        return given


class _Sum(torch.autograd.Function):
    """A block's ReLU(F(x) + x), with the gradient of x and not the weights'."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, block: Any) -> Tensor:
        maps = [x.detach()]  # what each convolution of F gets
        *first, last = block.branch
        for each in first:
            maps.append(_convolved(maps[-1], each, rectified=True))
        shortcut = block.projection
        output = _convolved(maps[-1], last)
        output.add_(maps[0] if shortcut is None else _convolved(maps[0], shortcut)).relu_()
        ctx.block = block
        ctx.save_for_backward(*maps, output)
        return output

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None]:
        *maps, output = ctx.saved_tensors
        through = _where_open(gradient, output.detach())
        back = through
        for place in range(len(maps) - 1, -1, -1):
            back = _back(back, maps[place], ctx.block.branch[place])
            if place:
                back = _where_open(back, maps[place])
        shortcut = ctx.block.projection
        back.add_(through if shortcut is None else _back(through, maps[0], shortcut))
        return back, None


def _convolved(x: Tensor, own: nn.Conv2d, rectified: bool = False) -> Tensor:
    given: Tensor
    shape: Any = (own.padding, own.stride, own.dilation, own.groups)
    if rectified:  # as PyTorch's own compiler asks for both at once
        given = torch.ops.mkldnn._convolution_pointwise(
            x, own.weight, own.bias, *shape, "relu", [], ""
        )
    else:
        given = torch.mkldnn_convolution(x, own.weight, own.bias, *shape)
    return given


def _back(gradient: Tensor, x: Tensor, own: nn.Conv2d) -> Tensor:
    """The gradient of what a convolution got, from that of what it gave."""
    shape: Any = (own.stride, own.padding, own.dilation, False, [0, 0], own.groups)
    found = torch.ops.aten.convolution_backward(
        gradient, x, own.weight, None, *shape, [True, False, False]
    )
    back: Tensor = found[0]
    return back


def _where_open(gradient: Tensor, rectified: Tensor) -> Tensor:
    """The gradient of what a ReLU got."""
    back: Tensor = torch.ops.aten.threshold_backward(gradient, rectified, 0)
    return back


class _Dense(nn.Module):
    """Its input as an ordinary tensor."""

    def forward(self, x: Tensor) -> Tensor:
        """Any shape."""
        return x.to_dense()


def _is_plain(convolution: nn.Conv2d) -> bool:
    return convolution.padding_mode == "zeros" and not isinstance(convolution.padding, str)


def _is_ordinary(block: Any) -> bool:
    """Whether it computes what torchvision's blocks do, their norms folded away."""
    if not isinstance(block, BasicBlock | Bottleneck) or type(block.relu) is not nn.ReLU:
        return False
    norms = [getattr(block, each) for each in ("bn1", "bn2", "bn3") if hasattr(block, each)]
    projection = block.downsample
    if projection is not None:
        if len(projection) != 2 or not isinstance(projection[0], nn.Conv2d):
            return False
        norms.append(projection[1])
    return all(type(each) is nn.Identity for each in norms)


def _works(made: nn.Module, network: nn.Module) -> bool:
    """Whether both passes of a small picture go through and agree, on this machine's oneDNN."""
    channels = next(part.in_channels for part in network.modules() if isinstance(part, nn.Conv2d))
    picture = torch.linspace(-1, 1, channels * _TRIED * _TRIED).reshape(1, channels, _TRIED, _TRIED)
    found = []
    try:
        with torch.enable_grad():
            for each in (made, network):
                begun = stem(each, picture).detach().requires_grad_()
                ends = begun
                for stage in stages(each):
                    ends = stage(ends)
                logits = head(each, ends)
                (gradient,) = torch.autograd.grad(logits.amax(), begun)
                dense = gradient.to_dense() if gradient.is_mkldnn else gradient
                found.append((logits.detach(), dense.norm()))
    except (RuntimeError, NotImplementedError, AttributeError):
        return False
    return all(
        torch.allclose(one, other, rtol=1e-2, atol=1e-4 * float(other.abs().max()))
        for one, other in zip(*found, strict=True)
    )
