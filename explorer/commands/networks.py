"""`python -m explorer networks`: every network by name."""

import dataclasses
import json
from typing import TYPE_CHECKING, Annotated

from explorer.commands.given.options import WeightsFolder, json_of

if TYPE_CHECKING:
    from explorer.networks.catalog.catalog import CatalogEntry


def networks(
    as_json: Annotated[bool, json_of("list")] = False,
    weights_folder: WeightsFolder = None,
) -> None:
    """List every network, its cost and where its weights are.

    M is a million. Multiply-adds are those of the convolutions and the last layer for one picture.
    Any cifar-resnet or cifar-plain of depth 6n+2 from 8 to 110 works too, not only those listed.

    Networks: He et al. 2015, "Deep residual learning for image recognition": table 1 (ImageNet)
    and section 4.2 (CIFAR).
    """
    from explorer.networks.catalog import catalog

    entries = catalog.entries(weights_folder)
    if as_json:
        print(json.dumps([dataclasses.asdict(entry) for entry in entries], indent=2), flush=True)
    else:
        _print_table(entries)


def _print_table(entries: "tuple[CatalogEntry, ...]") -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("name", no_wrap=True)
    for heading in ("depth", "parameters", "multiply-\nadds", "input", "stages", "classes"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("weights", no_wrap=True)
    for entry in entries:
        table.add_row(
            entry.name,
            str(entry.depth),
            f"{entry.parameters / 1e6:.2f} M",
            f"{entry.multiply_adds / 1e6:,.0f} M",
            f"{entry.input_size} px",
            str(entry.stages),
            str(entry.classes),
            entry.weights,
        )
    console = Console(highlight=False)
    console.print(table)
    console.print("none: random weights, nothing learned yet", soft_wrap=True)
    licences = dict.fromkeys((entry.weights, entry.licence) for entry in entries if entry.licence)
    said = [f"{weights}: {licence}" for weights, licence in licences]
    console.print(f"licence of weights: {'; '.join(said)}", soft_wrap=True)
