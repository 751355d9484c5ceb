import json
import re
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
    assert re.match(
        r"20 layers: the paper 8\.75; ours \d+\.\d\d \(mean of 3 seeds, 0, 1, 2; \d+\.\d\d to "
        r"\d+\.\d\d\), \+\d\.\d\d: not reached with this recipe; plain \d+\.\d\d \(mean of 3",
        first,
    )
    assert "32 layers: the paper 7.51" in ended.output
    (deep,) = [line for line in ended.output if line.startswith("56 layers: ")]
    assert deep.count("one seed; the spread was not measured") == 2
    for part in ("weight decay 0.0005 against 0.0001", "Nesterov", "64,000", "bfloat16"):
        assert any(line.startswith("  ") and part in line for line in ended.output)
    (depth,) = [line for line in ended.output if line.startswith("plain, 20 to 56 layers")]
    assert depth.endswith(
        "after 24 epochs, as in the paper, depth makes the plain network worse in training too; "
        "part of the gap may be slowness"
    )
    assert any(line.startswith("20 layers, plain to residual in") for line in ended.output)
    assert last == (
        "cifar-plain32: cifar-plain32, epoch 2, iteration 200: "
        "training error 25.00%, test error 37.50%"
    )


def test_json_has_what_the_page_shows(command, own):
    ended = command("trained", *own, "--json")
    report = json.loads("\n".join(ended.output))
    (row,) = [row for row in report["table_6"] if row["depth"] == 20]
    assert row["paper"] == 8.75
    residual = row["residual"]
    assert residual["seeds"] == [0, 1, 2]
    assert residual["mean"] == pytest.approx(sum(residual["errors"]) / 3, abs=1e-3)
    assert residual["smallest"] == min(residual["errors"])
    assert residual["largest"] == max(residual["errors"])
    assert row["difference"] == pytest.approx(residual["mean"] - 8.75, abs=1e-3)
    assert len(report["recipe"]["differs_from_the_paper"]) == 7
    assert "batch 128" in report["recipe"]["as_in_the_paper"]
    assert row["reached"] is (row["difference"] <= report["tolerance"])
    twins = report["twins"][0]
    assert twins["first"]["kind"] == "plain"
    assert twins["first"]["test"]["smallest"] > twins["second"]["test"]["largest"]
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
