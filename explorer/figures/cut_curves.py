"""Where curves leave a figure's axis: marked at its top, with how far they go."""

from collections.abc import Sequence

import plotly.graph_objects as go

from explorer.sentences.sentence import Sentence


def mark_cuts(figure: go.Figure, top: float) -> None:
    """Add a triangle wherever a curve is cut, and to each panel how far the highest one goes.

    Args:
        figure: Its curves are drawn with lines and markers; bands, which have lines alone, are
            left out.
        top: Where the vertical axis ends.
    """
    highest: dict[tuple[str, str], float] = {}
    for curve in tuple(figure.data):
        cuts = cut_places(curve.x, curve.y, top) if curve.mode == "lines+markers" else []
        if not cuts:
            continue
        axes = curve.xaxis, curve.yaxis
        highest[axes] = max(highest.get(axes, 0.0), *(largest for _, largest in cuts))
        figure.add_trace(
            go.Scatter(
                x=[place for place, _ in cuts],
                y=[top] * len(cuts),
                customdata=[largest for _, largest in cuts],
                name=Sentence("{line}, above the axis", line=curve.name),
                mode="markers",
                marker={"symbol": "triangle-up", "size": 11, "color": curve.line.color},
                cliponaxis=False,
                legendgroup=curve.legendgroup,
                showlegend=False,
                hovertemplate=Sentence("continues up to %{{customdata:.1%}}"),
                xaxis=curve.xaxis,
                yaxis=curve.yaxis,
            )
        )
    for (x, y), largest in highest.items():
        figure.add_annotation(
            text=Sentence("▲ up to {share}", share=f"{largest:.0%}"),
            showarrow=False, x=1, y=1, xanchor="right", yanchor="bottom", yshift=4,
            xref=f"{x} domain", yref=f"{y} domain",
        )  # fmt: skip


def cut_places(x: Sequence[float], y: Sequence[float], top: float) -> list[tuple[float, float]]:
    """Where a curve is above an axis: for each excursion a place on its edge, and the highest.

    The place is where the curve comes in; where it goes out, if it never comes back; and the middle
    of both, if it does.
    """
    found = []
    above = [value > top for value in y]
    first = 0
    while first < len(y):
        if not above[first]:
            first += 1
            continue
        last = first
        while last + 1 < len(y) and above[last + 1]:
            last += 1
        edges = []
        if first > 0:
            edges.append(_crossing(x, y, first - 1, top))
        if last + 1 < len(y):
            edges.append(_crossing(x, y, last, top))
        if first == 0 and last + 1 == len(y):
            edges.append(float(x[last]))
        found.append((sum(edges) / len(edges), float(max(y[first : last + 1]))))
        first = last + 1
    return found


def _crossing(x: Sequence[float], y: Sequence[float], place: int, top: float) -> float:
    """Between a point and the next, on the straight line that is drawn."""
    share = (top - y[place]) / (y[place + 1] - y[place])
    return float(x[place] + share * (x[place + 1] - x[place]))
