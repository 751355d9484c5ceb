"""Which languages the page speaks: those of which `assets/locale` has the texts."""

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from explorer.files.assets import asset

SPOKEN_BY_COMPUTE: Final = "en"  # also what a browser in no language of the page is shown


@dataclass(frozen=True)
class Language:
    """What a language says of itself, under `language` in its texts.

    Attributes:
        code: Its short name, that of its files: `en`, `zh`.
        name: In itself, as the switch shows it.
        tag: For browsers and screen readers, as BCP 47 has it: `zh-CN`.
        separator: Between the members of a list.
    """

    code: str
    name: str
    tag: str
    separator: str


@cache
def read(code: str) -> dict[str, Any]:
    """A language's file: its texts by key, and `language`, what it says of itself."""
    found: dict[str, Any] = json.loads(asset(f"locale/{code}.json").read_text("utf-8"))
    return found


def language_of(code: str) -> Language:
    """What a language says of itself."""
    return Language(code=code, **read(code)["language"])


def _codes() -> tuple[str, ...]:
    files = asset(f"locale/{SPOKEN_BY_COMPUTE}.json").parent.iterdir()
    found = {path.stem for path in files if re.fullmatch(r"[a-z]{2,3}\.json", path.name)}
    return (SPOKEN_BY_COMPUTE, *sorted(found - {SPOKEN_BY_COMPUTE}))


LANGUAGES: Final = _codes()
