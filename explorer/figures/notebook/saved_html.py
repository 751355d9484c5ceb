"""A result as one HTML file that opens without the program and looks like it."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from explorer.files.whole_file import write_whole
from explorer.inspection.result import Attribution, Inspection
from explorer.training.race.record import RecordedRace

if TYPE_CHECKING:
    from explorer.networks.catalog.loaded import LoadedNetwork
    from explorer.photographs.photograph import Picture


def save_html(
    path: str | Path,
    result: Inspection | RecordedRace,
    network: "LoadedNetwork | str | Path | None" = None,
    photograph: "Picture | None" = None,
    method: str = "grad-cam",
    attribution: Attribution | None = None,
) -> None:
    """Write an inspection or a race as one page, which asks no host for anything.

    Args:
        path: Of the file; an earlier one is replaced.
        result: What `inspect`, `race` or `read_race` gave.
        network: That was inspected, as for `inspect`: it is drawn, its blocks are measured.
        photograph: That was inspected, as for `inspect`.
        method: The class activation map of the stages, or the attribution's method.
        attribution: What `attribute` gave, if that is to be shown too.

    Raises:
        ValueError: An inspection came without its network or photograph, or with others; a race
            has no step.
        TypeError: The result is neither.
        OSError: The file cannot be written.
    """
    if isinstance(result, RecordedRace):
        from explorer.figures.race.page import race_page
        from explorer.training.race.settings import described

        page = race_page(described(result.settings), result.facts, result.steps, result.events)
    elif isinstance(result, Inspection):
        from explorer.figures.inspection.page import inspection_page
        from explorer.figures.inspection.shown import Shown
        from explorer.inspection.twin_statistics import doubt
        from explorer.networks.catalog.catalog import ready
        from explorer.photographs.photograph import read_photograph

        if network is None or photograph is None:
            raise ValueError(
                "the page of an inspection draws its network and shows its photograph: give "
                "network and photograph, as they were given to inspect"
            )
        loaded, read = ready(network), read_photograph(photograph)
        seen = loaded.transform(read.image).numpy()
        if loaded.name != result.network or not np.array_equal(seen, result.input):
            raise ValueError(
                f"this is an inspection of {result.image} in {result.network}, and {read.name} in "
                f"{loaded.name} was given beside it: give the network and the photograph that were "
                "given to inspect"
            )
        shown = Shown(read, loaded, result, method, attribution, doubt=doubt(loaded))
        page = inspection_page([shown])
    else:
        raise TypeError(
            f"save_html writes an Inspection or a RecordedRace, got {type(result).__name__}: "
            "give one of these"
        )
    write_whole(Path(path), page.encode())
