"""The script of the Trained tab gives the ends of the curves, and the means of Figure 7."""

import csv

import pytest

import explorer
from explorer.files.assets import asset
from explorer.inspection.response_deviation import photograph_batches, response_deviation
from explorer.scripting.trained import trained_program
from tests.scripting.running import bind_calls, printed


def test_the_ends_are_those_of_the_files() -> None:
    expected = []
    for run in explorer.shipped_runs():
        text = asset(f"weights/{run.label}.training.csv").read_text("utf-8")
        last = list(csv.DictReader(text.splitlines()))[-1]
        errors = [float(last[f"{name}_error"]) for name in ("train", "test")]
        expected.append(
            f"{run.label}: epoch {last['epoch']}, train {errors[0]:.2%}, test {errors[1]:.2%}"
        )
    assert printed(trained_program(())) == expected


def test_the_means_are_those_of_figure_7() -> None:
    *_, said = printed(trained_program(["cifar-plain20"]))
    network = explorer.load("cifar-plain20")
    photographs = [explorer.example(each.name) for each in explorer.examples("cifar")]
    found = response_deviation(network, photograph_batches(network, photographs), "them")
    assert said == f"cifar-plain20: mean {found.deviation.mean():.3f}"


@pytest.mark.parametrize("own", [False, True])
def test_its_calls_are_those_of_the_library(own: bool) -> None:
    program = trained_program(["cifar-plain20", "cifar-resnet20"], own)
    assert bind_calls(program) >= 4
    assert ("your-pictures" in program.script()) == own
