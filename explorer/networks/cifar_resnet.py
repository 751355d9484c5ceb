"""The 6n+2-layer CIFAR networks of He et al. 2015, plain and residual, in one class.

Sources:
    He, Zhang, Ren, Sun: Deep Residual Learning for Image Recognition, 2015, section 4.2.
    He, Zhang, Ren, Sun: Identity Mappings in Deep Residual Networks, 2016 (pre-activation, scale).
"""

from typing import Literal, get_args

import torch.nn.functional as F
from torch import Tensor, nn

from explorer.networks.names import cifar_name

Shortcut = Literal["A", "B"]
BlockKind = Literal["original", "pre-activation"]
Normalization = Literal["batch", "none"]
Initialization = Literal["he", "xavier", "default"]
Activation = Literal["relu", "tanh", "sigmoid"]

_ACTIVATIONS: dict[str, type[nn.Module]] = {
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
        block: BlockKind,
        normalization: Normalization,
        activation: Activation,
    ) -> None:
        super().__init__()
        self.residual = residual
        self.shortcut_scale = shortcut_scale
        self.pre_activation = block == "pre-activation"
        self.conv1 = nn.Conv2d(channels_in, channels_out, 3, stride, padding=1, bias=False)
        self.bn1 = norm(channels_in if self.pre_activation else channels_out, normalization)
        self.relu = _ACTIVATIONS[activation]()
        self.conv2 = nn.Conv2d(channels_out, channels_out, 3, padding=1, bias=False)
        self.bn2 = norm(channels_out, normalization)
        self.relu2 = _ACTIVATIONS[activation]()
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
        """F(x), before anything is added: (N, C out, H / stride, W / stride)."""
        branch: Tensor
        if self.pre_activation:
            branch = self.conv1(self.relu(self.bn1(x)))
            branch = self.conv2(self.relu2(self.bn2(branch)))
        else:
            branch = self.relu(self.bn1(self.conv1(x)))
            branch = self.bn2(self.conv2(branch))
        return branch

    def shortcut(self, x: Tensor) -> Tensor | None:
        """What is added to F(x): x, or x brought to its shape, times the scale; None if plain."""
        if not self.residual:
            return None
        carried: Tensor = x if self.downsample is None else self.downsample(x)
        # Not multiplied by 1.0, so that an identity shortcut is x itself, to the bit.
        return carried if self.shortcut_scale == 1.0 else carried * self.shortcut_scale

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


class CifarResNet(nn.Module):
    """A 3x3 convolution, three stages of n blocks at widths w, 2w, 4w, mean over space, one `fc`.

    With option A, plain and residual networks hold the same parameters under the same names and
    draw them in the same order, so that one seed gives both twins the same weights. Convolutions
    have no bias. In a pre-activation network `bn1` and `relu` do nothing: the first block brings
    its own, and `final_bn` and `final_relu` follow the last.

    Initialization: `he` draws convolutions with standard deviation sqrt(2 / fan in) (He et al.
    2015b) whatever the activation and leaves `fc` as PyTorch does; `xavier` draws convolutions and
    `fc` with sqrt(2 / (fan in + fan out)) and a zero bias; `default` leaves all as PyTorch does.

    Args:
        depth: 6n+2 with n from 1 to 18.
        residual: False builds the plain twin: nothing is added.
        shortcut: Where the shape changes: `A` zero padding, `B` a learned 1x1 projection.
        shortcut_scale: Factor on every shortcut (He et al. 2016, section 3.1); 1 is the identity.
        block: `original` (2015) or `pre-activation` (2016).
        normalization: `batch`, or `none` for networks without any.
        initialization: `he`, `xavier` or `default`.
        activation: `relu`, `tanh` or `sigmoid`, everywhere.
        width: Channels of the first stage.
        channels: Channels of the images.
        classes: Number of logits.

    Raises:
        ValueError: An argument is none of these.
    """

    def __init__(
        self,
        depth: int,
        *,
        residual: bool = True,
        shortcut: Shortcut = "A",
        shortcut_scale: float = 1.0,
        block: BlockKind = "original",
        normalization: Normalization = "batch",
        initialization: Initialization = "he",
        activation: Activation = "relu",
        width: int = 16,
        channels: int = 3,
        classes: int = 10,
    ) -> None:
        super().__init__()
        cifar_name(depth, residual=residual)  # refuses a depth that is not 6n+2
        _check("shortcut", shortcut, get_args(Shortcut))
        _check("block", block, get_args(BlockKind))
        _check("normalization", normalization, get_args(Normalization))
        _check("initialization", initialization, get_args(Initialization))
        _check("activation", activation, get_args(Activation))
        for what, count in (("width", width), ("channels", channels), ("classes", classes)):
            if count < 1:
                raise ValueError(f"{what} must be 1 or more, got {count}: choose a larger number")
        self.depth = depth
        self.residual = residual
        self.pre_activation = block == "pre-activation"
        self.conv1 = nn.Conv2d(channels, width, 3, padding=1, bias=False)
        self.bn1 = nn.Identity() if self.pre_activation else norm(width, normalization)
        self.relu = nn.Identity() if self.pre_activation else _ACTIVATIONS[activation]()

        def stage(channels_in: int, channels_out: int, stride: int) -> nn.Sequential:
            shapes = [(channels_in, channels_out, stride)]
            shapes += [(channels_out, channels_out, 1)] * ((depth - 2) // 6 - 1)
            return nn.Sequential(
                *(
                    Block(
                        *shape,
                        residual=residual,
                        shortcut=shortcut,
                        shortcut_scale=shortcut_scale,
                        block=block,
                        normalization=normalization,
                        activation=activation,
                    )
                    for shape in shapes
                )
            )

        self.layer1 = stage(width, width, 1)
        self.layer2 = stage(width, 2 * width, 2)
        self.layer3 = stage(2 * width, 4 * width, 2)
        if self.pre_activation:
            self.final_bn = norm(4 * width, normalization)
            self.final_relu = _ACTIVATIONS[activation]()
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(4 * width, classes)
        initialize(self, initialization)

    def forward(self, images: Tensor) -> Tensor:
        """(N, channels, H, W) images to (N, classes) logits; the paper's images are 32 x 32."""
        x = self.relu(self.bn1(self.conv1(images)))  # (N, w, H, W)
        x = self.layer3(self.layer2(self.layer1(x)))  # (N, 4w, H / 4, W / 4)
        if self.pre_activation:
            x = self.final_relu(self.final_bn(x))
        logits: Tensor = self.fc(self.avgpool(x).flatten(1))
        return logits


def norm(channels: int, normalization: Normalization) -> nn.Module:
    """The normalisation of a feature map with that many channels."""
    return nn.BatchNorm2d(channels) if normalization == "batch" else nn.Identity()


def initialize(network: nn.Module, initialization: Initialization) -> None:
    """Draw a network's convolutions (and, for `xavier`, `fc`) from the global generator."""
    if initialization == "default":
        return
    for module in network.modules():
        if isinstance(module, nn.Conv2d) and initialization == "he":
            nn.init.kaiming_normal_(module.weight)  # fan in, gain sqrt(2)
        elif isinstance(module, nn.Conv2d | nn.Linear) and initialization == "xavier":
            nn.init.xavier_normal_(module.weight)
            if module.bias is not None:
                nn.init.zeros_(module.bias)


def _check(what: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise ValueError(f"{what} must be one of {', '.join(allowed)}, got {value!r}: choose one")
