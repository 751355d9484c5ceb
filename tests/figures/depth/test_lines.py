import math

import numpy as np
import pytest

from explorer.figures.depth.lines import by_layer, over_depth
from explorer.figures.palette import PLAIN, RESIDUAL
from tests.figures.swept import sweep


def one_cell():
    return [
        each
        for each in sweep()
        if (each.swept.normalization, each.swept.initialization) == ("none", "he")
    ]


def named(traces, part):
    return [trace for trace in traces if part in trace.name]


def test_over_depth_there_is_the_first_and_the_last_convolution_of_both():
    traces = list(over_depth(one_cell(), "weight_gradient", 1e-9, 1.0))
    (first,) = named(traces, "plain, first convolution")
    assert list(first.x) == [8, 20]
    assert list(first.y) == pytest.approx([1.5e-8, 1.5e-20])  # median of seeds 1 and 2
    assert first.line.color == PLAIN
    assert first.line.dash == "solid"
    (last,) = named(traces, "plain, last convolution")
    assert list(last.y) == pytest.approx([1.5e-7, 1.5e-19])
    assert last.line.dash == "dot"
    assert {each.line.color for each in named(traces, "residual, ")} == {RESIDUAL}
    assert [list(place) for place in first.customdata] == [["none", "he", 8], ["none", "he", 20]]


def test_the_band_goes_from_the_smallest_to_the_largest_seed():
    shade = named(over_depth(one_cell(), "weight_gradient", 1e-9, 1.0), "plain: smallest")[0]
    assert list(shade.x) == [8, 20, 20, 8]
    assert list(shade.y) == pytest.approx([1e-8, 1e-20, 2e-20, 2e-8])
    alone = [each for each in one_cell() if each.seed == 0]
    assert not named(over_depth(alone, "weight_gradient", 1e-9, 1.0), "smallest")


def test_by_layer_there_is_a_line_for_each_depth_deeper_ones_stronger():
    traces = list(by_layer(one_cell(), "activation_gradient", 1e-9, 1.0))
    assert len(traces) == 4
    shallow, deep = named(traces, "plain")
    assert [len(trace.x) for trace in (shallow, deep)] == [7, 19]
    assert list(shallow.x) == list(range(1, 8))
    assert shallow.y[0] == pytest.approx(3e-8)
    assert deep.line.width > shallow.line.width
    assert deep.opacity > shallow.opacity
    assert list(deep.customdata[5]) == ["none", "he", 20]


@pytest.mark.parametrize("draw", [over_depth, by_layer])
def test_what_a_log_axis_cannot_show_is_marked_at_its_edge(draw):
    cells = [each for each in one_cell() if each.seed == 0 and each.swept.depth == 8]
    cells[0].weight_gradient[0] = 0.0
    cells[0].weight_gradient[-1] = math.inf
    cells[1].weight_gradient[0] = math.nan
    traces = list(draw(cells, "weight_gradient", 1e-5, 1e5))
    (zero,) = named(traces, "plain: 0 or underflow")
    assert list(zero.y) == [1e-5]
    assert zero.marker.symbol == "triangle-down"
    assert list(zero.customdata[0])[2] == 8
    (infinite,) = named(traces, "plain: not finite")
    assert list(infinite.y) == [1e5]
    assert list(infinite.x) == ([8] if draw is over_depth else [7])
    (missing,) = named(traces, "residual: not finite")
    assert len(missing.x) == 1
    for trace in traces:
        if trace.mode != "markers" and "smallest" not in trace.name:
            assert not (np.array(trace.y, dtype=float) == 0).any()
            assert not np.isinf(np.array(trace.y, dtype=float)).any()


def test_numbers_below_float32_are_drawn_as_they_are():
    cells = [each for each in one_cell() if each.seed == 0 and each.swept.depth == 8]
    cells[0].weight_gradient[:] = 4e-44
    traces = list(over_depth(cells, "weight_gradient", 1e-50, 1.0))
    assert list(named(traces, "plain, first")[0].y) == [4e-44]
    assert not named(traces, "underflow")


def test_nothing_measured_draws_nothing():
    assert not list(over_depth([], "weight_gradient", 0.1, 1))
    assert not list(by_layer([], "weight_gradient", 0.1, 1))
