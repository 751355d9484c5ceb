"""The lines of a sweep over depths: over the networks' depth, or by layer.

What a log axis cannot show is marked, never dropped: a triangle at the foot is a zero, a cross at
the top a number that is not finite.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final, Literal

import numpy as np
import plotly.graph_objects as go

from explorer.figures.palette import COLOURS, SYMBOLS
from explorer.figures.twins import TWINS
from explorer.sentences.sentence import Sentence
from explorer.training.depth.result import SweepCell, SweptNetwork, band, chosen
from explorer.training.measuring.quantities import Values
from explorer.training.race.result import NETWORKS, NetworkKind

Quantity = Literal["weight_gradient", "activation_gradient", "activation"]

NORMALIZATIONS: Final = {
    "none": Sentence("no normalisation"),
    "batch": Sentence("batch normalisation"),
}
INITIALIZATIONS: Final = {
    "xavier": Sentence("Xavier"),
    "default": Sentence("PyTorch default"),
    "he": Sentence("He"),
}
ENDS: Final = {"first": 0, "last": -1}  # of the convolutions, input side first
DASHES: Final = {"first": "solid", "last": "dot"}
# plain below is wider, so that it is seen where residual lies on it
WIDTHS: Final = {"plain": 4.5, "residual": 3.0}
SIZES: Final = {"plain": 11, "residual": 7}
SMALLEST: Final = np.finfo(np.float64).tiny
NOT_FINITE: Final = Sentence("not finite")
ZERO: Final = Sentence("0 or underflow")


def cell_name(normalization: str, initialization: str) -> Sentence:
    """What a cell of the grid is called."""
    return Sentence(
        "{norming}, {init}",
        norming=NORMALIZATIONS[normalization],
        init=INITIALIZATIONS[initialization],
    )


def convolution_name(kind: NetworkKind, end: str) -> Sentence:
    """What the line of the first or last convolution is called."""
    if end == "first":
        return Sentence("{twin}, first convolution", twin=TWINS[kind])
    return Sentence("{twin}, last convolution", twin=TWINS[kind])


def _depths(cells: Sequence[SweepCell]) -> list[SweptNetwork]:
    return sorted({each.swept for each in cells}, key=lambda swept: swept.depth)


def over_depth(
    cells: Sequence[SweepCell], quantity: Quantity, low: float, high: float
) -> Iterator[go.Scatter]:
    """First and last convolution over depth, with a band over the seeds of the first.

    Args:
        cells: Of one cell of the grid.
        quantity: What is drawn.
        low: Where zeros are marked.
        high: Where numbers that are not finite are marked.
    """
    networks = _depths(cells)
    for kind in NETWORKS:
        bands = [band(chosen(cells, swept, kind), quantity) for swept in networks]
        seeds = len({each.seed for each in cells})
        for end, place in ENDS.items():
            values = np.array([each.median[place] for each in bands])
            lowest = np.array([each.low[place] for each in bands])
            highest = np.array([each.high[place] for each in bands])
            group = convolution_name(kind, end)
            if seeds > 1 and end == "first":
                yield _shade(networks, lowest, highest, kind, group)
            yield from _line(
                [swept.depth for swept in networks],
                values,
                networks,
                kind,
                group,
                Sentence("{line}, %{{x}} layers: %{{y:.2g}}<extra></extra>", line=group),
                (low, high),
                {"dash": DASHES[end], "width": WIDTHS[kind] * (1 if end == "first" else 0.6)},
                "lines+markers",
            )


def by_layer(
    cells: Sequence[SweepCell], quantity: Quantity, low: float, high: float
) -> Iterator[go.Scatter]:
    """Every convolution, a line for each depth; arguments as those of `over_depth`."""
    networks = _depths(cells)
    for kind in NETWORKS:
        for number, swept in enumerate(networks):
            values = band(chosen(cells, swept, kind), quantity).median
            share = (number + 1) / len(networks)  # deeper ones are drawn stronger
            for trace in _line(
                list(range(1, len(values) + 1)),
                values,
                [swept] * len(values),
                kind,
                TWINS[kind],
                Sentence(
                    "{twin}, {depth} layers, layer %{{x}}: %{{y:.2g}}<extra></extra>",
                    twin=TWINS[kind],
                    depth=swept.depth,
                ),
                (low, high),
                {"dash": "solid", "width": 1 + 2 * share},
                "lines",
            ):
                yield trace.update(opacity=0.4 + 0.6 * share)


def _line(
    x: list[int],
    values: Values,
    networks: Sequence[SweptNetwork],
    kind: NetworkKind,
    group: str,
    hover: str,
    limits: tuple[float, float],
    line: dict[str, Any],
    mode: str,
) -> Iterator[go.Scatter]:
    finite, tiny = np.isfinite(values), values < SMALLEST
    if not networks:
        return
    places = [[each.normalization, each.initialization, each.depth] for each in networks]
    first = networks[0]
    drawn = group
    if mode == "lines":
        drawn = Sentence("{twin}, {depth} layers", twin=TWINS[kind], depth=first.depth)
    name = Sentence(
        "{cell}: {drawn}", cell=cell_name(first.normalization, first.initialization), drawn=drawn
    )
    yield go.Scatter(
        x=x,
        y=np.where(finite & ~tiny, values, np.nan),
        name=name,
        mode=mode,
        line={"color": COLOURS[kind], **line},
        marker={"symbol": SYMBOLS[kind], "size": SIZES[kind]},
        legendgroup=group,
        showlegend=False,
        customdata=places,
        hovertemplate=hover,
    )
    for mask, height, what, symbol in (
        (finite & tiny, limits[0], ZERO, "triangle-down"),
        (~finite, limits[1], NOT_FINITE, "x"),
    ):
        if mask.any():
            yield go.Scatter(
                x=np.array(x)[mask],
                y=np.full(int(mask.sum()), height),
                name=Sentence("{twin}: {mark}", twin=TWINS[kind], mark=what),
                mode="markers",
                marker={"symbol": symbol, "size": 12, "color": COLOURS[kind]},
                legendgroup=what,
                customdata=[place for place, marked in zip(places, mask, strict=True) if marked],
                hovertemplate=Sentence(
                    "{twin}: {mark}<extra></extra>", twin=TWINS[kind], mark=what
                ),
            )


def _shade(
    networks: Sequence[SweptNetwork], low: Values, high: Values, kind: NetworkKind, group: str
) -> go.Scatter:
    shown = np.isfinite(high) & (low >= SMALLEST)
    depths = np.array([swept.depth for swept in networks])[shown]
    return go.Scatter(
        x=np.concatenate([depths, depths[::-1]]),
        y=np.concatenate([low[shown], high[shown][::-1]]),
        name=Sentence("{twin}: smallest to largest seed", twin=TWINS[kind]),
        mode="lines",
        line={"width": 0, "color": COLOURS[kind]},
        fill="toself",
        opacity=0.35,
        legendgroup=group,
        showlegend=False,
        hoverinfo="skip",
    )
