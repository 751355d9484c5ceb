"""The 6n+2-layer CIFAR networks of He et al. 2015, plain and residual, in one class.

Sources:
    He, Zhang, Ren, Sun: Deep Residual Learning for Image Recognition, 2015, section 4.2.
    He, Zhang, Ren, Sun: Identity Mappings in Deep Residual Networks, 2016 (pre-activation, scale).
    De, Smith: Batch Normalization Biases Residual Blocks Towards the Identity Function in Deep
    Networks, 2020; Zhang, Dauphin, Ma: Fixup Initialization, 2019 (both: a factor on F).
"""

import math
from typing import Literal, get_args

import torch
from torch import Tensor, nn

from explorer.networks.block import (
    ACTIVATIONS,
    Activation,
    Block,
    BlockKind,
    Normalization,
    OptionA,
    Shortcut,
    norm,
)
from explorer.networks.choices import check_one_of
from explorer.networks.names import cifar_name
from explorer.sentences.sentence import refusal

__all__ = ["Block", "CifarResNet", "OptionA", "initialize", "seeded"]

Initialization = Literal["he", "xavier", "default"]


class CifarResNet(nn.Module):
    """A 3x3 convolution, three stages of n blocks at widths w, 2w, 4w, mean over space, one `fc`.

    With option A, plain and residual networks hold the same parameters under the same names and
    draw them in the same order, so that one seed gives both twins the same weights. Convolutions
    have no bias. In a pre-activation network `bn1` and `relu` do nothing: the first block brings
    its own, and `final_bn` and `final_relu` follow the last.

    Initialization: convolutions are drawn by `he` with standard deviation sqrt(2 / fan in) (He et
    al. 2015b) whatever the activation, by `xavier` with sqrt(2 / (fan in + fan out)) (Glorot and
    Bengio 2010), and `fc` by both as PyTorch does; `default` leaves all as PyTorch does.

    Args:
        depth: 6n+2 with n from 1 to 18.
        residual: False builds the plain twin: nothing is added.
        shortcut: Where the shape changes: `A` zero padding, `B` a learned 1x1 projection.
        shortcut_scale: Factor on every shortcut (He et al. 2016, section 3.1); 1 is the identity.
        residual_scale: Factor on F in y = F(x) + x (De and Smith 2020); of no effect on a plain
            network, where nothing is summed.
        block: `original` (2015) or `pre-activation` (2016).
        normalization: `batch`, or `none` for networks without any.
        initialization: `he`, `xavier` or `default`.
        activation: `relu`, `tanh` or `sigmoid`, everywhere.
        width: Channels of the first stage.
        channels: Channels of the images.
        classes: Number of logits.

    Attributes:
        settings: The arguments, but for the initialization: what a checkpoint needs to record.

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
        residual_scale: float = 1.0,
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
        check_one_of("shortcut", shortcut, get_args(Shortcut))
        check_one_of("block", block, get_args(BlockKind))
        check_one_of("normalization", normalization, get_args(Normalization))
        check_one_of("initialization", initialization, get_args(Initialization))
        check_one_of("activation", activation, get_args(Activation))
        for what, count in (("width", width), ("channels", channels), ("classes", classes)):
            if count < 1:
                raise refusal(
                    "{setting} must be 1 or more, got {count}: choose a larger number",
                    setting=what,
                    count=count,
                )
        self.depth = depth
        self.residual = residual
        self.settings: dict[str, str | int | float | bool] = {
            "depth": depth,
            "residual": residual,
            "shortcut": shortcut,
            "shortcut_scale": shortcut_scale,
            "residual_scale": residual_scale,
            "block": block,
            "normalization": normalization,
            "activation": activation,
            "width": width,
            "channels": channels,
            "classes": classes,
        }
        self.pre_activation = block == "pre-activation"
        self.conv1 = nn.Conv2d(channels, width, 3, padding=1, bias=False)
        self.bn1 = nn.Identity() if self.pre_activation else norm(width, normalization)
        self.relu = nn.Identity() if self.pre_activation else ACTIVATIONS[activation]()

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
                        residual_scale=residual_scale,
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
            self.final_relu = ACTIVATIONS[activation]()
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(4 * width, classes)
        initialize(self, initialization)

    def add_shortcuts(self, factor: float) -> None:
        """From the next forward pass on every block adds `factor` times its shortcut.

        Weights, and what an optimiser or a hook holds of them, are left alone. A network that was
        built plain gets shortcuts without parameters, option A where the shape changes, whatever
        its twin has there; it is a residual network from then on, and its settings say so. The
        factor 0 cuts: projections then have gradients of 0.
        """
        if not self.residual:
            self.residual = True
            self.settings |= {"residual": True, "shortcut": "A", "residual_scale": 1.0}
        self.settings["shortcut_scale"] = factor
        for module in self.modules():
            if isinstance(module, Block):
                module.add_shortcut(factor)

    def forward(self, images: Tensor) -> Tensor:
        """(N, channels, H, W) images to (N, classes) logits; the paper's images are 32 x 32."""
        x = self.relu(self.bn1(self.conv1(images)))  # (N, w, H, W)
        x = self.layer3(self.layer2(self.layer1(x)))  # (N, 4w, H / 4, W / 4)
        if self.pre_activation:
            x = self.final_relu(self.final_bn(x))
        logits: Tensor = self.fc(self.avgpool(x).flatten(1))
        return logits


def initialize(
    network: nn.Module, initialization: Initialization, generator: torch.Generator | None = None
) -> None:
    """Draw a network's weights again.

    Args:
        network: Its convolutions and linear layers are overwritten.
        initialization: See CifarResNet.
        generator: Draws everything, what PyTorch's own constructors have drawn too; without one
            the global generator draws what differs from PyTorch's own.
    """
    for module in network.modules():
        if not isinstance(module, nn.Conv2d | nn.Linear):
            continue
        if initialization == "xavier" and isinstance(module, nn.Conv2d):
            nn.init.xavier_normal_(module.weight, generator=generator)
        elif initialization == "he" and isinstance(module, nn.Conv2d):
            # Fan in, gain sqrt(2).
            nn.init.kaiming_normal_(module.weight, generator=generator)
        elif generator is not None:
            # What reset_parameters() of PyTorch's layers draws, which takes no generator.
            nn.init.kaiming_uniform_(module.weight, a=math.sqrt(5), generator=generator)
            if module.bias is not None:
                bound = 1 / math.sqrt(module.weight[0].numel())
                nn.init.uniform_(module.bias, -bound, bound, generator=generator)


def seeded(seed: int, depth: int, *, residual: bool, classes: int = 10) -> CifarResNet:
    """A network in the paper's setting, drawn from a seed; the global generator is not touched."""
    with torch.device("meta"):  # where nothing is drawn
        network = CifarResNet(depth, residual=residual, classes=classes)
    network = network.to_empty(device="cpu")
    initialize(network, "he", torch.Generator().manual_seed(seed))
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.reset_parameters()
    return network
