import math
import re

import pytest

from explorer.figures.notebook.chart import (
    BOTTOM,
    HEIGHT,
    LEFT,
    MOST_POINTS,
    RIGHT,
    TOP,
    WIDTH,
    Axis,
    Line,
    chart,
)
from tests.figures.notebook.page import taken_apart


def places(svg: str) -> list[tuple[float, float]]:
    """The points of the first line."""
    (path,) = re.findall(r'<path d="([^"]*)" fill="none" stroke-linejoin', svg)
    return [(float(x), float(y)) for x, y in re.findall(r"[ML]([\d.]+) ([\d.]+)", path)]


def test_points_are_where_their_numbers_are():
    svg = chart("a", [Line("b", (0, 5, 10), (0, 1, 4), "red")], Axis("x"), Axis("y"))
    middle, height = (LEFT + WIDTH - RIGHT) / 2, HEIGHT - BOTTOM - TOP
    assert places(svg) == [
        (LEFT, HEIGHT - BOTTOM),
        (pytest.approx(middle, abs=0.1), pytest.approx(HEIGHT - BOTTOM - height / 4, abs=0.1)),
        (WIDTH - RIGHT, TOP),
    ]


def test_decades_are_evenly_spaced():
    svg = chart("a", [Line("b", (1, 2, 3), (1e-4, 1e-2, 1), "red")], Axis("x"), Axis("y", log=True))
    heights = [y for _, y in places(svg)]
    assert heights[0] - heights[1] == pytest.approx(heights[1] - heights[2], abs=0.2)
    assert {"10⁻⁴", "10⁻²", "10⁰"} <= set(taken_apart(svg).text.split("\n"))


def test_what_a_log_axis_cannot_show_is_marked():
    values = (1.0, 0.0, 1e-60, math.nan, math.inf, 2.0)
    line = Line("b", tuple(range(6)), values, "red")
    svg = chart("a", [line], Axis("x"), Axis("y", log=True))
    assert svg.count("h8l-4 7z") == 2 + 1  # and one in the legend
    assert svg.count("m0 -8l-8 8") == 2
    page = taken_apart(svg)
    assert "0 or underflow" in page.text
    assert "not finite" in page.text
    wide = chart("a", [line], Axis("x"), Axis("y", log=True, smallest=1e-300))
    assert wide.count("h8l-4 7z") == 1 + 1


def test_the_label_tells_the_numbers():
    svg = chart(
        "loss",
        [Line("plain", (1, 2, 3), (2.5, 0.125, 1.0), "red"), Line("none", (), (), "blue")],
        Axis("step", whole=True),
        Axis("cross-entropy", low=0.0, high=4.0),
    )
    (told,) = taken_apart(svg).all("svg")
    assert told["aria-label"] == (
        "loss. cross-entropy over step: plain first 2.5, last 1, from 0.125 to 2.5; none without "
        "points."
    )
    assert "1.5" not in taken_apart(svg).text.split("\n")  # no half steps


def test_long_lines_are_thinned_and_keep_their_ends():
    steps = tuple(range(10_000))
    svg = chart("a", [Line("b", steps, steps, "red")], Axis("x"), Axis("y"))
    shown = places(svg)
    assert len(shown) <= MOST_POINTS + 1
    assert (shown[0][0], shown[-1][0]) == (LEFT, WIDTH - RIGHT)


@pytest.mark.parametrize("values", [(), (3.0,), (math.nan,), (7.0, 7.0)])
@pytest.mark.parametrize("log", [False, True])
def test_lines_without_extent_are_drawn_too(values, log):
    line = Line("b", tuple(range(len(values))), values, "red", dots=True)
    taken_apart(chart("a", [line], Axis("x"), Axis("y", log=log)))
    taken_apart(chart("a", [], Axis("x"), Axis("y", log=log)))


def test_a_point_without_a_neighbour_is_a_dot():
    values = (1.0, math.nan, 2.0, 3.0, math.nan)
    svg = chart("a", [Line("b", tuple(range(5)), values, "red")], Axis("x"), Axis("y"))
    assert svg.count("<circle") == 1
    once = chart("a", [Line("b", (1,), (0.5,), "red")], Axis("x"), Axis("y"))
    assert once.count("<circle") == 1
