import math
from dataclasses import replace

import numpy as np
import pytest

from explorer.figures.palette import PLAIN, RESIDUAL
from explorer.figures.race import profile as drawing
from explorer.figures.race.profile import MOST_COLUMNS, heat_map, profile, table, value_span
from explorer.training.measuring.quantities import GAUGE
from tests.figures.race_steps import LAYERS, race_steps


def test_a_table_has_a_row_a_step_and_nan_where_a_network_was_out():
    steps = race_steps(4, plain_stops=2)
    rows = table(steps, "plain", "weight")
    assert rows.shape == (4, LAYERS)
    assert np.array_equal(rows[1], steps[1].plain.weight)
    assert np.isnan(rows[2:]).all()
    with pytest.raises(ValueError, match="plain network has done no step"):
        table(steps[2:], "plain", "weight")


def test_a_profile_has_both_networks_on_one_log_axis_in_their_colours():
    (step,) = race_steps(1)
    figure = profile(step, "activation_gradient")
    lines = [trace for trace in figure.data if trace.mode == "lines+markers"]
    assert [line.name for line in lines] == ["plain", "residual"]
    assert [line.line.color for line in lines] == [PLAIN, RESIDUAL]
    assert list(lines[0].x) == list(range(1, LAYERS + 1))
    assert np.array_equal(lines[0].y, step.plain.activation_gradient)
    assert figure.layout.yaxis.type == "log"
    assert figure.layout.title.text == (
        "step 1: plain: vanishing, at chance; residual: healthy, at chance"
    )


def test_underflow_and_what_is_not_finite_are_marked_and_never_drawn_as_numbers():
    (step,) = race_steps(1)
    step.plain.weight[:4] = [0.0, 1e-44, math.nan, math.inf]
    line, underflow, infinite = profile(step, "weight").data[:3]
    assert np.isnan(line.y[:4]).all()
    assert np.isfinite(line.y[4:]).all()
    assert list(underflow.x) == [1, 2]
    assert list(infinite.x) == [3, 4]
    assert "underflow" in underflow.name
    assert "not finite" in infinite.name
    assert underflow.showlegend
    assert infinite.showlegend
    low, high = value_span([step], "weight")
    assert set(underflow.y) == {low}
    assert set(infinite.y) == {high}


def test_a_gauge_that_says_so_has_a_linear_axis_on_which_0_has_its_place(monkeypatch):
    linear = {**GAUGE, "weight": replace(GAUGE["weight"], log=False)}
    monkeypatch.setattr(drawing, "GAUGE", linear)
    (step,) = race_steps(1)
    step.plain.weight[:] = [0.0, -1.0, 3.0, math.nan, 1.0, 1.0]
    step.residual.weight[:] = 2.0
    assert value_span([step], "weight") == (-1.0, 3.0)
    figure = profile(step, "weight")
    line, underflow, infinite = figure.data[:3]
    assert list(line.y[:3]) == [0.0, -1.0, 3.0]
    assert (list(underflow.x), list(infinite.x)) == ([], [4])
    assert figure.layout.yaxis.type is None
    assert tuple(figure.layout.yaxis.range) == pytest.approx((-1.2, 3.2))
    mapped = heat_map([step], "plain", "weight")
    assert [row[0] for row in mapped.data[0].z[:3]] == [0.0, -1.0, 3.0]
    assert (mapped.data[0].zmin, mapped.data[0].zmax) == (-1.0, 3.0)
    step.plain.weight[:] = 2.0
    assert value_span([step], "weight") == (1.5, 2.5)
    step.plain.weight[:] = step.residual.weight[:] = math.nan
    assert value_span([step], "weight") == (0.0, 1.0)


def test_the_span_is_of_what_a_log_axis_can_show():
    (step,) = race_steps(1)
    step.plain.weight[:] = [0.0, 1e-42, 2.0, math.inf, math.nan, 3.0]
    step.residual.weight[:] = 5.0
    assert value_span([step], "weight") == (2.0, 5.0)
    step.plain.weight[:] = 5.0
    assert value_span([step], "weight") == (0.5, 50.0)
    step.plain.weight[:] = step.residual.weight[:] = 0.0
    low, high = value_span([step], "weight")
    assert 0 < low < high
    profile(step, "weight")


def test_a_heat_map_has_layers_up_and_steps_across_on_a_log_scale():
    steps = race_steps(5)
    steps[1].residual.weight[2] = 0.0
    steps[3].residual.weight[0] = math.nan
    figure = heat_map(steps, "residual", "weight", (1e-3, 1e3))
    numbers, underflow, infinite = figure.data
    assert numbers.z.shape == (LAYERS, 5)
    assert numbers.z[1, 4] == pytest.approx(math.log10(steps[4].residual.weight[1]))
    assert (numbers.zmin, numbers.zmax) == pytest.approx((-3, 3))
    assert np.argwhere(underflow.z == 1).tolist() == [[2, 1]]
    assert np.argwhere(infinite.z == 1).tolist() == [[0, 3]]
    assert list(numbers.x) == [1, 2, 3, 4, 5]


def test_steps_after_a_network_stopped_are_blank_not_marked():
    figure = heat_map(race_steps(5, plain_stops=3), "plain", "weight")
    (numbers,) = figure.data
    assert np.isnan(numbers.z[:, 3:]).all()


def test_a_long_race_is_thinned_and_says_so():
    figure = heat_map(race_steps(2 * MOST_COLUMNS + 1), "plain", "weight")
    assert figure.data[0].z.shape[1] <= MOST_COLUMNS
    assert "every 3 steps" in figure.layout.title.text
    assert list(figure.data[0].x[:3]) == [1, 4, 7]
