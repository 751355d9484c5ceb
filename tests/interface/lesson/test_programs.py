"""Every step as a program: it runs as it lies, and prints what the screen says."""

import pytest

from explorer.interface.lesson.measured import factor
from explorer.interface.lesson.pictures import RESIDUAL, block
from explorer.interface.lesson.programs import LOOKED, SWITCHED, program
from explorer.interface.lesson.races import RACES
from explorer.interface.lesson.steps import STEPS
from explorer.interface.settings import PageSettings
from tests.scripting.running import output

SETTINGS = PageSettings(device="cpu")


@pytest.mark.parametrize("step", [step.key for step in STEPS])
def test_every_step_has_one_that_can_be_read(step: str) -> None:
    found = program(step, SETTINGS)
    assert found is not None
    script = found.script(str)
    compile(script, step, "exec")
    assert "import explorer" in script


def test_there_is_none_of_a_step_that_there_is_not() -> None:
    assert program("other", SETTINGS) is None


def test_step_3_prints_what_the_first_layer_hears() -> None:
    found = program("hears", SETTINGS)
    assert found is not None
    said = "\n".join(output(found.script(str)))
    assert "plain: gradients vanishing" in said
    assert "|dL/da| first 6.6e-15, last 2.5e-02" in said
    assert factor(6.583e-15 / 2.4518e-2) == "2.7 × 10⁻¹³"


def test_step_5_prints_the_block_that_is_opened() -> None:
    found = program("plus", SETTINGS)
    assert found is not None
    said = "\n".join(output(found.script(str)))
    opened = block(SETTINGS)
    assert opened["block"] in found.script(str)
    assert f"sum: {opened['terms'][2]['low']:.3g} to {opened['terms'][2]['high']:.3g}" in said
    assert f"= {opened['ratio']:.3f}, cosine" in said
    assert RESIDUAL in found.script(str)


def test_step_2_prints_the_errors_on_the_screen() -> None:
    found = program("deeper", SETTINGS)
    assert found is not None
    assert output(found.script(str)) == [
        "cifar-plain20: training error 6.9%",
        "cifar-plain56: training error 15.4%",
    ]


@pytest.mark.parametrize("shown", [0, 1, 2, 3])
def test_step_6_is_as_long_as_what_is_shown_of_it(shown: int) -> None:
    found = program("switch", SETTINGS, shown)
    assert found is not None
    script = found.script(str)
    assert script.count("RaceEvent(") == shown
    assert (f"steps={LOOKED[shown]}" in script) == (shown > 0)


def test_step_6_switches_when_the_race_has_its_first_steps() -> None:
    assert SWITCHED[0].step == RACES["switch"].steps + 1
    found = program("switch", SETTINGS)
    assert found is not None
    assert all(f"RaceEvent({each.step}," in found.script(str) for each in SWITCHED)
