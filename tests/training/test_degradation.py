import pytest

from explorer.training.degradation import Comparison, Trained, depth_comparisons, twin_comparisons
from explorer.training.shipped import shipped_runs
from explorer.training.trained_run import TrainedRun, run_from_texts
from tests.training.runs_on_paper import card, table

CURVE = table((0.5, 0.5), (0.1, 0.12))


def run(network: str, train: float, test: float, curve: str = CURVE, **said: object) -> TrainedRun:
    text = card(network, train=train, test=test, **said)  # type: ignore[arg-type]
    return run_from_texts(network, curve, card=text)


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
    assert plain.train_change == pytest.approx(5.0)
    assert residual.test_change == pytest.approx(-1.8)


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
    assert (found.first.seeds, found.second.seeds) == (2, 1)
    assert (found.first.train, found.first.test) == pytest.approx((8.0, 12.0))


def test_every_deeper_one_stands_beside_the_shallowest() -> None:
    depths = (56, 20, 110)
    found = depth_comparisons([run(f"cifar-plain{depth}", depth, depth) for depth in depths])
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
    shallow, deep = Trained("plain", 20, 1, 5, 5), Trained("plain", 56, 1, 5 + train, 5 + test)
    assert Comparison(shallow, deep).change == change


def test_the_shipped_twins_of_one_depth_are_comparable() -> None:
    assert [each.first.depth for each in twin_comparisons(shipped_runs())][:1] == [20]
