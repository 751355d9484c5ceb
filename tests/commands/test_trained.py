import json
from pathlib import Path

import pytest

from explorer.commands.exit_status import DONE, WRONG_USAGE
from tests.training.runs_on_paper import settings, table

CURVE = table((0.5, 0.6), (0.25, 0.375))


@pytest.fixture
def own(tmp_path: Path) -> list[Path]:
    (tmp_path / "training.csv").write_text(CURVE)
    (tmp_path / "settings.json").write_text(settings("cifar-plain32"))
    return [tmp_path / "training.csv", tmp_path / "settings.json"]


def test_the_table_the_claims_and_runs_of_ones_own(command, own):
    ended = command("trained", *own)
    assert ended.status == DONE
    first, *_, last = ended.output
    assert first.startswith("20 layers: the paper 8.75, ours ")
    assert "the tolerance of 0.5" in first
    assert any(line.startswith("20 layers, plain to residual: ") for line in ended.output)
    assert last == (
        "cifar-plain32: cifar-plain32, epoch 2, iteration 200: "
        "training error 25.00%, test error 37.50%"
    )


def test_json_has_what_the_page_shows(command, own):
    ended = command("trained", *own, "--json")
    report = json.loads("\n".join(ended.output))
    (row,) = [row for row in report["table_6"] if row["depth"] == 20]
    assert row["paper"] == 8.75
    assert row["difference"] == pytest.approx(row["residual"] - 8.75)
    assert row["reached"] is (row["difference"] <= report["tolerance"])
    twins = report["twins"][0]
    assert twins["first"]["kind"] == "plain"
    assert twins["first"]["test"] > twins["second"]["test"]
    assert twins["change"] == "better"
    assert {"cifar-plain20", "cifar-resnet20"} <= {run["label"] for run in report["runs"]}
    mine = report["runs"][-1]
    assert (mine["network"], mine["finished"]) == ("cifar-plain32", False)
    assert mine["iterations"] == [100, 200]
    assert mine["test_errors"] == [60.0, 37.5]


def test_mistakes_are_one_sentence(command, tmp_path):
    ended = command("trained", tmp_path / "weights.safetensors")
    assert ended.status == WRONG_USAGE
    assert "is no file of a run" in ended.said[-1]
