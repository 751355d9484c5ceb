"""The block of the CIFAR networks: two 3x3 convolutions, and what is added to them.

Sources:
    He, Zhang, Ren, Sun: Deep Residual Learning for Image Recognition, 2015, sections 3.3 and 4.2.
    He, Zhang, Ren, Sun: Identity Mappings in Deep Residual Networks, 2016.
    De, Smith: Batch Normalization Biases Residual Blocks Towards the Identity Function in Deep
    Networks, 2020 (SkipInit: a factor on F).
"""

from typing import Literal

import torch.nn.functional as F
from torch import Tensor, nn

Shortcut = Literal["A", "B"]
BlockKind = Literal["original", "pre-activation"]
Normalization = Literal["batch", "none"]
Activation = Literal["relu", "tanh", "sigmoid"]

ACTIVATIONS: dict[str, type[nn.Module]] = {
    "relu": nn.ReLU,
    "tanh": nn.Tanh,
    "sigmoid": nn.Sigmoid,
}


class OptionA(nn.Module):
    """The paper's shortcut without parameters: every second pixel, and zeros in the new channels.

    The paper leaves open which channels are the new ones. Half are put before and half after, as
    in the PyTorch code that most published CIFAR checkpoints come from, so that those still fit.
    """

    def __init__(self, channels_in: int, channels_out: int, stride: int) -> None:
        super().__init__()
        self.stride = stride
        self.before = (channels_out - channels_in) // 2
        self.after = channels_out - channels_in - self.before

    def forward(self, x: Tensor) -> Tensor:
        """(N, channels in, H, W) to (N, channels out, ceil(H / stride), ceil(W / stride))."""
        kept = x[:, :, :: self.stride, :: self.stride]
        return F.pad(kept, (0, 0, 0, 0, self.before, self.after))

    def extra_repr(self) -> str:
        """What `print(network)` shows of this module."""
        return f"stride={self.stride}, zero_channels=({self.before}, {self.after})"


class Block(nn.Module):
    """Two 3x3 convolutions; a residual block adds its shortcut, a plain one adds nothing.

    Original:        y = relu2(F(x) + shortcut(x)), F = bn2(conv2(relu(bn1(conv1(x))))).
    Pre-activation:  y = F(x) + shortcut(x),        F = conv2(relu2(bn2(conv1(relu(bn1(x)))))).

    A residual block multiplies F by its residual scale; a plain one has no sum to keep small.
    """

    def __init__(
        self,
        channels_in: int,
        channels_out: int,
        stride: int,
        *,
        residual: bool,
        shortcut: Shortcut,
        shortcut_scale: float,
        residual_scale: float,
        block: BlockKind,
        normalization: Normalization,
        activation: Activation,
    ) -> None:
        super().__init__()
        self.residual = residual
        self.shortcut_scale = shortcut_scale
        self.residual_scale = residual_scale if residual else 1.0
        self.pre_activation = block == "pre-activation"
        self.conv1 = nn.Conv2d(channels_in, channels_out, 3, stride, padding=1, bias=False)
        self.bn1 = norm(channels_in if self.pre_activation else channels_out, normalization)
        self.relu = ACTIVATIONS[activation]()
        self.conv2 = nn.Conv2d(channels_out, channels_out, 3, padding=1, bias=False)
        self.bn2 = norm(channels_out, normalization)
        self.relu2 = ACTIVATIONS[activation]()
        self.downsample: nn.Module | None = None
        if residual and (stride != 1 or channels_in != channels_out):
            if shortcut == "A":
                self.downsample = OptionA(channels_in, channels_out, stride)
            else:
                self.downsample = nn.Sequential(
                    nn.Conv2d(channels_in, channels_out, 1, stride, bias=False),
                    norm(channels_out, normalization),
                )

    def residual_branch(self, x: Tensor) -> Tensor:
        """F(x) times its scale, before anything is added: (N, C out, H / stride, W / stride)."""
        branch: Tensor
        if self.pre_activation:
            branch = self.conv1(self.relu(self.bn1(x)))
            branch = self.conv2(self.relu2(self.bn2(branch)))
        else:
            branch = self.relu(self.bn1(self.conv1(x)))
            branch = self.bn2(self.conv2(branch))
        return branch if self.residual_scale == 1.0 else branch * self.residual_scale

    def shortcut(self, x: Tensor) -> Tensor | None:
        """What is added to F(x): x, or x brought to its shape, times the scale; None if plain."""
        if not self.residual:
            return None
        carried: Tensor = x if self.downsample is None else self.downsample(x)
        # Not multiplied by 1.0, so that an identity shortcut is x itself, to the bit.
        return carried if self.shortcut_scale == 1.0 else carried * self.shortcut_scale

    def add_shortcut(self, factor: float) -> None:
        """From the next forward pass on add `factor` times the shortcut, 0 times too.

        A plain block is given what needs no parameters: the identity, option A where the shape
        changes. A residual block keeps its own, its factor in place of the scale that it had.
        """
        convolution = self.conv1
        shape = (convolution.in_channels, convolution.out_channels, convolution.stride[0])
        if not self.residual and (shape[0] != shape[1] or shape[2] != 1):
            self.downsample = OptionA(*shape)
        self.residual, self.shortcut_scale = True, factor

    def after_sum(self, total: Tensor) -> Tensor:
        """What the next block gets of F(x) + shortcut(x) (of F(x) alone in a plain block)."""
        if self.pre_activation:
            return total
        activated: Tensor = self.relu2(total)
        return activated

    def forward(self, x: Tensor) -> Tensor:
        """(N, C in, H, W) to (N, C out, H / stride, W / stride)."""
        branch, carried = self.residual_branch(x), self.shortcut(x)
        return self.after_sum(branch if carried is None else branch + carried)


def norm(channels: int, normalization: Normalization) -> nn.Module:
    """The normalisation of a feature map with that many channels."""
    return nn.BatchNorm2d(channels) if normalization == "batch" else nn.Identity()
