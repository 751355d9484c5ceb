"""What the lesson shows of the networks that come with the program, on one of their photographs."""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from PIL import Image

from explorer.figures.data_uri import data_uri
from explorer.figures.network_view import anatomy_object
from explorer.files.assets import asset
from explorer.interface.compute_import import import_compute
from explorer.interface.settings import PageSettings

if TYPE_CHECKING:
    from explorer.inspection.result import Inspection, Stage
    from explorer.networks.catalog.loaded import LoadedNetwork

RESIDUAL, PLAIN = "cifar-resnet56", "cifar-plain56"
PHOTOGRAPH: Final = "examples/cifar10/cifar10-test-0013-horse.png"
# Of step 7: of ten examples, each the first test image of its class, the one of whose true class
# the two networks are most differently sure; both name all ten right.
LOOKED_AT: Final = "examples/cifar10/cifar10-test-0025-bird.png"
TRUTH: Final = "bird"
STRIP: Final = 4  # channels of a strip to guess from
CELLS: Final = 8  # a strip's picture is so many cells wide, so that sharpness gives no stage away
SEEN: Final = 9  # channels of a stage when it is shown
# Which stage each strip is of: neither in order nor backwards.
STRIPS: Final = (2, 0, 1)
TOP: Final = 3  # predictions


@dataclass(frozen=True)
class Term:
    """One picture of a block's sum.

    Attributes:
        name: `shortcut`, `residual_branch`, `sum` or `block_output`.
        picture: Its address.
        low: The smallest value.
        high: The largest.
    """

    name: str
    picture: str
    low: float
    high: float


def photograph(name: str = PHOTOGRAPH) -> str:
    """A photograph of the lesson, as an address."""
    with Image.open(asset(name)) as opened:
        return data_uri(opened.convert("RGB"))


def seen(settings: PageSettings) -> dict[str, Any]:
    """Step 1: every stage's strongest channels, as addresses, with the network to draw."""
    import_compute()
    from explorer.figures.palette import pictured
    from explorer.networks.architecture import architecture

    network, inspection = _inspected(RESIDUAL, settings)
    stages = [
        {
            "name": stage.name,
            "shape": list(stage.features.shape),
            "channels": [int(each) for each in stage.strongest[:SEEN]],
            "pictures": [
                data_uri(pictured(stage.features[each])) for each in stage.strongest[:SEEN]
            ],
        }
        for stage in inspection.stages
    ]
    return {
        "network": RESIDUAL,
        "anatomy": anatomy_object(architecture(network.module), RESIDUAL),
        "stages": stages,
        "strips": [_strip(inspection.stages[place]) for place in STRIPS],
        "order": list(STRIPS),
    }


def _strip(stage: "Stage") -> dict[str, Any]:
    """Four channels of a stage in few cells, so that only what they show tells stages apart.

    A cell is the mean of its values; `bright` is the share of cells above half of their channel's
    largest.
    """
    from explorer.figures.palette import pictured

    cells = [_cells(stage.features[each]) for each in stage.strongest[:STRIP]]
    return {
        "pictures": [data_uri(pictured(each)) for each in cells],
        "bright": float(np.mean([each > each.max() / 2 for each in cells])),
    }


def _cells(features: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
    side = features.shape[-1] // CELLS
    squares = features.reshape(CELLS, side, CELLS, side)
    return np.asarray(squares.mean(axis=(1, 3)))


def strips(whole: dict[str, Any]) -> dict[str, Any]:
    """The part of `seen` from which a room guesses: less to fetch at a first visit."""
    return {name: part for name, part in whole.items() if name != "stages"}


def block(settings: PageSettings) -> dict[str, Any]:
    """Step 5: shortcut + F(x) = sum in a block whose shortcut is the identity, on one scale."""
    import_compute()
    from explorer.figures.inspection.block_sum import largest, liveliest, terms
    from explorer.figures.palette import pictured
    from explorer.inspection.blocks.branches import branches
    from explorer.networks.architecture import architecture

    network = _loaded(RESIDUAL, settings)
    first, *_ = architecture(network.module).stages
    name = first.blocks[len(first.blocks) // 2].name
    found = next(
        each for each in branches(network, asset(PHOTOGRAPH), keep=(name,)) if each.name == name
    )
    channel = liveliest(found)
    maps = terms(found, channel)
    limit = largest(maps)
    shown = [
        Term(
            each,
            data_uri(pictured(values, limit, signed=True)),
            float(values.min()),
            float(values.max()),
        )
        for each, values in maps.items()
    ]
    return {
        "network": RESIDUAL,
        "block": name,
        "channel": channel,
        "terms": [asdict(each) for each in shown],
        "ratio": found.ratio,
        "cosine": found.cosine,
    }


def looked(settings: PageSettings) -> dict[str, Any]:
    """Step 7: where each network of 56 layers finds what it says, and what that is."""
    import_compute()
    from explorer.figures.inspection.overlay import overlay
    from explorer.inspection.alignment import align
    from explorer.inspection.grad_cam import cam

    networks: dict[str, Any] = {}
    for kind, name in (("residual", RESIDUAL), ("plain", PLAIN)):
        _, inspection = _inspected(name, settings, LOOKED_AT)
        last = inspection.stages[-1]
        over = align(cam(last, "grad-cam"), last.stride, inspection.input.shape[-1])
        networks[kind] = {
            "network": name,
            "picture": data_uri(overlay(inspection.picture, over)),
            # in the middle of the cell where the map is largest, as shares of the picture
            "strongest": _largest(over),
            "predictions": [[each.name, each.probability] for each in inspection.predictions[:TOP]],
        }
    return {**networks, "truth": TRUTH}


def _loaded(name: str, settings: PageSettings) -> "LoadedNetwork":
    from explorer.networks.catalog import catalog

    return catalog.load(name, device=settings.device)


def _inspected(
    name: str, settings: PageSettings, photographed: str = PHOTOGRAPH
) -> tuple["LoadedNetwork", "Inspection"]:
    from explorer.inspection.inspect import inspect

    network = _loaded(name, settings)
    return network, inspect(network, asset(photographed))


def _largest(values: "np.ndarray[Any, Any]") -> list[float]:
    """Where a map is largest: (x, y) as shares of its width and height."""
    row, column = np.unravel_index(int(values.argmax()), values.shape)
    height, width = values.shape
    return [(float(column) + 0.5) / width, (float(row) + 0.5) / height]
