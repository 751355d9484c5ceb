"""Autocorrelation of the input gradient by angle, plain and residual, as a plotly figure."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from explorer.figures.depth.lines import NORMALIZATIONS
from explorer.figures.palette import COLOURS, SYMBOLS
from explorer.figures.twins import TWINS
from explorer.sentences.sentence import Sentence
from explorer.training.depth.autocorrelation import autocorrelation, brown_noise, white_noise
from explorer.training.depth.result import band, chosen
from explorer.training.depth.shattering_result import ShatteredGradients, ShatteringSettings
from explorer.training.measuring.quantities import Values
from explorer.training.race.result import NETWORKS

Noise = Callable[[int, int], Values]

GREY: Final = "#888888"
DASHES: Final = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")  # deepest first
NO_DIRECTION: Final = Sentence("no direction: the gradient is 0 or not finite")
WHITE: Final = Sentence("white noise")
BROWN: Final = Sentence("brown noise")
IMAGES: Final = Sentence("the images themselves")


def shattering_figure(
    found: Sequence[ShatteredGradients], settings: ShatteringSettings
) -> go.Figure:
    """Mean cosine of gradients by the angle between their images, a panel for each normalisation.

    Lines are medians over the seeds, bands go from the smallest to the largest. Grey are the
    images' own correlation, and white and brown noise in the gradients' place.

    Args:
        found: What has been measured so far.
        settings: Of all of it.
    """
    panels = settings.normalizations
    depths = sorted(settings.depths, reverse=True)
    figure = make_subplots(
        cols=len(panels),
        shared_yaxes=True,
        horizontal_spacing=0.03,
        subplot_titles=[NORMALIZATIONS[each] for each in panels],
    )
    for column, normalization in enumerate(panels, 1):
        for trace in _references(settings, column == 1):
            figure.add_trace(trace, row=1, col=column)
        for swept in settings.networks():
            if swept.normalization == normalization:
                number = depths.index(swept.depth)
                for kind in NETWORKS:
                    mine = chosen(found, swept, kind)
                    for trace in _traces(mine, settings.angles(), number):
                        figure.add_trace(trace, row=1, col=column)
    for entry in _legend(depths):
        figure.add_trace(entry, row=1, col=1)
    figure.update_xaxes(
        title=Sentence("angle between two images (degrees)"),
        range=[0, settings.angles()[-1] * 1.02],
    )
    figure.update_yaxes(range=[-0.12, 1.05], zeroline=True)
    figure.update_yaxes(title=Sentence("mean cosine of their gradients"), col=1)
    figure.update_annotations(font=None)  # of the page's size, which the projector mode raises
    figure.update_layout(
        height=520,
        margin={"l": 70, "r": 16, "t": 100, "b": 55},
        legend={"orientation": "h", "y": 1.12, "yanchor": "bottom"},
    )
    return figure


def noise(settings: ShatteringSettings, made: Noise = white_noise) -> Values:
    """(lags,) autocorrelation of noise that has as many points and numbers as the gradients.

    Args:
        settings: Of the measurement.
        made: `white_noise`, or `brown_noise`: a walk that begins at the first image.
    """
    whole = autocorrelation(made(settings.points, 3 * settings.image_size**2))
    return whole[: len(settings.angles())]


def _references(settings: ShatteringSettings, named: bool) -> Iterator[go.Scatter]:
    angles = settings.angles()
    for name, values, dash in (
        (IMAGES, np.cos(np.radians(angles)), "dot"),
        (BROWN, noise(settings, brown_noise), "dash"),
        (WHITE, noise(settings), "solid"),
    ):
        yield go.Scatter(
            x=angles,
            y=values,
            name=name,
            mode="lines",
            line={"color": GREY, "dash": dash, "width": 2},
            legendgroup=name,
            showlegend=named,
            hovertemplate=Sentence("{line}, %{{x}}°: %{{y:.2f}}<extra></extra>", line=name),
        )


def _traces(
    mine: Sequence[ShatteredGradients], angles: Values, number: int
) -> Iterator[go.Scatter]:
    if not mine:
        return
    swept, kind = mine[0].swept, mine[0].network
    over = band(mine, "autocorrelation")
    said = Sentence("{twin}, {depth} layers", twin=TWINS[kind], depth=swept.depth)
    style: dict[str, Any] = {"legendgroup": said, "showlegend": False}
    if len(mine) > 1 and np.isfinite(over.median).all():
        yield go.Scatter(
            x=np.concatenate([angles, angles[::-1]]),
            y=np.concatenate([over.low, over.high[::-1]]),
            name=Sentence("{twin}: smallest to largest seed", twin=TWINS[kind]),
            mode="lines",
            line={"width": 0, "color": COLOURS[kind]},
            fill="toself",
            opacity=0.12 if number else 0.3,
            hoverinfo="skip",
            **style,
        )
    yield go.Scatter(
        x=angles,
        y=over.median,
        name=Sentence("{cell}: {drawn}", cell=NORMALIZATIONS[swept.normalization], drawn=said),
        mode="lines" if number else "lines+markers",
        line={"color": COLOURS[kind], **_line(number)},
        marker={"symbol": SYMBOLS[kind], "size": 7},
        hovertemplate=Sentence("{line}, %{{x}}°: %{{y:.2f}}<extra></extra>", line=said),
        **style,
    )
    lost = ~np.isfinite(over.median)
    if lost.any():
        yield go.Scatter(
            x=angles[lost],
            y=np.zeros(int(lost.sum())),
            name=Sentence("{twin}: {mark}", twin=TWINS[kind], mark=NO_DIRECTION),
            mode="markers",
            marker={"symbol": "x", "size": 10, "color": COLOURS[kind]},
            hovertemplate=Sentence("{twin}: {mark}<extra></extra>", twin=said, mark=NO_DIRECTION),
        )


def _legend(depths: Sequence[int]) -> Iterator[go.Scatter]:
    """Entries for both panels at once."""
    for kind in NETWORKS:
        for number, depth in enumerate(depths):
            yield go.Scatter(
                x=[None],
                y=[None],
                name=Sentence("{twin}, {depth} layers", twin=TWINS[kind], depth=depth),
                mode="lines" if number else "lines+markers",
                line={"color": COLOURS[kind], **_line(number)},
                marker={"symbol": SYMBOLS[kind], "size": 7},
                legendgroup=Sentence("{twin}, {depth} layers", twin=TWINS[kind], depth=depth),
            )


def _line(number: int) -> dict[str, Any]:
    """Of the deepest networks, number 0, strong and whole; of others thin and broken."""
    return {"dash": DASHES[number % len(DASHES)], "width": 2 if number else 3.5}
