from pathlib import Path

import pytest

from explorer.training.shipped import shipped_runs, table_6
from tests.conftest import ROOT
from tests.training.runs_on_paper import card, table


def put(folder: Path, name: str, **said: object) -> None:
    (folder / f"{name}.training.csv").write_text(table((0.5, 0.5), (0.1, 0.12)))
    network = name.partition("-seed")[0]
    (folder / f"{name}.model-card.md").write_text(card(network, **said))  # type: ignore[arg-type]


def test_what_comes_with_the_program_is_read_without_tensors() -> None:
    labels = [run.label for run in shipped_runs()]
    assert {"cifar-plain20", "cifar-resnet20"} <= set(labels)
    assert len(labels) == len(list((ROOT / "assets" / "weights").glob("*.training.csv")))
    for run in shipped_runs():
        text = (ROOT / "assets" / "weights" / f"{run.label}.model-card.md").read_text("utf-8")
        assert run.final is not None
        assert f"| **test error** | **{run.final.test:.2%}** of 10,000" in text
        assert run.rows[-1].iteration == run.planned


def test_order_and_seeds(tmp_path: Path) -> None:
    put(tmp_path, "cifar-resnet20", test=9.0)
    put(tmp_path, "cifar-resnet20-seed2", test=10.0, seed=2)
    put(tmp_path, "cifar-resnet20-seed1", test=11.0, seed=1)
    put(tmp_path, "cifar-plain110", test=50.0)
    put(tmp_path, "cifar-plain56", test=13.0)
    runs = shipped_runs(tmp_path)
    assert [(run.label, run.seed) for run in runs] == [
        ("cifar-plain56", 0),
        ("cifar-plain110", 0),
        ("cifar-resnet20", 0),
        ("cifar-resnet20-seed1", 1),
        ("cifar-resnet20-seed2", 2),
    ]
    first = table_6(runs)[0]
    assert first.residual == pytest.approx(10.0)
    assert first.residual_deviation == pytest.approx(1.0)  # of 9, 10, 11 with n - 1
    assert first.residual_seeds == 3
    assert (first.plain, first.plain_deviation, first.plain_seeds) == (None, None, 0)
    assert [row.plain for row in table_6(runs)] == [None, None, None, 13.0, 50.0]


def test_the_papers_table() -> None:
    # He et al. 2015, Table 6, copied here once more from the paper
    assert [(row.depth, row.paper) for row in table_6(())] == [
        (20, 8.75), (32, 7.51), (44, 7.17), (56, 6.97), (110, 6.43),
    ]  # fmt: skip
    assert all(row.reached is None and row.difference is None for row in table_6(()))


@pytest.mark.parametrize(
    ("test", "reached"), [(8.75, True), (9.25, True), (9.26, False), (5.0, True)]
)
def test_the_mark_follows_the_tolerance(tmp_path: Path, test: float, reached: bool) -> None:
    put(tmp_path, "cifar-resnet20", test=test)
    row = table_6(shipped_runs(tmp_path))[0]
    assert row.difference == pytest.approx(test - 8.75)
    assert row.reached is reached


def test_110_layers_are_measured_against_the_papers_mean(tmp_path: Path) -> None:
    put(tmp_path, "cifar-resnet110", test=7.0)
    row = table_6(shipped_runs(tmp_path))[-1]
    assert (row.paper, row.compared_with) == (6.43, 6.61)
    assert row.difference == pytest.approx(0.39)
    assert row.reached


def test_other_data_and_unfinished_runs_are_not_in_the_table(tmp_path: Path) -> None:
    put(tmp_path, "cifar-resnet20", data="digits")
    put(tmp_path, "cifar-resnet32")
    (tmp_path / "cifar-resnet32.model-card.md").unlink()
    assert [row.residual for row in table_6(shipped_runs(tmp_path))] == [None] * 5


def test_a_damaged_card_is_named(tmp_path: Path) -> None:
    put(tmp_path, "cifar-resnet20")
    (tmp_path / "cifar-resnet20.model-card.md").write_text("# nothing")
    with pytest.raises(ValueError, match=r"model-card\.md of cifar-resnet20"):
        shipped_runs(tmp_path)
