"""What is measured before training, in a notebook: a sweep over depths, shattered gradients."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from explorer.figures.notebook.chart import Axis, Line, chart
from explorer.figures.notebook.markup import card, paragraph, row, table
from explorer.figures.notebook.race import COLOURS
from explorer.training.depth.result import (
    DepthTable,
    SweepCell,
    SweptNetwork,
    band,
    cell_verdict,
    chosen,
)
from explorer.training.depth.shattering_result import Shattering
from explorer.training.race.result import NETWORKS, NetworkKind

SMALLEST: Final = float(np.finfo(np.float64).tiny)
GRADIENT: Final = Axis("‖dL/dW‖, median over seeds", log=True, smallest=SMALLEST)
DASHES: Final = ("", "6 3", "2 3", "8 3 2 3")


def sweep_html(cells: DepthTable) -> str:
    """Small charts over depth for each normalisation and initialisation, then all medians."""
    swept = sorted({each.swept for each in cells}, key=_place)
    seeds = len({each.seed for each in cells})
    places = dict.fromkeys((each.normalization, each.initialization) for each in swept)
    charts = [
        _over_depth(cells, [each for each in swept if _cell(each) == place], place)
        for place in places
    ]
    rows = [_row(chosen(cells, each, kind), each, kind) for each in swept for kind in NETWORKS]
    return card(
        f"{len(swept)} pairs of networks at initialisation",
        paragraph(f"Weight gradients before any training; medians over {seeds} seeds."),
        row(charts),
        table(
            ("normalisation, initialisation", "layers", "network", "first", "last", "gradients"),
            (each for each in rows if each),
        ),
    )


def shattering_html(found: Shattering) -> str:
    """Autocorrelation of the input gradient by angle, a chart for each normalisation."""
    angles = found.settings.angles().tolist()
    axis = Axis("autocorrelation, median over seeds")
    charts = []
    for normalization in found.settings.normalizations:
        lines = []
        networks = [n for n in found.settings.networks() if n.normalization == normalization]
        for swept, dash in zip(reversed(networks), DASHES * len(networks), strict=False):
            for kind in NETWORKS:
                mine = chosen(found.gradients, swept, kind)
                if mine:
                    values = band(mine, "autocorrelation").median.tolist()
                    label = f"{kind}, {swept.depth} layers"
                    lines.append(Line(label, angles, values, COLOURS[kind], dash))
        title = "batch normalisation" if normalization == "batch" else "no normalisation"
        charts.append(chart(title, lines, Axis("angle between images in degrees"), axis))
    return card(
        "How the input gradient turns when the image hardly does",
        paragraph(
            f"Initialisation {found.settings.initialization}, {found.settings.seeds} seeds. White "
            "noise falls to 0 at once; a gradient that keeps its direction stays near 1."
        ),
        row(charts),
    )


def _over_depth(
    cells: Sequence[SweepCell], networks: Sequence[SweptNetwork], place: tuple[str, str]
) -> str:
    lines = []
    for kind in NETWORKS:
        found = [(each.depth, chosen(cells, each, kind)) for each in networks]
        medians = [(depth, band(mine, "weight_gradient").median) for depth, mine in found if mine]
        depths = [depth for depth, _ in medians]
        for end, at, dash in (("first", 0, ""), ("last", -1, "3 3")):
            values = [float(median[at]) for _, median in medians]
            lines.append(
                Line(f"{kind}, {end} layer", depths, values, COLOURS[kind], dash, dots=True)
            )
    return chart(", ".join(place), lines, Axis("layers", whole=True), GRADIENT)


def _row(
    cells: Sequence[SweepCell], swept: SweptNetwork, kind: NetworkKind
) -> tuple[str, ...] | None:
    if not cells:
        return None
    gradient = band(cells, "weight_gradient").median
    known = not any(np.isnan(each.weight).any() for each in cells)  # an old file holds none
    word = cell_verdict(cells).word if known else "not in the file"
    ends = (f"{gradient[0]:.1e}", f"{gradient[-1]:.1e}")
    return (", ".join(_cell(swept)), str(swept.depth), kind, *ends, word)


def _cell(swept: SweptNetwork) -> tuple[str, str]:
    return swept.normalization, swept.initialization


def _place(swept: SweptNetwork) -> tuple[str, str, int]:
    return (*_cell(swept), swept.depth)
