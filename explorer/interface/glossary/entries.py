"""The glossary's entries, from `assets/glossary`: the words by language, and the formulas."""

import json
from dataclasses import dataclass
from functools import cache

from explorer.files.assets import asset


@dataclass(frozen=True)
class Entry:
    """What a language says of one term.

    Attributes:
        term: The word itself, as it begins an entry.
        definition: One to three plain sentences.
        source: Author, year and title, with the section or equation.
    """

    term: str
    definition: str
    source: str


@cache
def entries(language: str) -> dict[str, Entry]:
    """Every entry in one language, by key."""
    found = json.loads(asset(f"glossary/{language}.json").read_text("utf-8"))
    return {key: Entry(**said) for key, said in found.items()}


@cache
def formulas() -> dict[str, str]:
    """The formulas of those terms that have one, in LaTeX, by key."""
    found: dict[str, str] = json.loads(asset("glossary/formulas.json").read_text("utf-8"))
    return found
