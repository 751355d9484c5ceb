"""An answer of the Explore tab as a part of the page's address, and what such a part asks for."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from explorer.datasets.examples import FAMILIES, Example, example_at, examples
from explorer.figures.inspection.stage_strip import ATTRIBUTION_TEXTS
from explorer.interface.links.asked import Asked, Doubt
from explorer.interface.picking.network_choice import NetworkChoice, has_v2
from explorer.networks.families import CIFAR_DEPTHS, PUBLISHED
from explorer.networks.names import network_names, parse

TAB: Final = "explore"
FIRST_METHOD: Final = "grad-cam"
PICKED: Final = (
    *(row.name for row in PUBLISHED if row.listed),
    *(f"cifar-{kind}{depth}" for kind in ("resnet", "plain") for depth in CIFAR_DEPTHS),
)  # the networks that can be picked on the page


@dataclass(frozen=True)
class Linked:
    """What an address asks for; None for what it does not say.

    Attributes:
        network: And whose weights.
        picks: Family, ImageNet network, CIFAR depth, kind and version of the picker; None for what
            stays.
        example: The photograph.
        method: Of the maps.
        other: The network to compare with.
    """

    network: NetworkChoice | None
    picks: tuple[Any, ...]
    example: Example | None
    method: str | None
    other: str | None


def linked(asked: Asked) -> Linked:
    """What is asked for, every value one of those that the page offers."""
    from explorer.inspection.grad_cam import cam_names

    name = asked.one_of("network", PICKED)
    version = asked.one_of("weights", ("V1", "V2") if name and has_v2(name) else ("V1",))
    every = {each.path.stem: each for family in FAMILIES for each in examples(family)}
    example = asked.one_of("example", tuple(every))
    return Linked(
        None if name is None else NetworkChoice(name, version=version or "V1"),
        picks(name, version),
        None if example is None else every[example],
        asked.one_of("method", (*cam_names(), *ATTRIBUTION_TEXTS)),
        asked.one_of("compare", network_names()),
    )


def picks(name: str | None, version: str | None) -> tuple[Any, ...]:
    """See `Linked.picks`."""
    if name is None:
        return (None,) * 5
    network = parse(name)
    if network.family == "imagenet":
        return ("imagenet", name, None, None, version or "V1")
    return ("cifar", None, network.depth, "resnet" if network.residual else "plain", None)


def class_index(asked: Asked, names: Sequence[str]) -> int | None:
    """The class that is asked for by its name or its index; None for the predicted one.

    Args:
        asked: The address's part.
        names: Of the network's classes, by index.
    """
    said = asked.text("class")
    if said is None:
        return None
    if said in names:
        return names.index(said)
    if said.isascii() and said.isdigit() and int(said) < len(names):
        return int(said)
    asked.doubt("class", names)
    return None


def link_of(
    network: NetworkChoice,
    path: Path,
    class_name: str,
    index: int | None,
    method: str,
    other: NetworkChoice | None,
    doubts: Sequence[Doubt] = (),
) -> str:
    """What the page's script needs for the address of an answer, as JSON.

    Args:
        network: That answered.
        path: Of its photograph.
        class_name: Of the class that is explained.
        index: Of that class where it was picked; None for the predicted one.
        method: Of the maps.
        other: The network to compare with.
        doubts: What the address asked for in vain.
    """
    example = example_at(path)
    values = {
        "network": network.name if network.checkpoint is None else None,
        "weights": network.version if network.version != "V1" else None,
        "example": None if example is None else example.path.stem,
        "class": None if index is None else class_name,
        "method": None if method == FIRST_METHOD else method,
        "compare": other.name if other is not None and other.checkpoint is None else None,
    }
    own = network.checkpoint or (other is not None and other.checkpoint)
    left = [*(["photograph"] if example is None else []), *(["weights"] if own else [])]
    return json.dumps({"values": values, "left": left, "doubts": [asdict(one) for one in doubts]})
