"""The lesson's steps: which there are, how long each takes, what is said in it."""

import json
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Any, Final, Literal

from explorer.files.assets import asset
from explorer.words.languages import LANGUAGES
from explorer.words.marks import marked, unmarked

Guess = Literal["choices", "sliders", "curve", "point", "order"]
VERSIONS: Final = ("10", "45", "alone")  # minutes in class, or a student by themselves


@dataclass(frozen=True)
class Step:
    """One step; what is said in it is `assets/lesson/LANGUAGE.json`, under its key.

    Attributes:
        key: Its name.
        minutes: In the short and in the long lesson; 0 where it is left out.
        guess: How the room commits itself before anything is shown.
        moments: How often there is something more to show.
    """

    key: str
    minutes: tuple[int, int]
    guess: Guess
    moments: int = 1


STEPS: Final = (
    Step("see", (1, 5), "choices"),
    Step("deeper", (1, 5), "sliders"),
    Step("hears", (2, 8), "curve"),
    Step("normalise", (0, 7), "choices"),
    Step("plus", (1, 6), "choices", moments=2),
    Step("switch", (3, 8), "sliders", moments=3),
    Step("look", (1, 3), "point"),
    Step("open", (1, 3), "order", moments=2),
)


@cache
def lesson(language: str) -> dict[str, dict[str, Any]]:
    """What is said in a language, by step and part: see `assets/lesson`."""
    found: dict[str, dict[str, Any]] = json.loads(
        asset(f"lesson/{language}.json").read_text("utf-8")
    )
    return found


def spoken(step: str, part: str, place: int | str | None = None) -> dict[str, str]:
    """One text of a step by language, as plain words.

    Args:
        step: The step's key.
        part: What of it, such as `question`.
        place: Which of several.
    """
    return {each: unmarked(said) for each, said in _written(step, part, place).items()}


def _written(step: str, part: str, place: int | str | None) -> dict[str, str]:
    by_language = {each: lesson(each)[step][part] for each in LANGUAGES}
    return {each: said if place is None else said[place] for each, said in by_language.items()}


def said(step: str, part: str, place: int | str | None = None) -> str:
    """The same as HTML in both languages, its terms open the glossary; the style shows one."""
    return "".join(
        f'<span lang="{language}">{marked(escape(text, quote=False))}</span>'
        for language, text in _written(step, part, place).items()
    )
