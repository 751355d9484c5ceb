"""The sweep that comes with the program, as the `depth` command wrote it. Reads no tensors."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from explorer.files.assets import asset
from explorer.sentences.sentence import Sentence
from explorer.training.depth.record import read_sweep
from explorer.training.depth.result import DepthTable, SweepSettings

ORIGIN: Final = "origin.json"


@dataclass(frozen=True)
class ShippedSweep:
    """A sweep with what is known of its making.

    Attributes:
        settings: Of the sweep.
        cells: What was measured.
        recorded: The day, as `2026-01-31`.
        machine: On which processor, and with which libraries.
    """

    settings: SweepSettings
    cells: DepthTable
    recorded: str
    machine: Sentence


@cache
def shipped_sweep(folder: Path | None = None) -> ShippedSweep:
    """The sweep that comes with the program, read once.

    Args:
        folder: Where it lies; `assets/recorded/depth/` unless given.

    Raises:
        FileNotFoundError: There is none.
        ValueError: It cannot be understood.
    """
    folder = folder or asset("recorded/depth")
    cells = read_sweep(folder)
    swept = [each.swept for each in cells]
    settings = SweepSettings(
        depths=tuple(dict.fromkeys(each.depth for each in swept)),
        normalizations=tuple(dict.fromkeys(each.normalization for each in swept)),
        initializations=tuple(dict.fromkeys(each.initialization for each in swept)),
        seeds=len({each.seed for each in cells}),
    )
    origin = json.loads((folder / ORIGIN).read_text("utf-8"))
    machine = Sentence(
        "{cores} cores of an {processor}, PyTorch {version}",
        cores=origin["cores"],
        processor=origin["processor"],
        version=origin["pytorch"],
    )
    return ShippedSweep(settings, cells, origin["recorded"], machine)
