import numpy as np

from explorer.figures.network_line import width
from explorer.figures.trained_curve import OWN, OWN_WIDTH, curves_of
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
