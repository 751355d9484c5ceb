"""Class names for people: in Chinese, CIFAR-10's have their Chinese before the English.

Of ImageNet's thousand no translation is kept well enough to be shown here.
"""

import json
from collections.abc import Sequence
from functools import cache, partial
from html import escape

from explorer.files.assets import asset
from explorer.interface.words.language import LANGUAGES


def class_name(name: str, language: str) -> str:
    """A class's name as a person of that language reads it; plain text.

    Args:
        name: As the network has it; one without a translation stays as it is.
        language: One of `LANGUAGES`.
    """
    chinese = chinese_names().get(name) if language == "zh" else None
    return f"{chinese} {name}" if chinese else name


def class_list(names: Sequence[str], language: str) -> str:
    """Several of them, as one text."""
    return {"en": ", ", "zh": "、"}[language].join(class_name(each, language) for each in names)


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
def chinese_names() -> dict[str, str]:
    """The Chinese of every class name that has one."""
    found: dict[str, str] = json.loads(asset("locale/classes.zh.json").read_text("utf-8"))
    return found
