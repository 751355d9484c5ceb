"""The numbers of what Explore draws, a row a cell, to be saved as a table."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from explorer.figures.inspection.block_sum import terms
from explorer.figures.inspection.shown import Shown
from explorer.inspection.grad_cam import cam, shown_cam

Row = list[Any]


def figure_table(shown: Shown, request: dict[str, Any]) -> list[Row]:
    """The raw numbers of a figure, not scaled for the screen; rows and columns count from 0.

    Args:
        shown: The answer.
        request: `channel` with `block`, or with `stage` (0 is stage 1); without a channel the maps
            of all stages are meant.
    """
    stages = shown.inspection.stages
    if request.get("channel") is None:
        method = shown_cam(shown.method)
        maps = {stage.name: cam(stage, method) for stage in stages}
        return [["stage", "row", "column", method.name], *_cells(maps)]
    channel = int(request["channel"])
    if request.get("block"):
        return [["term", "row", "column", "value"], *_cells(_terms(shown, request, channel))]
    stage = stages[min(max(int(request.get("stage", 0)), 0), len(stages) - 1)]
    number = min(max(channel, 0), len(stage.features) - 1)
    name = f"{stage.name}.channel{number}"
    return [["channel", "row", "column", "activation"], *_cells({name: stage.features[number]})]


def _terms(shown: Shown, request: dict[str, Any], channel: int) -> dict[str, Any]:
    from explorer.inspection.blocks.branches import branches

    name = str(request["block"])
    for block in branches(shown.network, shown.photograph, keep=(name,)):
        if block.name == name:
            return terms(block, min(max(channel, 0), len(block.output) - 1))
    return {}


def _cells(maps: dict[str, Any]) -> Iterator[Row]:
    for name, values in maps.items():
        for (row, column), value in np.ndenumerate(values):
            yield [name, row, column, float(f"{float(value):.9g}")]
