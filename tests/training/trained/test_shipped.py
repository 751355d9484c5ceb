from pathlib import Path

import pytest

from explorer.training.trained.shipped import one_recipe, shipped_runs, table_6
from explorer.training.trained.trained_run import run_from_texts
from tests.conftest import ROOT
from tests.training.runs_on_paper import result, table


def put(folder: Path, name: str, **said: object) -> None:
    (folder / f"{name}.training.csv").write_text(table((0.5, 0.5), (0.1, 0.12)))
    network = name.partition("-seed")[0]
    (folder / f"{name}.result.json").write_text(result(network, **said))  # type: ignore[arg-type]


def test_what_comes_with_the_program_is_read_without_tensors() -> None:
    labels = [run.label for run in shipped_runs()]
    assert {"cifar-plain20", "cifar-resnet20"} <= set(labels)
    assert len(labels) == len(list((ROOT / "assets" / "weights").glob("*.training.csv")))
    for run in shipped_runs():
        assert run.final is not None
        assert run.rows[-1].iteration == run.planned == 9360
        # the curve's last point was measured in bfloat16
        assert run.final.test == pytest.approx(run.rows[-1].test_error, abs=0.003)


def test_the_result_is_what_the_card_says() -> None:
    cards = list((ROOT / "assets" / "weights").glob("*.model-card.md"))
    assert len(cards) == 4
    runs = {run.label: run for run in shipped_runs()}
    for path in cards:
        text = path.read_text("utf-8")
        found = runs[path.name.removesuffix(".model-card.md")].result
        assert found is not None
        assert f"# {found.network} on {found.data}\n" in text
        assert f"| **test error** | **{found.test_error:.2%}** of {found.test_images:,} " in text
        assert f"| training error | {found.train_error:.2%} of {found.train_images:,} " in text
        assert f"| recipe | short: {found.recipe.describe()} |" in text
        assert f"| seed | {found.seed} |" in text
        assert f"| SHA-256 | {found.data_sha256} " in text
        assert f"| input scaling | {found.input_scaling} " in text
        assert f"convolutions in {found.precision}" in text


def test_three_seeds_of_20_layers_come_with_the_program_by_the_recipe_of_the_others() -> None:
    runs = shipped_runs()
    seeds: dict[str, list[int | None]] = {}
    for run in runs:
        assert run.network is not None
        seeds.setdefault(run.network.text, []).append(run.seed)
    assert seeds == {
        "cifar-plain20": [0, 1, 2],
        "cifar-resnet20": [0, 1, 2],
        "cifar-plain56": [0],
        "cifar-resnet56": [0],
    }
    assert one_recipe(runs) is not None
    assert len({run.rows for run in runs}) == len(runs)  # no curve is shipped twice


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
    assert first.residual is not None
    assert first.residual.seeds == (0, 1, 2)
    assert first.residual.errors == pytest.approx((9.0, 11.0, 10.0))
    assert first.difference == pytest.approx(10.0 - 8.75)  # the mean's
    assert first.plain is None
    plain = [row.plain and row.plain.mean for row in table_6(runs)]
    assert plain == [None, None, None, 13.0, 50.0]


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
    (tmp_path / "cifar-resnet32.result.json").unlink()
    assert [row.residual for row in table_6(shipped_runs(tmp_path))] == [None] * 5


def test_a_damaged_result_is_named(tmp_path: Path) -> None:
    put(tmp_path, "cifar-resnet20")
    (tmp_path / "cifar-resnet20.result.json").write_text("{}")
    with pytest.raises(ValueError, match=r"result\.json of cifar-resnet20"):
        shipped_runs(tmp_path)


def test_one_recipe_is_one_in_every_number(tmp_path: Path) -> None:
    put(tmp_path, "cifar-plain20")
    put(tmp_path, "cifar-resnet110", test=9.0)
    put(tmp_path, "cifar-plain20-seed1", seed=1)
    found = one_recipe(shipped_runs(tmp_path))
    assert found is not None
    assert found.recipe.weight_decay == 0.0005
    put(tmp_path, "cifar-resnet20", weight_decay=0.0001)
    assert one_recipe(shipped_runs(tmp_path)) is None
    assert one_recipe([run_from_texts("unknown", table((0.5, 0.5)))]) is None
    assert one_recipe(()) is None
