import numpy as np
import pytest

from explorer.figures.depth.small_multiples import deepest, depth_figure, span, title
from explorer.training.depth.result import SweptNetwork
from tests.figures.swept import SWEEP, cell, sweep


def titles(figure):
    return [annotation.text for annotation in figure.layout.annotations]


def test_a_cell_for_each_normalisation_and_initialisation_with_the_words_of_the_deepest():
    figure = depth_figure(sweep(), SWEEP)
    assert len(titles(figure)) == 4
    first = titles(figure)[0]
    assert "no normalisation, Xavier" in first
    assert "at 20: " in first
    assert "plain</span> ▽\u202f<b>vanishing</b>" in first  # a sign, not the network's colour
    assert first.index("vanishing") < first.index("residual") < first.index("healthy")
    assert "batch normalisation, He" in titles(figure)[3]
    axes = [figure.layout[f"yaxis{number or ''}"] for number in ("", 2, 3, 4)]
    assert {axis.type for axis in axes} == {"log"}
    assert axes[0].range == axes[1].range
    assert axes[2].range == axes[3].range


def test_a_cell_without_numbers_says_so():
    cells = [each for each in sweep() if each.swept.initialization == "he"]
    assert title(cells, SWEEP, "none", "xavier").endswith("not measured yet")
    assert deepest(cells, "none", "xavier") is None
    assert deepest(cells, "none", "he") == SweptNetwork("none", "he", 20)
    assert "not measured yet" in titles(depth_figure([], SWEEP))[0]


def test_rows_share_an_axis_that_holds_all_their_numbers():
    cells = sweep()
    figure = depth_figure(cells, SWEEP)
    low, high = figure.layout.yaxis.range
    assert low < np.log10(1e-20)
    assert high > 0
    assert span(cells, "weight_gradient") == (1e-20, 1.0)
    assert span(cells, "activation") == (0.1, 10.0)


def test_the_span_of_the_ends_leaves_out_what_lies_between():
    middle = cell(SweptNetwork("none", "he", 8), 0, "plain", [1, 1e9, 100])
    assert span([middle], "weight_gradient") == (1, 1e9)
    assert span([middle], "weight_gradient", ends_only=True) == (1, 100)
    lost = cell(SweptNetwork("none", "he", 8), 0, "plain", [0, np.nan, np.inf])
    assert span([lost], "weight_gradient") == (0.1, 10)


@pytest.mark.parametrize(("gradient", "said"), [(1e-41, True), (1e-30, False)])
def test_where_float32_ends_is_said_only_where_it_matters(gradient, said):
    cells = sweep()
    cells[0].weight_gradient[0] = gradient
    figure = depth_figure(cells, SWEEP)
    lines = [trace for trace in figure.data if trace.name == "float32 loses digits below"]
    assert len(lines) == (2 if said else 0)  # both cells of the row
    if said:
        assert list(lines[0].y) == pytest.approx([1.1754944e-38] * 2)


@pytest.mark.parametrize("arrangement", ["depth", "layer"])
@pytest.mark.parametrize("quantity", ["weight_gradient", "activation_gradient", "activation"])
def test_every_quantity_has_its_axis_and_one_legend_for_all_cells(arrangement, quantity):
    figure = depth_figure(sweep(), SWEEP, quantity, arrangement)
    shown = [trace.name for trace in figure.data if trace.showlegend is not False]
    assert len(shown) == len(set(shown)) == (4 if arrangement == "depth" else 2)
    assert figure.layout.yaxis.title.text != figure.layout.yaxis2.title.text
    groups = {trace.legendgroup for trace in figure.data if trace.showlegend is False}
    assert set(shown) <= groups
    names = [trace.name for trace in figure.data if trace.customdata is not None]
    assert len(names) == len(set(names))  # so that a saved table tells them apart
