"""What a network is made of: stem, stages, blocks, layers and shortcuts, by name; nothing is run.

A CIFAR network's is known from its settings alone, so that a race can be drawn before it is built.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from torch import nn

ShortcutKind = Literal["identity", "padding", "projection"]


@dataclass(frozen=True)
class Layer:
    """One convolution, or the classifier.

    Attributes:
        name: As in a race's record: `conv1`, `stage1.block1.conv1`, `stage2.block1.shortcut`; `fc`.
        kernel: Side of its kernel; 1 for the classifier.
        channels: That leave it; the number of classes for the classifier.
        stride: Of its kernel; 1 for the classifier.
    """

    name: str
    kernel: int
    channels: int
    stride: int = 1


@dataclass(frozen=True)
class BlockArchitecture:
    """One block.

    Attributes:
        name: `stage1.block1`.
        layers: The convolutions of F, input side first.
        shortcut: What is added to F(x): x itself (`identity`), every second pixel of it with zeros
            in the new channels (`padding`, option A), or W_s x (`projection`, option B); None in a
            plain block.
        projection: W_s, where there is one.
    """

    name: str
    layers: tuple[Layer, ...]
    shortcut: ShortcutKind | None
    projection: Layer | None = None


@dataclass(frozen=True)
class StageArchitecture:
    """Blocks whose maps have one size; `name` is `stage1` and so on."""

    name: str
    blocks: tuple[BlockArchitecture, ...]


@dataclass(frozen=True)
class Architecture:
    """A whole network.

    Attributes:
        pre_activation: Whether nothing follows the sum of a block (He et al. 2016).
        stem: The first convolution.
        stages: Input side first.
        head: The classifier.
    """

    pre_activation: bool
    stem: Layer
    stages: tuple[StageArchitecture, ...]
    head: Layer

    @property
    def depth(self) -> int:
        """Layers with weights from the image to the classes, projections not counted."""
        return 2 + sum(len(block.layers) for stage in self.stages for block in stage.blocks)


def architecture(network: "nn.Module") -> Architecture:
    """Of a torchvision ResNet or a CifarResNet, on any device, the meta device too.

    Raises:
        TypeError: The network is of another kind.
    """
    from torchvision.models.resnet import ResNet

    from explorer.networks.cifar_resnet import CifarResNet
    from explorer.networks.stages import blocks

    by_stage: dict[str, list[BlockArchitecture]] = {}
    for name, block in blocks(network):
        by_stage.setdefault(name.split(".")[0], []).append(_block(name, block))
    assert isinstance(network, ResNet | CifarResNet)
    return Architecture(
        pre_activation=isinstance(network, CifarResNet) and network.pre_activation,
        stem=_layer("conv1", network.conv1),
        stages=tuple(StageArchitecture(name, tuple(held)) for name, held in by_stage.items()),
        head=Layer("fc", 1, network.fc.out_features),
    )


def cifar_architecture(
    depth: int,
    *,
    residual: bool = True,
    shortcut: Literal["A", "B"] = "A",
    pre_activation: bool = False,
    width: int = 16,
    classes: int = 10,
) -> Architecture:
    """Of the CifarResNet that these settings build, without building it.

    Args:
        depth: 6n+2.
        residual: Whether blocks have shortcuts.
        shortcut: Where the shape changes: `A` zero padding, `B` a learned 1x1 projection.
        pre_activation: Whether the blocks are those of 2016.
        width: Channels of the first stage.
        classes: Number of logits.

    Raises:
        ValueError: The depth is not 6n+2.
    """
    from explorer.networks.names import cifar_name

    cifar_name(depth, residual=residual)  # refuses other depths

    def block(stage: int, place: int) -> BlockArchitecture:
        name, channels = f"stage{stage}.block{place}", width * 2 ** (stage - 1)
        stride = 2 if place == 1 and stage > 1 else 1
        layers = (
            Layer(f"{name}.conv1", 3, channels, stride),
            Layer(f"{name}.conv2", 3, channels),
        )
        if not residual:
            return BlockArchitecture(name, layers, None)
        if stride == 1:
            return BlockArchitecture(name, layers, "identity")
        if shortcut == "A":
            return BlockArchitecture(name, layers, "padding")
        projection = Layer(f"{name}.shortcut", 1, channels, stride)
        return BlockArchitecture(name, layers, "projection", projection)

    return Architecture(
        pre_activation=pre_activation,
        stem=Layer("conv1", 3, width),
        stages=tuple(
            StageArchitecture(
                f"stage{stage}",
                tuple(block(stage, place) for place in range(1, (depth - 2) // 6 + 1)),
            )
            for stage in (1, 2, 3)
        ),
        head=Layer("fc", 1, classes),
    )


def _block(name: str, block: "nn.Module") -> BlockArchitecture:
    from torch import nn

    from explorer.networks.block import Block

    layers = tuple(
        _layer(f"{name}.{part}", layer)
        for part, layer in block.named_children()
        if part.startswith("conv")
    )
    if isinstance(block, Block) and not block.residual:
        return BlockArchitecture(name, layers, None)
    changed = block.downsample
    if changed is None:
        return BlockArchitecture(name, layers, "identity")
    if isinstance(changed, nn.Sequential):
        projection = _layer(f"{name}.shortcut", changed[0])
        return BlockArchitecture(name, layers, "projection", projection)
    return BlockArchitecture(name, layers, "padding")


def _layer(name: str, layer: "nn.Module") -> Layer:
    from torch import nn

    assert isinstance(layer, nn.Conv2d)
    return Layer(name, layer.kernel_size[0], layer.out_channels, layer.stride[0])
