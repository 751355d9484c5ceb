"""Convolutions that leave their maps in oneDNN's own layout, for the next to take as they are.

PyTorch keeps such maps in tensors that only some operations read; convolution, ReLU, sum and
pooling are among them. What autograd lacks is a convolution's gradient for such a map alone.
"""

import copy
from typing import Any

import torch
from torch import Tensor, nn
from torch.autograd.function import once_differentiable
from torchvision.models.resnet import BasicBlock, Bottleneck, ResNet

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
    kept: dict[int, Any] = {id(each): each for each in network.parameters()}
    made: ResNet = copy.deepcopy(network, kept)
    for part in list(made.modules()):
        for name, child in list(part.named_children()):
            if isinstance(child, nn.Conv2d):
                setattr(part, name, _Convolution(child))
    made.avgpool = nn.Sequential(_Dense(), made.avgpool)
    chosen: nn.Module = made if _works(made, network) else network
    return chosen


class _Gradient(torch.autograd.Function):
    """A convolution of maps in oneDNN's layout, with their gradient and not the weights'."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, own: nn.Conv2d) -> Tensor:
        ctx.own = own
        ctx.save_for_backward(x)
        shape: Any = (own.padding, own.stride, own.dilation, own.groups)
        given: Tensor = torch.mkldnn_convolution(x.detach(), own.weight, own.bias, *shape)
        return given

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None]:
        (x,), own = ctx.saved_tensors, ctx.own
        shape: Any = (own.stride, own.padding, own.dilation, False, [0, 0], own.groups)
        wanted = [True, False, False]
        found = torch.ops.aten.convolution_backward(
            gradient, x.detach(), own.weight, None, *shape, wanted
        )
        return found[0], None


class _Convolution(nn.Module):
    """A convolution that takes dense maps too."""

    def __init__(self, own: nn.Conv2d) -> None:
        super().__init__()
        self.own = own

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, H, W), given in oneDNN's layout."""
        given: Tensor = _Gradient.apply(x if x.is_mkldnn else x.to_mkldnn(), self.own)
        return given


class _Dense(nn.Module):
    """Its input as an ordinary tensor."""

    def forward(self, x: Tensor) -> Tensor:
        """Any shape."""
        return x.to_dense()


def _is_plain(convolution: nn.Conv2d) -> bool:
    return convolution.padding_mode == "zeros" and not isinstance(convolution.padding, str)


def _works(made: nn.Module, network: nn.Module) -> bool:
    """Whether both passes of a small picture go through and agree, on this machine's oneDNN."""
    channels = next(part.in_channels for part in network.modules() if isinstance(part, nn.Conv2d))
    picture = torch.linspace(-1, 1, channels * _TRIED * _TRIED).reshape(1, channels, _TRIED, _TRIED)
    found = []
    try:
        with torch.enable_grad():
            for each in (made, network):
                given = picture.clone().requires_grad_()
                logits = each(given)
                (gradient,) = torch.autograd.grad(logits.amax(), given)
                found.append((logits.detach(), gradient.norm()))
    except (RuntimeError, NotImplementedError):
        return False
    return all(
        torch.allclose(one, other, rtol=1e-2, atol=1e-4 * float(other.abs().max()))
        for one, other in zip(*found, strict=True)
    )
