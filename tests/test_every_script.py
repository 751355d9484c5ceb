"""Every script and notebook that a screen can give, each in a process of its own.

That takes many minutes, so it is run when EXPLORER_EVERY_SCRIPT=1 is set; what the scripts print is
held to the screens' numbers by the tests of `scripting`.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from explorer.inspection.grad_cam import METHODS
from explorer.inspection.result import ATTRIBUTIONS
from explorer.interface.lesson.programs import LOOKED, program
from explorer.interface.settings import PageSettings
from explorer.interface.trained.tab import networks_of
from explorer.scripting.depth import depth_program, shattering_program
from explorer.scripting.finetune import finetune_program
from explorer.scripting.inspection import (
    InspectionState,
    OpenedBlock,
    OpenedChannel,
    inspection_program,
)
from explorer.scripting.program import Program
from explorer.scripting.race import race_program
from explorer.scripting.trained import trained_program
from explorer.training.depth.result import SweepSettings
from explorer.training.depth.shattering_result import ShatteringSettings
from explorer.training.finetune.settings import FinetuneSettings
from explorer.training.race.events import RaceEvent
from explorer.training.race.presets import PRESETS
from explorer.training.trained.shipped import shipped_runs
from tests.scripting.running import printed_afresh
from tests.shapes import draw_shapes

pytestmark = pytest.mark.skipif(
    os.environ.get("EXPLORER_EVERY_SCRIPT") != "1",
    reason="every script in its own process takes many minutes: set EXPLORER_EVERY_SCRIPT=1",
)
SHIPPED = networks_of(shipped_runs())
EXAMPLE = "cifar10-test-0006-automobile"
OPENED = (None, OpenedChannel(3, 5), OpenedBlock("stage2.block1", 3))
STEPS = ("see", "deeper", "hears", "normalise", "plus", "switch", "look", "open")


def every_program() -> Iterator[Program]:
    """One for each kind of state of each tab."""
    for network in (*SHIPPED, "cifar-resnet32"):  # one without trained weights too
        for opened in OPENED:
            yield inspection_program(InspectionState(network, EXAMPLE, True, opened=opened))
    for method in (*(each.name for each in METHODS), *ATTRIBUTIONS):
        state = InspectionState("cifar-resnet20", EXAMPLE, True, class_="cat", method=method)
        yield inspection_program(state)
    for preset in PRESETS:
        for settings in preset.runs.values():
            yield race_program(settings, preset.events)
        yield race_program(preset.settings, (*preset.events, RaceEvent(5, "plain", 0.5)), 20)
    yield depth_program(SweepSettings(depths=(8, 20, 56, 110), seeds=1, batch=4))
    yield shattering_program(ShatteringSettings())
    yield shattering_program(ShatteringSettings(), 7)
    yield trained_program(())
    yield trained_program(SHIPPED)
    yield trained_program(SHIPPED[:1], own=True)
    for train in ("head", "last-stage", "all"):
        yield finetune_program("cifar-resnet20", FinetuneSettings(train, 2))
    for step in STEPS:
        for shown in range(len(LOOKED)):
            made = program(step, PageSettings(device="cpu"), shown)
            if made is not None:
                yield made


# Several states may be one program.
EVERY = list({made.script(): made for made in every_program()}.values())


@pytest.mark.parametrize("number", range(len(EVERY)), ids=lambda number: EVERY[number].name)
def test_script_and_notebook_print_the_same_lines(number: int, tmp_path: Path) -> None:
    made = EVERY[number]
    shapes = draw_shapes(tmp_path / "your-pictures")
    if "iterdir" in made.script():  # which wants the pictures themselves
        for path in list(shapes.rglob("*.png")):
            path.rename(shapes / f"{path.parent.name}-{path.name}")
        for folder in [each for each in shapes.iterdir() if each.is_dir()]:
            folder.rmdir()
    lines = printed_afresh(made.script(), tmp_path)
    assert lines
    cells = json.loads(made.notebook())["cells"]
    code = "\n\n".join(each["source"] for each in cells if each["cell_type"] == "code")
    assert printed_afresh(code, tmp_path) == lines
