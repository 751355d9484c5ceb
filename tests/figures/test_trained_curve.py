import numpy as np
import pytest

from explorer.figures.network_line import width
from explorer.figures.trained_curve import MOST_POINTS, OWN, OWN_WIDTH, curves_of, seen_places
from explorer.training.trained.trained_run import run_from_texts
from tests.training.runs_on_paper import card, table


def test_the_seeds_of_a_network_are_one_curve_and_a_persons_run_is_its_own() -> None:
    runs = [
        run_from_texts("a", table((0.5, 0.6), (0.25, 0.5)), card=card("cifar-plain20", seed=seed))
        for seed in (0, 1)
    ]
    own = run_from_texts("<mine>", table((0.9, 0.8)))
    ours, mine = curves_of(runs, [own])
    assert (ours.name, ours.kind, ours.depth) == ("plain, 20 layers", "plain", 20)
    assert (mine.name, mine.kind, mine.colour) == ("&lt;mine&gt;", None, OWN[0])
    assert (ours.width, mine.width) == (width(20), OWN_WIDTH)
    assert ours.iterations == [100, 200]
    assert np.array_equal(ours.errors("test"), [[0.6, 0.5]] * 2)
    assert np.array_equal(ours.errors("training"), [[0.5, 0.25]] * 2)
    assert ours.error_name("test") == "plain, 20 layers: test error"


def test_a_curve_that_fits_is_drawn_whole() -> None:
    x = range(1, MOST_POINTS + 1)
    line = np.random.default_rng(0).random(MOST_POINTS)
    assert seen_places(x, line) == list(range(MOST_POINTS))
    (mine,) = curves_of((), [run_from_texts("m", table((0.9, 0.8), (0.7, 0.6)))])
    assert mine.places("test") == [0, 1]


@pytest.mark.parametrize("power", [1, 3])  # epochs as long as each other, and ever longer ones
def test_of_a_long_one_each_stretch_keeps_its_lowest_and_highest(power: int) -> None:
    count = 7_919
    x = [place**power for place in range(1, count + 1)]
    draw = np.random.default_rng(1)
    lines = draw.random(count), draw.random(count)
    places = seen_places(x, *lines)
    assert places == sorted(set(places))
    assert (places[0], places[-1]) == (0, count - 1)
    assert len(places) <= 2 * MOST_POINTS + 2
    assert len(seen_places(x, lines[0])) <= MOST_POINTS + 2
    width = (x[-1] - x[0]) / 500
    by_stretch: dict[int, list[int]] = {}
    for place in range(count):
        by_stretch.setdefault(int((x[place] - x[0]) / width), []).append(place)
    for whole in by_stretch.values():
        shown = [place for place in whole if place in set(places)]
        for line in lines:
            assert line[shown].min() == line[whole].min()
            assert line[shown].max() == line[whole].max()
