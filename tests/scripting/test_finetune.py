"""The script of a fine-tuning gives how often it is right on what was held out."""

from pathlib import Path

import pytest

import explorer
from explorer.scripting.finetune import finetune_program
from explorer.training.finetune.settings import FinetuneSettings
from tests.scripting.running import bind_calls, printed
from tests.shapes import draw_shapes


def test_it_prints_the_share_that_is_right(tmp_path: Path) -> None:
    draw_shapes(tmp_path / "shapes")
    settings = FinetuneSettings(epochs=1, seed=2)
    program = finetune_program("cifar-resnet8", settings, str(tmp_path / "shapes"))
    first, *more = printed(program)
    result = explorer.finetune("cifar-resnet8", tmp_path / "shapes", epochs=1, seed=2).result
    right = sum(each.label == each.predicted for each in result.held_out)
    assert first == f"{right} of {len(result.held_out)} right, {right / len(result.held_out):.0%}"
    assert len(more) == 1 + len(result.class_names)


@pytest.mark.parametrize("train", ["head", "last-stage", "all"])
def test_its_calls_are_those_of_the_library(train: str) -> None:
    settings = FinetuneSettings(train, 3, 4, False)  # type: ignore[arg-type]
    program = finetune_program("mine.pth", settings)
    assert bind_calls(program) == 1
    assert ("train=" in program.script()) == (train != "head")
    assert "augmentation=False" in program.script()
