"""The lesson's HTML: every step with its question, its guess and what can be shown."""

import re

import pytest

from explorer.interface.lesson.races import CURES
from explorer.interface.lesson.steps import STEPS, lesson
from explorer.interface.lesson.view import view

HTML = view()
PARTS = dict(
    zip(
        (step.key for step in STEPS),
        re.findall(r'<section class="step".*?(?=<section class="step"|<p class="trouble)', HTML),
        strict=True,
    )
)


def test_the_first_step_is_open_and_all_can_be_entered() -> None:
    opened = re.findall(r'<section class="step" data-step="(\w+)" data-moments="\d">', HTML)
    assert opened == ["see"]
    assert re.findall(r'data-go="(\w+)"', HTML) == [step.key for step in STEPS]


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.key)
def test_a_step_asks_before_it_shows(step: object) -> None:
    key = step.key  # type: ignore[attr-defined]
    part = PARTS[key]
    for language in ("en", "zh"):
        assert lesson(language)[key]["question"] in part
    assert '<div class="told" aria-live="polite">' in part
    assert part.count('class="shows"') == part.count('class="as-python"') == 1
    count = part.count("data-choice=")
    assert count == len(lesson("en")[key].get("choices", []))
    assert part.count("data-cure=") == (len(CURES) if key == "open" else 0)


def test_no_term_stands_in_something_that_is_pressed() -> None:
    for button in re.findall(r'<button type="button" class="(?!term).*?</button>', HTML):
        assert 'class="term"' not in button
