"""The names of networks: `resnet50`, `cifar-resnet20`, `cifar-plain56`. Reads no tensor library."""

import re
from dataclasses import dataclass

from explorer.networks.families import (
    CIFAR_DEPTHS,
    LARGEST_N,
    PUBLISHED,
    FamilyName,
    PublishedNetwork,
    published_network,
    with_stages,
)
from explorer.sentences.sentence import refusal

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
    family: FamilyName
    depth: int
    residual: bool


def parse(name: str) -> NetworkName:
    """The network that a name stands for.

    Args:
        name: One of torchvision's, such as `resnet50`, `cifar-resnet{6n+2}`, `cifar-plain{6n+2}`,
            n = 1 to 18.

    Returns:
        The name taken apart, in its canonical spelling.

    Raises:
        ValueError: No network has that name.
    """
    text = name.strip().lower()
    published = published_network(text)
    if published is not None:
        return _named(published)
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
    published = published_network(f"resnet{depth}")
    if published is None:
        depths = ", ".join(str(row.depth) for row in PUBLISHED if row.name == f"resnet{row.depth}")
        raise refusal(
            "an ImageNet ResNet has one of the depths {depths}, got {depth}: choose one of these",
            depths=depths,
            depth=depth,
        )
    return _named(published)


def shaped_name(
    blocks: tuple[int, ...], bottleneck: bool, groups: int, width: int
) -> NetworkName | None:
    """The name of torchvision's network of that shape; None if none has these stages.

    Args:
        blocks: In each stage.
        bottleneck: Whether they are bottlenecks.
        groups: Of the 3x3 convolutions.
        width: Channels of each group in the first stage.

    Raises:
        ValueError: torchvision has networks with these stages, and none so wide.
    """
    same = with_stages(blocks, bottleneck)
    for row in same:
        if (row.groups, row.width) == (groups, width):
            return _named(row)
    if not same:
        return None
    raise refusal(
        "no known network of {depth} layers begins with {groups} x {width} "
        "channels in its 3x3 convolutions: give weights of one of {names}",
        depth=same[0].depth,
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
    """The networks that are listed: ImageNet, CIFAR residual, CIFAR plain, each by depth."""
    return (
        *(row.name for row in PUBLISHED if row.listed),
        *(cifar_name(depth, residual=True).text for depth in CIFAR_DEPTHS),
        *(cifar_name(depth, residual=False).text for depth in CIFAR_DEPTHS),
    )


def _named(row: PublishedNetwork) -> NetworkName:
    return NetworkName(row.name, "imagenet", row.depth, residual=True)


def _choices() -> str:
    return ", ".join((*network_names(), *(row.name for row in PUBLISHED if not row.listed)))
