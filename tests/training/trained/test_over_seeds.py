import pytest

from explorer.training.trained.over_seeds import OverSeeds, over_seeds
from explorer.training.trained.trained_run import TrainedRun, run_from_texts
from tests.training.runs_on_paper import result, table

CURVE = table((0.5, 0.5), (0.1, 0.12))


def run(seed: int, train: float, test: float) -> TrainedRun:
    text = result(train=train, test=test, seed=seed)
    return run_from_texts("cifar-plain20", CURVE, result=text)


def test_three_seeds_have_a_mean_and_go_from_the_smallest_to_the_largest() -> None:
    runs = [run(0, 7, 11.5), run(1, 6, 12.5), run(2, 6.5, 12)]
    test, train = over_seeds(runs, "test"), over_seeds(runs, "training")
    assert test.seeds == train.seeds == (0, 1, 2)
    assert test.errors == pytest.approx((11.5, 12.5, 12))
    assert (test.mean, test.smallest, test.largest) == pytest.approx((12, 11.5, 12.5))
    assert test.spread == pytest.approx(1.0)
    assert (train.mean, train.spread) == pytest.approx((6.5, 1.0))


def test_of_one_seed_no_spread_was_measured() -> None:
    assert over_seeds([run(4, 7, 11)], "test").spread is None
    assert over_seeds([run(4, 7, 11)], "test").seeds == (4,)


def test_unfinished_runs_have_no_errors_yet() -> None:
    unfinished = run_from_texts("cifar-plain20", CURVE)
    assert over_seeds([run(0, 7, 11), unfinished], "test").errors == pytest.approx((11,))


def test_as_plain_values() -> None:
    assert OverSeeds((0, 1), (9.12345, 10.0)).described() == {
        "mean": 9.562,
        "smallest": 9.123,
        "largest": 10.0,
        "seeds": [0, 1],
        "errors": [9.123, 10.0],
    }
