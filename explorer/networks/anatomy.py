"""Every block of a network: shape, parameters, multiply-adds, receptive field, counted by shape.

Nothing is run, so that a network on the meta device is enough. Multiply-adds are those of the
convolutions and the classifier, as the papers count them: one multiplication with its addition is
one. The receptive field is the theoretical one along the longest path.

Sources: He et al. 2015, table 1; for the receptive field Araujo, Norris, Sim: Computing Receptive
Fields of Convolutional Neural Networks, Distill 2019, equations 1 and 2.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from torch import nn
from torchvision.models.resnet import Bottleneck, ResNet

from explorer.networks.cifar_resnet import CifarResNet
from explorer.networks.stages import blocks


@dataclass(frozen=True)
class BlockAnatomy:
    """One row: the stem, a block, a whole stage, or the head.

    Attributes:
        stage: `stem`, `stage1` ..., `head`.
        block: `stem`, `stage1.block1` ..., `head`; for a whole stage its name.
        output_shape: Channels, height, width; (classes,) for the head.
        parameters: Numbers learned, normalisation included.
        multiply_adds: For one image.
        receptive_field: Side of the square of input pixels that one output cell can depend on;
            it may be larger than the image.
        stride: Input pixels from one output cell to the next.
        strided_1x1_saving: Multiply-adds fewer, had the bottleneck its stride where the paper has.
    """

    stage: str
    block: str
    output_shape: tuple[int, ...]
    parameters: int
    multiply_adds: int
    receptive_field: int
    stride: int
    strided_1x1_saving: int = 0


@dataclass(frozen=True)
class Totals:
    """A whole network: its parameters, and its multiply-adds for one image.

    `multiply_adds_paper_stride` is what they would be with the stride on the first 1x1 convolution
    of a bottleneck, as in the 2015 paper; the same number for networks without bottlenecks.
    """

    parameters: int
    multiply_adds: int
    multiply_adds_paper_stride: int


def anatomy(network: nn.Module, input_size: int) -> tuple[BlockAnatomy, ...]:
    """The stem, every block, and the head, input side first.

    Args:
        network: A torchvision ResNet or a CifarResNet, on any device, the meta device too.
        input_size: Height and width of the image in pixels.

    Raises:
        TypeError: The network is of another kind.
    """
    rows: list[BlockAnatomy] = []
    named_blocks = blocks(network)
    assert isinstance(network, ResNet | CifarResNet)
    path = _Path(input_size)
    cost = path.through(network.conv1)
    if isinstance(network, ResNet):
        path.through(network.maxpool)
    rows.append(
        path.row("stem", "stem", network.conv1, _parameters(network.conv1, network.bn1), cost)
    )
    for name, block in named_blocks:
        size = path.size
        saving = 0
        layers = [layer for key, layer in block.named_children() if key.startswith("conv")]
        cost = sum(path.through(layer) for layer in layers)
        projection = block.downsample
        if isinstance(projection, nn.Sequential):
            cost += _Path(size).through(projection[0])
        if isinstance(block, Bottleneck) and path.size < size:
            saving = (size**2 - path.size**2) * _parameters(layers[0])
        row = path.row(name.split(".")[0], name, layers[-1], _parameters(block), cost)
        rows.append(replace(row, strided_1x1_saving=saving))
    last = [network.fc, *([network.final_bn] if hasattr(network, "final_bn") else [])]
    whole = path.field + (path.size - 1) * path.stride
    rows.append(
        BlockAnatomy(
            "head", "head", (network.fc.out_features,), _parameters(*last),
            network.fc.weight.numel(), whole, path.size * path.stride,
        )
    )  # fmt: skip
    return tuple(rows)


def totals(rows: Iterable[BlockAnatomy]) -> Totals:
    """The sums of the rows of `anatomy`."""
    rows = tuple(rows)
    multiply_adds = sum(row.multiply_adds for row in rows)
    return Totals(
        sum(row.parameters for row in rows),
        multiply_adds,
        multiply_adds - sum(row.strided_1x1_saving for row in rows),
    )


@dataclass
class _Path:
    """Where the longest path has come to: the map's side, its receptive field, its stride."""

    size: int
    field: int = 1
    stride: int = 1

    def through(self, layer: nn.Module) -> int:
        """Follow a square convolution or pooling; its multiply-adds."""
        assert isinstance(layer, nn.Conv2d | nn.MaxPool2d)
        kernel, stride, padding = (
            value[0] if isinstance(value, tuple) else int(value)
            for value in (layer.kernel_size, layer.stride, layer.padding)
        )
        self.size = (self.size + 2 * int(padding) - kernel) // stride + 1
        self.field += (kernel - 1) * self.stride
        self.stride *= stride
        return self.size**2 * layer.weight.numel() if isinstance(layer, nn.Conv2d) else 0

    def row(
        self, stage: str, block: str, last: nn.Module, parameters: int, cost: int
    ) -> BlockAnatomy:
        """The row of what ends here with the convolution `last`."""
        assert isinstance(last, nn.Conv2d)
        shape = (last.out_channels, self.size, self.size)
        return BlockAnatomy(stage, block, shape, parameters, cost, self.field, self.stride)


def _parameters(*modules: nn.Module) -> int:
    return sum(parameter.numel() for module in modules for parameter in module.parameters())
