import plotly.graph_objects as go
import pytest

from explorer.figures.cut_curves import cut_places, mark_cuts


@pytest.mark.parametrize(
    ("y", "found"),
    [
        ([0.9, 0.5, 0.1], [(1.75, 0.9)]),  # comes in: half way from 0.5 to 0.1 is 0.3
        ([0.1, 0.3, 0.4, 0.1], [(pytest.approx((0.5 + 2 + 2 / 3) / 2), 0.4)]),
        ([0.1, 0.3], [(pytest.approx(0.5), 0.3)]),  # never comes back
        ([0.9, 0.8], [(1.0, 0.9)]),  # is not seen at all
        ([0.9, 0.1, 0.3], [(pytest.approx(0.875), 0.9), (pytest.approx(1.5), 0.3)]),
        ([0.2, 0.1], []),
    ],
)
def test_a_place_on_the_edge_for_each_excursion(y: list[float], found: list[object]) -> None:
    top = 0.2
    assert cut_places(range(len(y)), y, top) == found


def test_a_triangle_for_each_cut_and_a_word_for_each_panel() -> None:
    line = {"mode": "lines+markers", "line": {"color": "#123456"}, "legendgroup": "a"}
    figure = go.Figure(
        [
            go.Scatter(x=[0, 1], y=[0.9, 0.1], name="a", xaxis="x", yaxis="y", **line),
            go.Scatter(x=[0, 1], y=[0.7, 0.1], name="b", xaxis="x2", yaxis="y2", **line),
            go.Scatter(x=[0, 1], y=[0.2, 0.1], name="c", xaxis="x3", yaxis="y3", **line),
            go.Scatter(x=[0, 1], y=[0.95, 0.1], mode="lines", xaxis="x", yaxis="y"),
        ]
    )
    mark_cuts(figure, 0.5)
    marks = figure.data[4:]
    assert [(each.xaxis, list(each.y)) for each in marks] == [("x", [0.5]), ("x2", [0.5])]
    assert marks[0].x[0] == pytest.approx(0.5)
    assert (marks[0].marker.color, marks[0].legendgroup) == ("#123456", "a")
    assert [(each.text, each.xref) for each in figure.layout.annotations] == [
        ("▲ up to 90%", "x domain"),
        ("▲ up to 70%", "x2 domain"),
    ]
