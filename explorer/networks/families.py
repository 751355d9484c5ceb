"""What this program knows of families of networks and of torchvision's ResNets, one row for each.

Names, checkpoints, transforms, lists, the page's choices and the help ask here, so a network that
torchvision has costs one row. Reads no tensor library.

Sources: He et al. 2015, table 1 and section 4.2; Zagoruyko and Komodakis 2016 (wide ResNets); Xie
et al. 2017 (ResNeXt); torchvision.models.resnet.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from explorer.networks.scaling import CIFAR, IMAGENET, InputScaling

FamilyName = Literal["imagenet", "cifar"]


@dataclass(frozen=True)
class Family:
    """What all networks of one layout share.

    Attributes:
        name: `imagenet` (torchvision's layout) or `cifar` (the paper's 6n+2 networks).
        input_size: Pixels of the square that is seen.
        classes: Number of logits, before anyone trains another head.
        strides: For each stage, input pixels from one cell of its maps to the next.
        scaling: Of the images that the networks are trained on.
    """

    name: FamilyName
    input_size: int
    classes: int
    strides: tuple[int, ...]
    scaling: InputScaling


FAMILIES: Mapping[FamilyName, Family] = {
    "imagenet": Family("imagenet", 224, 1000, (4, 8, 16, 32), IMAGENET),
    "cifar": Family("cifar", 32, 10, (1, 2, 4), CIFAR),
}
CIFAR_DEPTHS = (20, 32, 44, 56, 110)  # that are listed
LARGEST_N = 18  # 6 * 18 + 2 = 110, the deepest of the paper's table that trains on one machine


@dataclass(frozen=True)
class PublishedNetwork:
    """One network of `torchvision.models.resnet`, as its builder of that name makes it.

    Attributes:
        name: Torchvision's name of it, which is the name here.
        depth: Layers with weights on the longest path, projections not counted.
        blocks: In each of the four stages.
        weights: The file of each version of torchvision's ImageNet weights; each name ends in the
            first digits of the file's SHA-256. V1 is what is taken unless another is asked for.
        bottleneck: Whether blocks are bottlenecks, 1x1, 3x3 and 1x1; else two of 3x3.
        groups: Of the 3x3 convolutions.
        width: Channels of each group in the first stage.
        listed: Whether the lists, the page and `networks` offer it; else only its name opens it.
        paper_multiply_adds: He et al. 2015, table 1, there called FLOPs; None for other papers'.
    """

    name: str
    depth: int
    blocks: tuple[int, int, int, int]
    weights: Mapping[str, str]
    bottleneck: bool = True
    groups: int = 1
    width: int = 64
    listed: bool = False
    paper_multiply_adds: float | None = None

    @property
    def label(self) -> str:
        """What the page's choice of depth calls it: 50 for resnet50, else its whole name."""
        return str(self.depth) if self.name == f"resnet{self.depth}" else self.name


PUBLISHED = (
    PublishedNetwork(
        "resnet18", 18, (2, 2, 2, 2), {"V1": "resnet18-f37072fd.pth"},
        bottleneck=False, listed=True, paper_multiply_adds=1.8e9,
    ),
    PublishedNetwork(
        "resnet34", 34, (3, 4, 6, 3), {"V1": "resnet34-b627a593.pth"},
        bottleneck=False, listed=True, paper_multiply_adds=3.6e9,
    ),
    PublishedNetwork(
        "resnet50", 50, (3, 4, 6, 3),
        {"V1": "resnet50-0676ba61.pth", "V2": "resnet50-11ad3fa6.pth"},
        listed=True, paper_multiply_adds=3.8e9,
    ),
    PublishedNetwork(
        "resnet101", 101, (3, 4, 23, 3),
        {"V1": "resnet101-63fe2227.pth", "V2": "resnet101-cd907fc2.pth"},
        listed=True, paper_multiply_adds=7.6e9,
    ),
    PublishedNetwork(
        "resnet152", 152, (3, 8, 36, 3),
        {"V1": "resnet152-394f9c45.pth", "V2": "resnet152-f82ba261.pth"},
        listed=True, paper_multiply_adds=11.3e9,
    ),
    PublishedNetwork(
        "wide_resnet50_2", 50, (3, 4, 6, 3),
        {"V1": "wide_resnet50_2-95faca4d.pth", "V2": "wide_resnet50_2-9ba9bcbe.pth"},
        width=128,
    ),
    PublishedNetwork(
        "wide_resnet101_2", 101, (3, 4, 23, 3),
        {"V1": "wide_resnet101_2-32ee1156.pth", "V2": "wide_resnet101_2-d733dc28.pth"},
        width=128,
    ),
    PublishedNetwork(
        "resnext50_32x4d", 50, (3, 4, 6, 3),
        {"V1": "resnext50_32x4d-7cdf4587.pth", "V2": "resnext50_32x4d-1a0047aa.pth"},
        groups=32, width=4,
    ),
    PublishedNetwork(
        "resnext101_32x8d", 101, (3, 4, 23, 3),
        {"V1": "resnext101_32x8d-8ba56ff5.pth", "V2": "resnext101_32x8d-110c445d.pth"},
        groups=32, width=8,
    ),
    PublishedNetwork(
        "resnext101_64x4d", 101, (3, 4, 23, 3), {"V1": "resnext101_64x4d-173b62eb.pth"},
        groups=64, width=4,
    ),
)  # fmt: skip


def published_network(name: str) -> PublishedNetwork | None:
    """The row of a canonical name; None for networks that are not torchvision's."""
    return next((row for row in PUBLISHED if row.name == name), None)


def with_stages(blocks: tuple[int, ...], bottleneck: bool) -> tuple[PublishedNetwork, ...]:
    """The rows with these blocks in their stages, which differ in groups and width alone."""
    return tuple(row for row in PUBLISHED if (row.blocks, row.bottleneck) == (blocks, bottleneck))
