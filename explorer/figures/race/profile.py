"""A race as plotly figures: norms by layer, and layer x step heat maps.

What a log axis cannot show is marked, never dropped: a triangle at the foot is a value that float32
cannot tell from 0 or holds only in part (underflow), a cross at the top one that is not finite.
Gauges that are no norms may have a linear axis.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from explorer.figures.palette import PLAIN, RESIDUAL
from explorer.training.measuring.quantities import GAUGE, Quantity, Values
from explorer.training.race.result import NetworkKind, RaceStep

COLOURS: dict[NetworkKind, str] = {"plain": PLAIN, "residual": RESIDUAL}
SYMBOLS: dict[NetworkKind, str] = {"plain": "circle", "residual": "square"}
SMALLEST_NORMAL = 1.1754944e-38  # below it float32 loses digits, below 1e-45 everything
MOST_COLUMNS = 300  # of a heat map: more steps than that are shown every so many
Array = np.ndarray[Any, Any]
MARGIN = {"l": 70, "r": 20, "t": 40, "b": 50}


def table(steps: Sequence[RaceStep], network: NetworkKind, quantity: Quantity) -> Values:
    """(steps, layers) of a quantity; nan where the network was out of the race.

    Raises:
        ValueError: The network has done no step.
    """
    rows = [
        None if (each := step.network(network)) is None else each.quantity(quantity)
        for step in steps
    ]
    done = next((row for row in rows if row is not None), None)
    if done is None:
        raise ValueError(f"the {network} network has done no step of this race: nothing to draw")
    missing = np.full(len(done), np.nan)
    return np.stack([missing if row is None else row for row in rows])


def profile(
    step: RaceStep, quantity: Quantity, span: tuple[float, float] | None = None
) -> go.Figure:
    """A quantity by layer, both networks on a common axis.

    Args:
        step: Of the race.
        quantity: What is drawn.
        span: Lowest and highest value of the axis; by default those of this step.
    """
    low, high = span or value_span([step], quantity)
    figure = go.Figure()
    for each in step.networks:
        figure.add_traces(
            _profile_traces(each.network, each.quantity(quantity), quantity, low, high)
        )
    words = "; ".join(
        f"{each.network}: {each.verdict.word}, {each.learning.word}" for each in step.networks
    )
    figure.update_layout(title=f"step {step.step}: {words}", margin=MARGIN, height=420)
    figure.update_xaxes(title="layer (convolution, input side first)")
    figure.update_yaxes(title=GAUGE[quantity].title, **_axis(quantity, low, high))
    return figure


def _axis(quantity: Quantity, low: float, high: float) -> dict[str, Any]:
    if not GAUGE[quantity].log:
        margin = 0.05 * (high - low)
        return {"range": [low - margin, high + margin]}
    return {
        "type": "log",
        "range": [np.log10(low) - 0.3, np.log10(high) + 0.3],
        "exponentformat": "power",
        "dtick": None if high < 1e4 * low else max(1, round(np.log10(high / low) / 8)),
    }


def _underflow(values: Values, quantity: Quantity) -> NDArray[np.bool_]:
    """Where a log axis has no place for a value; nowhere on a linear one."""
    return (values < SMALLEST_NORMAL) & GAUGE[quantity].log


def value_span(steps: Sequence[RaceStep], quantity: Quantity) -> tuple[float, float]:
    """Lowest and highest value that a quantity's axis can show, over steps and networks."""
    values = np.concatenate(
        [each.quantity(quantity) for step in steps for each in step.networks] or [np.ones(1)]
    )
    shown = values[np.isfinite(values) & ~_underflow(values, quantity)]
    log = GAUGE[quantity].log
    if not shown.size:
        return (SMALLEST_NORMAL, 1.0) if log else (0.0, 1.0)
    low, high = float(shown.min()), float(shown.max())
    if high > low:
        return low, high
    return (low / 10, high * 10) if log else (low - 0.5, high + 0.5)


def _profile_traces(
    network: NetworkKind, values: Values, quantity: Quantity, low: float, high: float
) -> tuple[go.Scatter, ...]:
    layers = np.arange(1, len(values) + 1)
    finite, tiny = np.isfinite(values), _underflow(values, quantity)
    shown = np.where(finite & ~tiny, values, np.nan)
    colour, symbol = COLOURS[network], SYMBOLS[network]
    line = go.Scatter(
        x=layers,
        y=shown,
        name=network,
        mode="lines+markers",
        line={"color": colour},
        marker={"symbol": symbol, "size": 5},
        hovertemplate=f"{network}, layer %{{x}}: %{{y:.3g}}<extra></extra>",
    )
    underflow = _marks(layers[finite & tiny], low, "0 or underflow", network, "triangle-down")
    infinite = _marks(layers[~finite], high, "not finite", network, "x")
    return line, underflow, infinite


def _marks(layers: Array, place: float, what: str, network: NetworkKind, symbol: str) -> Any:
    return go.Scatter(
        x=layers,
        y=np.full(len(layers), place),
        name=f"{network}: {what}",
        mode="markers",
        marker={"symbol": symbol, "size": 9, "color": COLOURS[network]},
        showlegend=bool(len(layers)),
        hovertemplate=f"{network}, layer %{{x}}: {what}<extra></extra>",
    )


def heat_map(
    steps: Sequence[RaceStep],
    network: NetworkKind,
    quantity: Quantity,
    span: tuple[float, float] | None = None,
) -> go.Figure:
    """Layer x step of one network, colours on the scale of the quantity's axis.

    Args:
        steps: At most 300 columns are drawn: of a longer race every so many.
        network: Whose.
        quantity: What is drawn.
        span: Lowest and highest value of the colours, to share them between two networks.
    """
    every = -(-len(steps) // MOST_COLUMNS)
    chosen = steps[::every]
    values = table(chosen, network, quantity).T  # (layers, steps)
    low, high = span or value_span(steps, quantity)
    numbers = [step.step for step in chosen]
    out = np.array([step.network(network) is None for step in chosen])
    finite, tiny = np.isfinite(values), _underflow(values, quantity)
    log = GAUGE[quantity].log
    with np.errstate(divide="ignore", invalid="ignore"):
        colours = np.where(finite & ~tiny, np.log10(values) if log else values, np.nan)
    layers = np.arange(1, len(values) + 1)
    figure = go.Figure(
        go.Heatmap(
            z=colours,
            x=numbers,
            y=layers,
            zmin=np.log10(low) if log else low,
            zmax=np.log10(high) if log else high,
            colorscale="Viridis",
            colorbar={"title": "log₁₀" if log else ""},
            hovertemplate=f"step %{{x}}, layer %{{y}}: {'10^%{z:.2f}' if log else '%{z:.3g}'}"
            "<extra></extra>",
        )
    )
    for mask, what, colour in (
        (finite & tiny, "0 or underflow", "#9e9e9e"),
        (~finite & ~out[None, :], "not finite", "#d40000"),
    ):
        if mask.any():
            figure.add_trace(_cells(mask, numbers, layers, what, colour))
    said = f", every {every} steps" if every > 1 else ""
    figure.update_layout(
        title=f"{network}: {GAUGE[quantity].title}{said}",
        margin=MARGIN,
        height=420,
        showlegend=True,
    )
    figure.update_layout(legend={"orientation": "h", "y": -0.2})
    figure.update_xaxes(title="step")
    figure.update_yaxes(title="layer")
    return figure


def _cells(mask: Array, steps: list[int], layers: Array, what: str, colour: str) -> go.Heatmap:
    return go.Heatmap(
        z=np.where(mask, 1.0, np.nan),
        x=steps,
        y=layers,
        name=what,
        colorscale=[[0, colour], [1, colour]],
        showscale=False,
        showlegend=True,
        hovertemplate=f"step %{{x}}, layer %{{y}}: {what}<extra></extra>",
    )
