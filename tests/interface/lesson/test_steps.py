"""What is said in the lesson: whole in both languages, and as long as it claims to be."""

import re
from typing import Any

import pytest

from explorer.interface.lesson.races import CURES
from explorer.interface.lesson.steps import STEPS, lesson, said, spoken
from explorer.words.languages import LANGUAGES


def shape(part: Any) -> Any:
    """Names and lengths of what a text file holds, and the values that each text is filled with."""
    if isinstance(part, dict):
        return {name: shape(value) for name, value in part.items()}
    if isinstance(part, list):
        return [shape(value) for value in part]
    assert part.strip() == part != ""
    return sorted(re.findall(r"\{(\w+)\}", part))


def test_every_language_says_the_same_with_the_same_numbers() -> None:
    whole = [shape(lesson(language)) for language in LANGUAGES]
    assert all(each == whole[0] for each in whole)
    assert list(lesson("en")) == [step.key for step in STEPS]


def test_the_chinese_is_chinese() -> None:
    for step in STEPS:
        for part in ("question", "ask", "sentence", "more"):
            assert re.search(r"[\u4e00-\u9fff]", spoken(step.key, part)["zh"]), (step.key, part)


@pytest.mark.parametrize(("place", "minutes"), [(0, 10), (1, 45)])
def test_a_version_lasts_as_long_as_it_is_called(place: int, minutes: int) -> None:
    assert sum(step.minutes[place] for step in STEPS) == minutes


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.key)
def test_a_step_has_what_its_guess_and_its_moments_need(step: Any) -> None:
    words = lesson("en")[step.key]
    assert ("choices" in words) == (step.guess == "choices")
    assert len(words.get("shows", ["Show"])) == step.moments
    assert set(words.get("cures", {})) == (set(CURES) if step.guess == "order" else set())


def test_a_text_is_html_in_all_languages_and_escaped() -> None:
    found = said("plus", "choices", 0)
    assert found == '<span lang="en">y = 2 F(x)</span><span lang="zh">y = 2 F(x)</span>'
