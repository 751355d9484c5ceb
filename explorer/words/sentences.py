"""Sentences that compute says in English, in every language of the page.

Errors, notes, rules and the words of figures come from rooms that know no language, as templates
with values. `locale/sentences.LANGUAGE.json` has the same templates in that language: those of the
program under `sentences`, and under `system` what an operating system says.
"""

import json
from collections.abc import Mapping
from functools import cache
from html import escape

from explorer.files.assets import asset
from explorer.sentences.sentence import Sentence, said_by
from explorer.sentences.system import system_sentence
from explorer.words.languages import LANGUAGES, SPOKEN_BY_COMPUTE

Said = str | BaseException


def both_languages(said: Said) -> str:
    """What compute says as HTML in every language, of which the style sheet shows one.

    Args:
        said: A sentence, or an error; a text without a template stands as it is in all of them.
    """
    return "".join(
        f'<span lang="{language}">{escape(text)}</span>'
        for language, text in in_every_language(said).items()
    )


def in_every_language(said: Said) -> dict[str, str]:
    """The same as plain text, by language."""
    return {language: in_language(said, language) for language in LANGUAGES}


def in_language(said: Said, language: str) -> str:
    """What compute says, in one language; English where that has no such template."""
    if isinstance(said, OSError) and said.errno is not None:
        said = system_sentence(said)
    elif isinstance(said, BaseException):
        said = said_by(said)
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


@cache
def templates(language: str) -> Mapping[str, str]:
    """Every English template with its translation."""
    kinds = json.loads(asset(f"locale/sentences.{language}.json").read_text("utf-8"))
    return {**kinds["system"], **kinds["sentences"]}
