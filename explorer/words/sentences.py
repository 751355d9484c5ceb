"""Sentences that compute says in English, in every language of the page.

Errors, notes, rules and the words of figures come from rooms that know no language, as templates
with values. `locale/sentences.LANGUAGE.json` has the same templates in that language: those of the
program under `sentences`, and under `system` what an operating system says.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from html import escape
from string import Formatter
from typing import Any, Final

from explorer.files.assets import asset
from explorer.sentences.sentence import Sentence, said_by
from explorer.sentences.system import system_sentence
from explorer.words.languages import LANGUAGES, SPOKEN_BY_COMPUTE
from explorer.words.spoken_formulas import typeset

Said = str | BaseException
_Parsed = tuple[str, str | None, str | None, str | None]


def both_languages(said: Said) -> str:
    """What compute says as HTML in every language, of which the style sheet shows one.

    Formulas of its templates are typeset, those of values are not: these may be anybody's words.

    Args:
        said: A sentence, or an error; a text without a template stands as it is in all of them.
    """
    return "".join(
        f'<span lang="{language}">{_html(said, language)}</span>' for language in LANGUAGES
    )


def in_every_language(said: Said) -> dict[str, str]:
    """The same as plain text, by language."""
    return {language: in_language(said, language) for language in LANGUAGES}


def in_language(said: Said, language: str) -> str:
    """What compute says, in one language; English where that has no such template."""
    said = _sentence(said)
    if not isinstance(said, Sentence) or language == SPOKEN_BY_COMPUTE:
        return str(said)
    template = templates(language).get(said.template, said.template)
    return template.format(
        **{
            name: in_language(value, language)
            if isinstance(value, Sentence | BaseException)
            else value
            for name, value in said.values.items()
        }
    )


def _sentence(said: Said) -> str:
    if isinstance(said, OSError) and said.errno is not None:
        return system_sentence(said)
    return said_by(said) if isinstance(said, BaseException) else said


class _Html(str):
    """What is HTML already."""


def _html(said: Said, language: str) -> _Html:
    """The same as `in_language` says, as HTML."""
    said = _sentence(said)
    if not isinstance(said, Sentence):
        return _Html(escape(str(said)))
    template = templates(language).get(said.template, said.template)
    values = {
        name: _html(value, language) if isinstance(value, Sentence | BaseException) else value
        for name, value in said.values.items()
    }
    return _Html(_HTML.vformat(template, (), values))


class _HtmlFormatter(Formatter):
    """Fills a template as `str.format` does, its words and values as HTML."""

    def parse(self, template: str) -> Iterator[_Parsed]:
        for words, name, kind, conversion in super().parse(template):
            yield typeset(escape(words)), name, kind, conversion

    def format_field(self, value: Any, kind: str) -> str:
        return value if isinstance(value, _Html) else escape(format(value, kind))


_HTML: Final = _HtmlFormatter()


@cache
def templates(language: str) -> Mapping[str, str]:
    """Every English template with its translation."""
    if language == SPOKEN_BY_COMPUTE:
        return {}
    kinds = json.loads(asset(f"locale/sentences.{language}.json").read_text("utf-8"))
    return {**kinds["system"], **kinds["sentences"]}
