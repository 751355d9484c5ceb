"""The names of networks: `resnet50`, `cifar-resnet20`, `cifar-plain56`. Reads no tensor library."""

import re
from dataclasses import dataclass
from typing import Literal

IMAGENET_DEPTHS = (18, 34, 50, 101, 152)
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
        name: `resnet18` ... `resnet152`, `cifar-resnet{6n+2}`, `cifar-plain{6n+2}`, n = 1 to 18.

    Returns:
        The name taken apart, in its canonical spelling.

    Raises:
        ValueError: No network has that name.
    """
    found = _PATTERN.fullmatch(name.strip().lower())
    if found is None:
        raise ValueError(
            f"no network is called {name!r}: choose one of {_choices()}, "
            "or cifar-resnet or cifar-plain with any depth 6n+2 from 8 to 110"
        )
    depth = int(found["depth"])
    if found["cifar"]:
        return cifar_name(depth, residual=found["kind"] == "resnet")
    if found["kind"] == "plain":
        raise ValueError(
            f"there is no plain network for ImageNet ({name!r}): nobody published weights for one, "
            f"so choose resnet{depth} or a CIFAR pair such as cifar-plain20 and cifar-resnet20"
        )
    return imagenet_name(depth)


def imagenet_name(depth: int) -> NetworkName:
    """The name of torchvision's ResNet of a depth.

    Raises:
        ValueError: torchvision has no ResNet of that depth.
    """
    if depth not in IMAGENET_DEPTHS:
        raise ValueError(
            f"an ImageNet ResNet has one of the depths {_listed(IMAGENET_DEPTHS)}, got {depth}: "
            "choose one of these"
        )
    return NetworkName(f"resnet{depth}", "imagenet", depth, residual=True)


def cifar_name(depth: int, *, residual: bool) -> NetworkName:
    """The name of the 2015 paper's CIFAR network of a depth, plain or residual.

    Raises:
        ValueError: The depth is not 6n+2 with n from 1 to 18.
    """
    n, remainder = divmod(depth - 2, 6)
    if remainder or not 1 <= n <= LARGEST_N:
        raise ValueError(
            f"a CIFAR network's depth must be 6n+2 with n from 1 to {LARGEST_N} "
            f"(8, 14, 20, ... {6 * LARGEST_N + 2}), got {depth}: choose such a depth"
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
    return ", ".join(network_names())


def _listed(depths: tuple[int, ...]) -> str:
    return ", ".join(str(depth) for depth in depths)
