"""Sentences that compute says in English, with the Chinese beside them.

Errors, notes and sources come from rooms that know no language. Each is matched against the pairs
of `locale/sentences.zh.json`, kept by kind: in a pair, a {placeholder} stands for any text, and one
that is named after a kind (`{reason}`, `{sentence1}`) for a text that is translated by that kind's
pairs in its turn. The first pair that fits is taken.
"""

import json
import re
from functools import cache
from html import escape
from string import Formatter
from typing import Final

from explorer.files.assets import asset

WHOLE: Final = "sentence"  # the kind of what a person is told; all others are parts of these

Pairs = dict[str, tuple[tuple[re.Pattern[str], str], ...]]


def both_languages(sentence: str) -> str:
    """A sentence of compute as HTML in both languages, of which the style sheet shows one.

    Args:
        sentence: English; one that no pair fits stands in both.
    """
    chinese = in_chinese(sentence) or sentence
    return f'<span lang="en">{escape(sentence)}</span><span lang="zh">{escape(chinese)}</span>'


def in_chinese(text: str, kind: str = WHOLE) -> str | None:
    """The Chinese of a sentence or of a part of one; None where no pair of its kind fits."""
    for pattern, template in _pairs()[kind]:
        found = pattern.fullmatch(text)
        if found is None:
            continue
        values = {name: _value(name, value) for name, value in found.groupdict().items()}
        if None not in values.values():
            return template.format(**values)
    return None


def _value(name: str, value: str) -> str | None:
    kind = name.rstrip("0123456789")
    return in_chinese(value, kind) if kind in _pairs() else value


@cache
def _pairs() -> Pairs:
    kinds = json.loads(asset("locale/sentences.zh.json").read_text("utf-8"))
    return {
        kind: tuple((_pattern(pair["en"]), pair["zh"]) for pair in pairs)
        for kind, pairs in kinds.items()
    }


def _pattern(template: str) -> re.Pattern[str]:
    """What fits the English half of a pair: every placeholder takes as little as it can."""
    fits = ""
    for literal, name, _, _ in Formatter().parse(template):
        fits += re.escape(literal) + (f"(?P<{name}>.+?)" if name else "")
    return re.compile(fits, re.DOTALL)
