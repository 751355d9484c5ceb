"""Trained networks as plotly figures: Figures 1, 6 and 7 of the 2015 paper, from our own runs.

Solid lines are test errors, dashed ones training errors, as in the paper's Figure 6. The deeper a
network, the thicker its line: shades of one colour are not told apart by every eye, nor in print.
Of several seeds the mean is drawn, over the range from the smallest to the largest error.
Of thousands of epochs those are drawn that are seen, see `trained_curve.seen_places`.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from explorer.figures.cut_curves import mark_cuts
from explorer.figures.network_line import shade, width
from explorer.figures.palette import MARGIN, SYMBOLS
from explorer.figures.trained_curve import ERRORS, Curve, Error, curves_of
from explorer.figures.twins import TWINS
from explorer.inspection.result import ResponseDeviation
from explorer.sentences.sentence import Sentence
from explorer.training.race.result import NETWORKS, NetworkKind
from explorer.training.trained.trained_run import TrainedRun

DASH: Final = {"test": "solid", "training": "dash"}
# The axis ends here, or so far above the last errors; larger ones are cut, and marked. Last errors
# above the greatest do not move it, as the paper leaves plain-110.
LOWEST_TOP, HEADROOM, GREATEST = 0.25, 1.6, 0.5
LABEL = 0.05  # of the axis: two labels at the ends of curves lie at least so far apart
MARKER = 2.5  # pixels that a marker is wider than its line
LEGEND: Final = {
    "text": Sentence("deeper network: thicker line"),
    "side": "top",
    "font": {"size": 12},
}
LEGEND_BELOW: Final = {"orientation": "h", "y": -0.28, "yanchor": "top", "title": LEGEND}
HEIGHT, LEGEND_ROW, ENTRIES = 320, 19, 2  # pixels, and entries of the legend in a row


def figure_1(runs: Sequence[TrainedRun], own: Sequence[TrainedRun] = ()) -> go.Figure:
    """Training error (left) and test error (right) of the plain networks, by iteration.

    Args:
        runs: Of the program; only plain ones are drawn.
        own: A person's; residual ones are left out.
    """
    curves = [each for each in curves_of(runs, own) if each.kind != "residual"]
    figure = make_subplots(
        rows=1, cols=2, shared_yaxes=True, horizontal_spacing=0.05,
        subplot_titles=(ERRORS["training"], ERRORS["test"]),
    )  # fmt: skip
    for curve in curves:
        _draw(figure, curve, "training", 1)
        _draw(figure, curve, "test", 2, named=True)
    return _laid_out(figure, curves, labelled=("training", "test"))


def figure_6(runs: Sequence[TrainedRun], own: Sequence[TrainedRun] = ()) -> go.Figure:
    """Training and test error by iteration, plain networks on the left, residual on the right.

    Args:
        runs: Of the program.
        own: A person's; one whose kind is not known stands in both.
    """
    curves = curves_of(runs, own)
    figure = make_subplots(
        rows=1,
        cols=2,
        shared_yaxes=True,
        horizontal_spacing=0.05,
        subplot_titles=[TWINS[kind] for kind in NETWORKS],
    )
    for column, kind in enumerate(NETWORKS, 1):
        for curve in curves:
            if curve.kind in (kind, None):
                _draw(figure, curve, "training", column)
                _draw(figure, curve, "test", column, named=curve.kind is not None or column == 1)
    return _laid_out(figure, curves)


def figure_7(measured: Sequence[ResponseDeviation]) -> go.Figure:
    """Standard deviation of every 3x3 layer's responses: by layer, and largest first."""
    figure = make_subplots(
        rows=1, cols=2, horizontal_spacing=0.08,
        subplot_titles=(Sentence("layers in their order"), Sentence("layers by magnitude")),
    )  # fmt: skip
    for each in measured:
        kind: NetworkKind = "residual" if each.residual else "plain"
        order = each.by_magnitude
        name = Sentence("{twin}, {depth} layers", twin=TWINS[kind], depth=each.depth)
        for column, places, said in (
            (1, np.arange(len(order)), name),
            (2, order, Sentence("{line}, sorted", line=name)),
        ):
            figure.add_trace(
                go.Scatter(
                    x=list(range(1, len(places) + 1)),
                    y=each.deviation[places],
                    customdata=[each.layers[place] for place in places],
                    name=said,
                    legendgroup=each.network,
                    showlegend=column == 1,
                    mode="lines+markers",
                    line={"color": shade(kind, each.depth), "width": width(each.depth)},
                    marker={"symbol": SYMBOLS[kind], "size": MARKER + width(each.depth)},
                    hovertemplate="%{customdata}: %{y:.3f}",
                ),
                row=1,
                col=column,
            )
    figure.update_layout(
        margin=MARGIN, height=HEIGHT, hoverlabel={"namelength": -1}, legend=LEGEND_BELOW
    )
    figure.update_yaxes(rangemode="tozero")
    figure.update_yaxes(title=Sentence("standard deviation"), col=1)
    figure.update_xaxes(title_standoff=4)
    figure.update_xaxes(title=Sentence("layer index"), col=1)
    figure.update_xaxes(title=Sentence("layers sorted by magnitude"), col=2)
    return figure


def _draw(
    figure: go.Figure, curve: Curve, which: Error, column: int, *, named: bool = False
) -> None:
    places = curve.places(which)
    errors = curve.errors(which)[:, places]
    iterations = curve.iterations
    x, mean = [iterations[place] for place in places], errors.mean(0)
    symbol = SYMBOLS[curve.kind] if curve.kind else "diamond"
    name = curve.error_name(which)
    if len(errors) > 1:
        name = Sentence(
            "{line}: {errors} ({count} seeds)",
            line=curve.name,
            errors=ERRORS[which],
            count=len(errors),
        )
    if len(errors) > 1:
        figure.add_trace(_band(curve, x, errors), row=1, col=column)
    figure.add_trace(
        go.Scatter(
            x=x,
            y=mean,
            name=name,
            legendgroup=curve.name,
            showlegend=named,
            mode="lines+markers",
            line={"color": curve.colour, "width": curve.width, "dash": DASH[which]},
            marker={"symbol": symbol, "size": MARKER + curve.width},
            hovertemplate=Sentence("iteration %{{x:,}}: %{{y:.2%}}"),
        ),
        row=1,
        col=column,
    )


def _band(curve: Curve, x: Sequence[int], errors: np.ndarray[Any, Any]) -> go.Scatter:
    """From the smallest error over the seeds to the largest."""
    return go.Scatter(
        x=[*x, *reversed(x)],
        y=[*errors.max(0), *errors.min(0)[::-1]],
        fill="toself",
        fillcolor=curve.colour,
        opacity=0.2,
        line={"width": 0},
        mode="lines",
        hoverinfo="skip",
        showlegend=False,
        legendgroup=curve.name,
        name=Sentence("{line}: all seeds", line=curve.name),
    )


def _laid_out(
    figure: go.Figure, curves: Sequence[Curve], labelled: Sequence[Error] = ("test",)
) -> go.Figure:
    ends = [
        (curve, max(curve.errors(which)[:, -1].max() for which in DASH))  # type: ignore[arg-type]
        for curve in curves
    ]
    shown = [end for curve, end in ends if curve.depth is None or end <= GREATEST]
    top = min(
        1.0, max([LOWEST_TOP, *(HEADROOM * end for end in shown or [end for _, end in ends])])
    )
    rows = 1 - (-len(curves) // ENTRIES)  # and the title
    figure.update_layout(
        margin=MARGIN,
        height=HEIGHT + LEGEND_ROW * rows,
        hoverlabel={"namelength": -1},
        legend=LEGEND_BELOW,
    )
    for named, axis in zip(figure.layout.annotations, figure.select_xaxes(), strict=True):
        named.update(x=axis.domain[0], xanchor="left")  # beside what says that curves are cut
    figure.update_xaxes(title=Sentence("iteration"), title_standoff=4)
    figure.update_yaxes(range=[0, top], tickformat=".0%")
    figure.update_yaxes(title=Sentence("error"), col=1)
    mark_cuts(figure, top)
    _label_ends(figure, curves, top, labelled)
    return figure


def _label_ends(
    figure: go.Figure, curves: Sequence[Curve], top: float, labelled: Sequence[Error]
) -> None:
    """Each network's depth at the end of its curves, none over another."""
    depths = {
        curve.error_name(which): curve
        for curve in curves
        for which in labelled
        if curve.depth is not None
    }
    ends = [
        (trace.xaxis, trace.yaxis, trace.y[-1], trace.x[-1], depths[name])
        for trace in figure.data
        if trace.mode == "lines+markers" and (name := trace.name.partition(" (")[0]) in depths
    ]
    free: dict[str, float] = {}
    for x_axis, y_axis, end, x, curve in sorted(ends, key=lambda each: each[:3]):
        if end > top:
            continue
        place = max(end, free.get(x_axis, 0.0))
        free[x_axis] = place + LABEL * top
        figure.add_annotation(
            x=x, y=place, text=str(curve.depth), showarrow=False, xanchor="left", xshift=5,
            font={"color": curve.colour}, xref=x_axis, yref=y_axis,
        )  # fmt: skip
