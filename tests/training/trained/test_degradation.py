import pytest

from explorer.training.trained.degradation import (
    Change,
    Comparison,
    Trained,
    depth_comparisons,
    twin_comparisons,
)
from explorer.training.trained.over_seeds import OverSeeds
from explorer.training.trained.shipped import shipped_runs
from explorer.training.trained.trained_run import run_from_texts
from tests.training.runs_on_paper import CURVE, run, table


def test_the_papers_picture_is_called_by_its_name() -> None:
    found = depth_comparisons(
        [
            run("cifar-plain20", 7.0, 11.7),
            run("cifar-plain56", 12.0, 15.0),
            run("cifar-resnet20", 5.0, 9.8),
            run("cifar-resnet56", 1.5, 8.0),
        ]
    )
    assert [(each.first.kind, each.first.depth, each.second.depth) for each in found] == [
        ("plain", 20, 56),
        ("residual", 20, 56),
    ]
    plain, residual = found
    assert (plain.change, residual.change) == ("worse", "better")
    assert (plain.first.epochs, plain.second.epochs) == (2, 2)


def test_one_depth_says_nothing_of_depth() -> None:
    runs = [run("cifar-plain20", 7.0, 11.7), run("cifar-resnet20", 5.0, 9.8)]
    assert depth_comparisons(runs) == ()
    (twins,) = twin_comparisons(runs)
    assert (twins.first.kind, twins.second.kind, twins.change) == ("plain", "residual", "better")


def test_seeds_are_averaged() -> None:
    (found,) = depth_comparisons(
        [
            run("cifar-plain20", 7.0, 11.0),
            run("cifar-plain20", 9.0, 13.0, seed=1),
            run("cifar-plain56", 20.0, 30.0),
        ]
    )
    assert (found.first.test.seeds, found.second.test.seeds) == ((0, 1), (0,))
    assert (found.first.train.mean, found.first.test.mean) == pytest.approx((8.0, 12.0))


def test_every_deeper_one_stands_beside_the_shallowest() -> None:
    depths = (56, 20, 110)
    found = depth_comparisons(
        [run(f"cifar-plain{depth}", depth / 2, depth / 2) for depth in depths]
    )
    assert [(each.first.depth, each.second.depth) for each in found] == [(20, 56), (20, 110)]


@pytest.mark.parametrize(
    "other",
    [
        {"curve": table((0.5, 0.5), (0.1, 0.12), (0.1, 0.1))},
        {"curve": table((0.5, 0.5), (0.1, 0.12), iterations=99)},
        {"data": "digits"},
    ],
)
def test_what_was_trained_otherwise_is_not_compared(other: dict[str, str]) -> None:
    deep = run("cifar-plain56", 20.0, 30.0, **other)  # type: ignore[arg-type]
    assert depth_comparisons([run("cifar-plain20", 7.0, 11.0), deep]) == ()


def test_unfinished_runs_are_not_compared() -> None:
    unfinished = run_from_texts("cifar-plain56", CURVE)
    assert depth_comparisons([run("cifar-plain20", 7.0, 11.0), unfinished]) == ()


def compared(first: list[tuple[float, float]], second: list[tuple[float, float]]) -> Change:
    """The word for two networks with these training and test errors, one pair a seed."""
    shallow, deep = (
        Trained(
            "plain",
            depth,
            24,
            *(OverSeeds(tuple(range(len(ends))), errors) for errors in zip(*ends, strict=True)),
        )
        for depth, ends in ((20, first), (56, second))
    )
    return Comparison(shallow, deep).change


@pytest.mark.parametrize(
    ("train", "test", "change"),
    [
        (0.6, 0.6, "worse"),
        (-0.6, -0.6, "better"),
        (0.6, 0.4, "unclear"),
        (0.4, 5.0, "unclear"),  # overfitting is not degradation
        (-0.6, 0.6, "unclear"),
        (0.0, 0.0, "unclear"),
    ],
)
def test_a_word_needs_both_errors(train: float, test: float, change: str) -> None:
    assert compared([(5, 5)], [(5 + train, 5 + test)]) == change


@pytest.mark.parametrize(
    ("first", "second", "change"),
    [
        # ranges 0.25 wide, nearest seeds 1 apart
        ([(5, 9), (5.25, 9.25)], [(6.25, 10.25), (6.5, 10.5)], "worse"),
        ([(6.25, 10.25), (6.5, 10.5)], [(5, 9), (5.25, 9.25)], "better"),
        # nearest seeds 1 apart, but the seeds of one network 1.5
        ([(5, 9), (6.5, 9.25)], [(7.5, 10.25), (7.75, 10.5)], "inside the spread"),
        # the means are 1 apart, the ranges overlap
        ([(5, 9), (7, 11)], [(6, 10), (8, 12)], "inside the spread"),
        # one seed of the second: the first's spread still counts
        ([(5, 9), (7, 11)], [(6, 10)], "inside the spread"),
        ([(5, 9), (5.1, 9.1)], [(6, 10)], "worse"),
        # outside the spread, within the margin
        ([(5, 9), (5.1, 9.1)], [(5.4, 9.4), (5.5, 9.5)], "unclear"),
        # both outside the spread, but in two directions
        ([(5, 9), (5.1, 9.1)], [(6, 8), (6.1, 8.1)], "unclear"),
    ],
)
def test_a_word_needs_more_than_what_the_seeds_differ_by(
    first: list[tuple[float, float]], second: list[tuple[float, float]], change: str
) -> None:
    assert compared(first, second) == change


def test_the_shipped_twins_of_one_depth_are_comparable() -> None:
    assert [each.first.depth for each in twin_comparisons(shipped_runs())] == [20, 56]
