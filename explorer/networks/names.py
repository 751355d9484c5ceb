"""The names of networks: `resnet50`, `cifar-resnet20`, `cifar-plain56`. Reads no tensor library."""

import re
from dataclasses import dataclass
from typing import Literal

from explorer.sentences.sentence import refusal

IMAGENET_DEPTHS = (18, 34, 50, 101, 152)
# torchvision's other networks of bottlenecks: depth, and how many groups of how many channels the
# 3x3 convolutions of the first stage have (Zagoruyko and Komodakis 2016; Xie et al. 2017).
WIDER = {
    "wide_resnet50_2": (50, 1, 128),
    "wide_resnet101_2": (101, 1, 128),
    "resnext50_32x4d": (50, 32, 4),
    "resnext101_32x8d": (101, 32, 8),
    "resnext101_64x4d": (101, 64, 4),
}
CIFAR_DEPTHS = (20, 32, 44, 56, 110)
LARGEST_N = 18  # 6 * 18 + 2 = 110, the deepest of the paper's table that trains on one machine

Family = Literal["imagenet", "cifar"]

_PATTERN = re.compile(r"(?:(?P<cifar>cifar)-)?(?P<kind>resnet|plain)-?(?P<depth>[1-9][0-9]{0,5})")


@dataclass(frozen=True)
class NetworkName:
    """A network's name, taken apart.

    Attributes:
        text: The canonical name, such as `cifar-resnet20`.
        family: `imagenet` (torchvision's layout) or `cifar` (the paper's 6n+2 networks).
        depth: Number of layers with weights on the longest path, projections not counted.
        residual: False for a plain network, which has no shortcuts.
    """

    text: str
    family: Family
    depth: int
    residual: bool


def parse(name: str) -> NetworkName:
    """The network that a name stands for.

    Args:
        name: `resnet18` ... `resnet152`, one of WIDER, `cifar-resnet{6n+2}`, `cifar-plain{6n+2}`,
            n = 1 to 18.

    Returns:
        The name taken apart, in its canonical spelling.

    Raises:
        ValueError: No network has that name.
    """
    text = name.strip().lower()
    if text in WIDER:
        return NetworkName(text, "imagenet", WIDER[text][0], residual=True)
    found = _PATTERN.fullmatch(text)
    if found is None:
        raise refusal(
            "no network is called {name!r}: choose one of {names}, or cifar-resnet "
            "or cifar-plain with any depth 6n+2 from 8 to 110",
            name=name,
            names=_choices(),
        )
    depth = int(found["depth"])
    if found["cifar"]:
        return cifar_name(depth, residual=found["kind"] == "resnet")
    if found["kind"] == "plain":
        raise refusal(
            "there is no plain network for ImageNet ({name!r}): nobody published weights for one, "
            "so choose {network} or a CIFAR pair such as cifar-plain20 and cifar-resnet20",
            name=name,
            network=f"resnet{depth}",
        )
    return imagenet_name(depth)


def imagenet_name(depth: int) -> NetworkName:
    """The name of torchvision's ResNet of a depth.

    Raises:
        ValueError: torchvision has no ResNet of that depth.
    """
    if depth not in IMAGENET_DEPTHS:
        raise refusal(
            "an ImageNet ResNet has one of the depths {depths}, got {depth}: choose one of these",
            depths=_listed(IMAGENET_DEPTHS),
            depth=depth,
        )
    return NetworkName(f"resnet{depth}", "imagenet", depth, residual=True)


def bottleneck_name(depth: int, groups: int, width: int) -> NetworkName:
    """The name of torchvision's network of bottlenecks with that first stage.

    Args:
        depth: 50, 101 or 152.
        groups: Of the 3x3 convolutions.
        width: Channels of each group.

    Raises:
        ValueError: torchvision has no such network.
    """
    if (groups, width) == (1, 64):
        return imagenet_name(depth)
    for text, shape in WIDER.items():
        if shape == (depth, groups, width):
            return NetworkName(text, "imagenet", depth, residual=True)
    raise refusal(
        "no known network of {depth} layers begins with {groups} x {width} "
        "channels in its 3x3 convolutions: give weights of one of {names}",
        depth=depth,
        groups=groups,
        width=width,
        names=_choices(),
    )


def cifar_name(depth: int, *, residual: bool) -> NetworkName:
    """The name of the 2015 paper's CIFAR network of a depth, plain or residual.

    Raises:
        ValueError: The depth is not 6n+2 with n from 1 to 18.
    """
    n, remainder = divmod(depth - 2, 6)
    if remainder or not 1 <= n <= LARGEST_N:
        raise refusal(
            "a CIFAR network's depth must be 6n+2 with n from 1 to {n} (8, 14, 20, ... {deepest}), "
            "got {depth}: choose such a depth",
            n=LARGEST_N,
            deepest=6 * LARGEST_N + 2,
            depth=depth,
        )
    kind = "resnet" if residual else "plain"
    return NetworkName(f"cifar-{kind}{depth}", "cifar", depth, residual)


def network_names() -> tuple[str, ...]:
    """The fifteen networks that are listed: ImageNet, CIFAR residual, CIFAR plain, by depth."""
    return (
        *(imagenet_name(depth).text for depth in IMAGENET_DEPTHS),
        *(cifar_name(depth, residual=True).text for depth in CIFAR_DEPTHS),
        *(cifar_name(depth, residual=False).text for depth in CIFAR_DEPTHS),
    )


def _choices() -> str:
    return ", ".join((*network_names(), *WIDER))


def _listed(depths: tuple[int, ...]) -> str:
    return ", ".join(str(depth) for depth in depths)
