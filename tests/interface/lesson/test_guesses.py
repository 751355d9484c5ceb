"""How a room commits itself: controls that say what they are."""

import re

import pytest

from explorer.interface.lesson.guesses import guess
from explorer.interface.lesson.races import CURES
from explorer.interface.lesson.steps import STEPS, Step, lesson

KINDS = {
    "choices": "data-choice=",
    "sliders": "data-slider=",
    "curve": "data-slider=",  # by keyboard; the mouse draws
    "point": 'role="status"',
    "order": "data-cure=",
}  # fmt: skip


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.key)
def test_a_step_is_guessed_as_it_says(step: Step) -> None:
    assert KINDS[step.guess] in guess(step.key)
    assert guess(step.key).count("data-choice=") == len(lesson("en")[step.key].get("choices", []))


def test_what_moves_an_entry_is_named_after_it() -> None:
    html = guess("open")
    named = re.findall(r'id="([^"]+)" data-by=.*? aria-labelledby="(\S+) (\S+)"', html)
    assert len(named) == 2 * len(CURES)
    for own, itself, entry in named:
        assert own == itself
        assert html.count(f'id="{own}"') == html.count(f'id="{entry}"') == 1


def test_a_slider_that_is_moved_does_not_say_its_value_twice() -> None:
    for step in ("deeper", "hears", "switch"):
        assert guess(step).count("<output") == guess(step).count('<output aria-live="off">') > 0
