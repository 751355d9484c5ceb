"""Class names for people: in Chinese, CIFAR-10's have their Chinese before the English.

A language has those names that stand in `assets/locale/classes.LANGUAGE.json`. Of ImageNet's
thousand no translation is kept well enough to be shown here.
"""

import json
from collections.abc import Sequence
from functools import cache, partial
from html import escape

from explorer.files.assets import asset
from explorer.words.languages import LANGUAGES, language_of


def class_name(name: str, language: str) -> str:
    """A class's name as a person of that language reads it; plain text.

    Args:
        name: As the network has it; one without a translation stays as it is.
        language: One of `LANGUAGES`.
    """
    translated = translated_names(language).get(name)
    return f"{translated} {name}" if translated else name


def class_list(names: Sequence[str], language: str) -> str:
    """Several of them, as one text."""
    return language_of(language).separator.join(class_name(each, language) for each in names)


def class_html(name: str) -> str:
    """The same as HTML in both languages, of which the style sheet shows one."""
    said = partial(class_name, name)
    return "".join(f'<span lang="{each}">{escape(said(each))}</span>' for each in LANGUAGES)


def classes_html(names: Sequence[str]) -> str:
    """Several of them as HTML in both languages."""
    return "".join(
        f'<span lang="{each}">{escape(class_list(names, each))}</span>' for each in LANGUAGES
    )


@cache
def translated_names(language: str) -> dict[str, str]:
    """Those class names that a language has, from `locale/classes.LANGUAGE.json` if it is there."""
    file = asset(f"locale/classes.{language}.json")
    found: dict[str, str] = json.loads(file.read_text("utf-8")) if file.is_file() else {}
    return found
