"""A sweep over depths as small multiples: a cell for each normalisation and initialisation.

Cells of a row share one log axis. The sweep is in float64; where float32 would lose digits, a line
says so.
"""

from collections.abc import Iterator, Sequence
from typing import Final, Literal

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from explorer.figures.depth.lines import (
    DASHES,
    ENDS,
    SIZES,
    SMALLEST,
    Quantity,
    by_layer,
    cell_name,
    convolution_name,
    over_depth,
)
from explorer.figures.palette import COLOURS, SIGNS, SMALLEST_NORMAL, SYMBOLS
from explorer.figures.twins import TWINS
from explorer.sentences.listed import joined
from explorer.sentences.sentence import Sentence
from explorer.training.depth.result import (
    SweepCell,
    SweepSettings,
    SweptNetwork,
    cell_verdict,
    chosen,
)
from explorer.training.race.result import NETWORKS

Arrangement = Literal["depth", "layer"]

ROW_HEIGHT: Final = 340  # pixels
AXES: Final[dict[Quantity, str]] = {
    "weight_gradient": Sentence("gradient ‖dL/dW‖"),
    "activation_gradient": Sentence("gradient ‖dL/da‖"),
    "activation": Sentence("output, root mean square"),
}


def depth_figure(
    cells: Sequence[SweepCell],
    settings: SweepSettings,
    quantity: Quantity = "weight_gradient",
    arrangement: Arrangement = "depth",
) -> go.Figure:
    """Plain and residual networks at initialisation, with the verdict of the deepest in each title.

    A point's customdata is its normalisation, initialisation and depth.

    Args:
        cells: What has been measured so far.
        settings: Of the sweep: they decide rows and columns.
        quantity: What is drawn.
        arrangement: `depth` draws the first and the last convolution over the network's depth, with
            a band from the smallest to the largest seed; `layer` draws every convolution, with a
            line for each depth.
    """
    rows, columns = settings.normalizations, settings.initializations
    figure = make_subplots(
        rows=len(rows),
        cols=len(columns),
        shared_yaxes=True,
        subplot_titles=[title(cells, settings, row, column) for row in rows for column in columns],
        horizontal_spacing=0.025,
        vertical_spacing=0.34 / len(rows),
    )
    furthest = max(settings.depths) * 1.05
    draw = over_depth if arrangement == "depth" else by_layer
    for number, row in enumerate(rows, 1):
        found = [each for each in cells if each.swept.normalization == row]
        low, high = span(found, quantity, ends_only=arrangement == "depth")
        for place, column in enumerate(columns, 1):
            mine = [each for each in found if each.swept.initialization == column]
            for trace in draw(mine, quantity, low, high):
                figure.add_trace(trace, row=number, col=place)
        decades = np.log10(high) - np.log10(low)
        figure.update_yaxes(
            type="log",
            range=[np.log10(low) - 0.06 * decades, np.log10(high) + 0.06 * decades],
            exponentformat="power",
            dtick=max(1, round(decades / 6)),
            row=number,
        )
        figure.update_yaxes(title=AXES[quantity], row=number, col=1)
        if low < SMALLEST_NORMAL:
            for place in range(1, len(columns) + 1):
                line = _where_float32_ends(furthest, said=place == 1)
                figure.add_trace(line, row=number, col=place)
    for trace in _legend(arrangement):
        figure.add_trace(trace, row=1, col=1)
    figure.update_xaxes(
        title=Sentence("layers of the network")
        if arrangement == "depth"
        else Sentence("layer, input side first"),
        title_standoff=4,
        row=len(rows),
    )
    figure.update_xaxes(range=[0, furthest])
    if arrangement == "depth":
        figure.update_xaxes(tickvals=_ticks(settings.depths))
    figure.update_annotations(font=None)  # of the page's size, which the projector mode raises
    figure.update_layout(
        height=ROW_HEIGHT * len(rows) + 60,
        margin={"l": 70, "r": 16, "t": 100, "b": 50},
        legend={"orientation": "h", "y": 1 + 62 / (ROW_HEIGHT * len(rows)), "yanchor": "bottom"},
    )
    return figure


def title(
    cells: Sequence[SweepCell], settings: SweepSettings, normalization: str, initialization: str
) -> str:
    """A cell's name, and the verdicts on the deepest networks measured in it."""
    cell = cell_name(normalization, initialization)
    swept = deepest(cells, normalization, initialization)
    if swept is None:
        return Sentence("<b>{cell}</b><br>not measured yet", cell=cell)
    verdicts = [
        Sentence(
            '<span style="color:{colour}">{twin}</span> {sign}\u202f<b>{verdict}</b>',
            colour=COLOURS[kind],
            twin=TWINS[kind],
            sign=SIGNS[cell_verdict(chosen(cells, swept, kind)).word],
            verdict=Sentence(cell_verdict(chosen(cells, swept, kind)).word),
        )
        for kind in NETWORKS
    ]
    return Sentence(
        "<b>{cell}</b><br>at {depth}: {verdicts}",
        cell=cell,
        depth=swept.depth,
        verdicts=joined("{before}, {next}", verdicts),
    )


def deepest(
    cells: Sequence[SweepCell], normalization: str, initialization: str
) -> SweptNetwork | None:
    """The deepest pair of networks of a cell of the grid, None before the first."""
    found = [
        each.swept
        for each in cells
        if (each.swept.normalization, each.swept.initialization) == (normalization, initialization)
    ]
    return max(found, key=lambda swept: swept.depth, default=None)


def span(
    cells: Sequence[SweepCell], quantity: Quantity, *, ends_only: bool = False
) -> tuple[float, float]:
    """Lowest and highest value that a log axis can show, at least one decade apart."""
    ends = list(ENDS.values())
    values = np.concatenate(
        [getattr(each, quantity)[ends if ends_only else slice(None)] for each in cells]
        or [np.ones(1)]
    )
    shown = values[np.isfinite(values) & (values >= SMALLEST)]
    low, high = (float(shown.min()), float(shown.max())) if shown.size else (1.0, 1.0)
    return (low, high) if high > 10 * low else (low / 10, high * 10)


def _where_float32_ends(furthest: float, *, said: bool) -> go.Scatter:
    return go.Scatter(
        x=[0, furthest],
        y=[SMALLEST_NORMAL] * 2,
        name=Sentence("float32 loses digits below"),
        text=[Sentence("float32 loses digits below") if said else "", ""],
        textposition="bottom right",
        mode="lines+text",
        line={"dash": "dash", "width": 1, "color": "#888888"},
        showlegend=False,
        hoverinfo="skip",
    )


def _legend(arrangement: Arrangement) -> Iterator[go.Scatter]:
    """Entries for all cells at once."""
    for kind in NETWORKS:
        for end in ENDS if arrangement == "depth" else ("",):
            name = convolution_name(kind, end) if end else TWINS[kind]
            yield go.Scatter(
                x=[None],
                y=[None],
                name=name,
                mode="lines+markers" if end else "lines",
                line={"color": COLOURS[kind], "dash": DASHES.get(end, "solid"), "width": 3},
                marker={"symbol": SYMBOLS[kind], "size": SIZES[kind]},
                legendgroup=name,
            )


def _ticks(depths: Sequence[int]) -> list[int]:
    """Depths to write below the axis: those that do not stand on each other's figures."""
    kept: list[int] = []
    for depth in sorted(depths, reverse=True):
        if not kept or kept[-1] - depth >= max(depths) / 14:
            kept.append(depth)
    return kept[::-1]
