"""Parts of the documentation that the program's own texts fill, so that they are written once.

A hook of mkdocs: a line such as `<!-- lesson -->` in a page of `docs`, one of `FILLED`, becomes
what the lesson, the race's presets, the glossary or the licences say, in the page's language.
"""

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from explorer.figures.race.titles import PRESET_TEXTS  # noqa: E402
from explorer.files.licences import statements  # noqa: E402
from explorer.training.race.presets import PRESETS  # noqa: E402
from explorer.words.formula import plain_formula  # noqa: E402
from explorer.words.marks import unmarked  # noqa: E402
from explorer.words.sentences import in_language  # noqa: E402
from explorer.words.texts import texts  # noqa: E402

LICENCES_ZH: Final[Mapping[str, str]] = {  # those that are words, not names
    "none stated": "未说明",
    "those of their packages": "各软件包自己的许可",
    "torchvision's terms": "torchvision 的条款",
}


def lesson(language: str) -> str:
    """What the lesson asks in each step, why it is so, and who showed it."""
    steps = _read("lesson", language)
    return "\n\n".join(
        f"### {number}. {step['question']}\n\n{unmarked(step['more'])}\n\n"
        f"*{_published(step['source'])}*"
        for number, step in enumerate(map(dict, steps.values()), start=1)
    )


def presets(language: str) -> str:
    """The race's presets: what each shows, and who showed it."""
    return _defined(
        (
            f"{texts(language)[PRESET_TEXTS[each.key]]} (`{each.key}`)",
            in_language(each.sentence, language),
            f"*{in_language(each.source, language)}*",
        )
        for each in PRESETS
    )


def glossary(language: str) -> str:
    """Every word that the page explains, with its formula and its source."""
    formulas = _read("glossary", "formulas")
    return _defined(
        (
            word["term"],
            word["definition"],
            *([f"`{plain_formula(formulas[key])}`"] if key in formulas else []),
            f"*{word['source']}*",
        )
        for key, word in _read("glossary", language).items()
    )


def licences(language: str) -> str:
    """The rows of a table: what, licence, origin."""
    return "\n".join(
        f"| {each.what[language]} | "
        + (f"[{said}]({each.source})" if each.source else said)
        + f" | {each.origin[language]} |"
        for each in statements()
        for said in [
            LICENCES_ZH.get(each.licence, each.licence) if language == "zh" else each.licence
        ]
    )


def _read(folder: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        (ROOT / "assets" / folder / f"{name}.json").read_text("utf-8")
    )
    return found


def _published(source: str) -> str:
    """A source without what it says of the numbers on the screen, which are measured there."""
    end = "。" if "。" in source else ". "
    said = end.join(part for part in source.split(end) if "{" not in part).strip()
    return said if said[-1] in ".。" else f"{said}."


def _defined(entries: Any) -> str:
    """Terms, each with the paragraphs that explain it."""
    return "\n\n".join(
        f"**{term}**\n:   " + "\n\n    ".join(paragraphs) for term, *paragraphs in entries
    )


FILLED: Final[Mapping[str, Callable[[str], str]]] = {
    "<!-- lesson -->": lesson,
    "<!-- presets -->": presets,
    "<!-- glossary -->": glossary,
    "<!-- licences -->": licences,
}


def on_page_markdown(markdown: str, *, page: Any, **_: Any) -> str:
    """Called by mkdocs with each page's text; returns it with its marks filled."""
    for mark, filled in FILLED.items():
        if mark in markdown:
            markdown = markdown.replace(mark, filled(page.file.src_uri.split("/")[0]))
    return markdown
