"""Residual blocks whose weights are packed once, in the order that the processor's library wants.

PyTorch orders a convolution's weights anew in every pass, which takes a third of the time of one
photograph. oneDNN takes packed weights where maps are channels last, and then also adds the
shortcut and rectifies while it convolves. What autograd lacks is a gradient through packed
weights, so that a residual block is one function here whose gradient is written down. Gradients go
back to the stem's output, not to the picture.
"""

import copy
from typing import Any

import torch
from torch import Tensor, nn
from torch.autograd.function import once_differentiable
from torchvision.models.resnet import BasicBlock, Bottleneck, ResNet

from explorer.networks.copies.convolution import PackedConvolution, channels_last
from explorer.networks.stages import head, stages, stem

_READ = frozenset(
    {
        *(ResNet, BasicBlock, Bottleneck, nn.Conv2d, nn.Linear, nn.Sequential, nn.Identity),
        *(nn.ReLU, nn.MaxPool2d, nn.AdaptiveAvgPool2d),
    }
)
_TRIED = 64  # pixels of the picture that is tried
DEEP = 20  # blocks: ResNet-50 has 16, ResNet-101 has 33


def with_packed_weights(network: nn.Module) -> nn.Module:
    """A network that computes so, or the network itself where that is not possible.

    Args:
        network: Frozen, its batch normalisation folded; never changed.

    Returns:
        What takes images and gives logits in any order of memory; in between, maps are channels
        last. Weights are packed in its first passes, for the size of these' images, and again
        where the next ones' is another.
    """
    given: nn.Module = network  # what follows takes it for an untyped ResNet
    parts = list(network.modules())
    if (
        not isinstance(network, ResNet)
        or any(type(part) not in _READ for part in parts)
        or any(each.dtype != torch.float32 for each in network.parameters())
        or any(isinstance(part, nn.Conv2d) and not _is_plain(part) for part in parts)
        or type(network.relu) is not nn.ReLU
        or not torch.backends.mkldnn.is_available()  # type: ignore[no-untyped-call]
    ):
        return network
    blocks = [block for stage in stages(network) for block in stage.children()]
    if all(map(_is_ordinary, blocks)) and _works(network):
        return _packed(network)
    return given


def _packed(network: nn.Module) -> nn.Module:
    """The network with its blocks replaced; what is not yet packed is the network's own."""
    kept: dict[int, Any] = {id(each): each for each in network.parameters()}
    made: Any = copy.deepcopy(network, kept)
    deep = sum(len(list(stage.children())) for stage in stages(made)) > DEEP
    for stage in stages(made):
        blocks = list(stage.named_children())
        for place, (name, block) in enumerate(blocks, 1):
            setattr(stage, name, _Block(block, deep, inner=place < len(blocks)))
    made.conv1 = _Stem(made.conv1)
    made.relu = nn.Identity()
    changed: nn.Module = made
    return changed


class _Stem(nn.Module):
    """The first convolution and its ReLU."""

    def __init__(self, own: nn.Conv2d) -> None:
        super().__init__()
        self.own = PackedConvolution(own)

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, H, W), given channels last."""
        return self.own.rectified(channels_last(x.detach()))


class _Block(nn.Module):
    """A residual block of a basic or bottleneck network."""

    def __init__(self, block: Any, deep: bool, inner: bool) -> None:
        super().__init__()
        self.inner = inner  # whether another of its stage follows
        names = ("conv1", "conv2", "conv3")
        branch = [getattr(block, each) for each in names if hasattr(block, each)]
        self.branch = [PackedConvolution(each, deep) for each in branch]
        shortcut = block.downsample
        self.projection = None if shortcut is None else PackedConvolution(shortcut[0], deep)

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, H, W), given channels last."""
        given: Tensor = _Sum.apply(x, self)
        return given


class _Sum(torch.autograd.Function):
    """A block's ReLU(F(x) + x), with the gradient of x and not the weights'."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, block: _Block) -> Tensor:
        maps = [channels_last(x.detach())]  # what each convolution of F gets
        *first, last = block.branch
        for each in first:
            maps.append(each.rectified(maps[-1]))
        if block.projection is None:
            output = last.rectified_sum(maps[-1], maps[0])
        else:
            output = last.rectified_sum(maps[-1], block.projection(maps[0]))
        ctx.block = block
        ctx.save_for_backward(*maps, output)
        return output

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None]:
        *maps, output = ctx.saved_tensors
        gradient = channels_last(gradient)
        if ctx.block.inner:
            # Made by the block that follows, and asked for by nobody.
            through = _rectified_back(gradient, output)
        else:
            # A stage's end belongs to whoever asked for it.
            through = torch.ops.aten.threshold_backward(gradient, output, 0)
        back = through
        first, *others = ctx.block.branch
        for each, given in zip(reversed(others), reversed(maps), strict=False):
            back = each.back(back, given)
            _rectified_back(back, given)
        shortcut = ctx.block.projection
        if shortcut is None:
            return first.add_back(through, back, maps[0]), None
        return shortcut.add_back(first.back(back, maps[0]), through, maps[0]), None


def _rectified_back(gradient: Tensor, output: Tensor) -> Tensor:
    """The gradient of what a ReLU got, written over that of what it gave."""
    torch.ops.aten.threshold_backward.grad_input(gradient, output, 0, grad_input=gradient)
    return gradient


def _is_plain(convolution: nn.Conv2d) -> bool:
    return convolution.padding_mode == "zeros" and not isinstance(convolution.padding, str)


def _is_ordinary(block: Any) -> bool:
    """Whether it computes what torchvision's blocks do, their norms folded away."""
    if not isinstance(block, BasicBlock | Bottleneck) or type(block.relu) is not nn.ReLU:
        return False
    norms = [getattr(block, each) for each in ("bn1", "bn2", "bn3") if hasattr(block, each)]
    projection = block.downsample
    if projection is not None:
        if not isinstance(projection, nn.Sequential) or len(projection) != 2:
            return False
        if not isinstance(projection[0], nn.Conv2d):
            return False
        norms.append(projection[1])
    return all(type(each) is nn.Identity for each in norms)


def _works(network: nn.Module) -> bool:
    """Whether both passes of a small picture go through and agree, on this machine's oneDNN."""
    channels = next(part.in_channels for part in network.modules() if isinstance(part, nn.Conv2d))
    picture = torch.linspace(-1, 1, channels * _TRIED * _TRIED).reshape(1, channels, _TRIED, _TRIED)
    found = []
    try:
        with torch.enable_grad():
            for each in (_packed(network), network):
                begun = stem(each, picture).detach().requires_grad_()
                ends = begun
                for stage in stages(each):
                    ends = stage(ends)
                logits = head(each, ends)
                (gradient,) = torch.autograd.grad(logits.amax(), begun)
                found.append((logits.detach(), gradient.norm()))
        return all(
            torch.allclose(one, other, rtol=1e-2, atol=1e-4 * float(other.abs().max()))
            for one, other in zip(*found, strict=True)
        )
    except (RuntimeError, NotImplementedError, AttributeError):  # no such operator; not a number
        return False
