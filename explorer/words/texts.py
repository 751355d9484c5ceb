"""The page's texts in its languages, from one file for each.

HTML holds a text in all languages at once and the style sheet shows one, so that switching is
instant and a result computed before the switch reads right after it.
"""

from collections.abc import Iterator
from functools import cache
from html import escape

from explorer.words.languages import LANGUAGES, SPOKEN_BY_COMPUTE, read
from explorer.words.marks import marked, unmarked


@cache
def texts(language: str) -> dict[str, str]:
    """Every text of the page in one language, by key; as plain words, without its marks.

    Raises:
        ValueError: The language is not one of `LANGUAGES`.
    """
    if language not in LANGUAGES:
        raise ValueError(f"language must be one of {', '.join(LANGUAGES)}, got {language!r}")
    return {key: unmarked(each) for key, each in _templates(language)}


@cache
def html_texts(language: str) -> dict[str, str]:
    """The same as HTML: terms of the glossary open it, formulas are typeset."""
    return {key: marked(each) for key, each in _templates(language)}


def _templates(language: str) -> Iterator[tuple[str, str]]:
    return ((key, each) for key, each in read(language).items() if key != "language")


def text(language: str, key: str, **values: object) -> str:
    """One text in one language, its {placeholders} filled."""
    return texts(language)[key].format(**values)


def pair(key: str) -> dict[str, str]:
    """One text by language, for a script to choose from."""
    return {language: texts(language)[key] for language in LANGUAGES}


def both(key: str, **values: object) -> str:
    """One text as HTML in both languages, of which the style sheet shows one.

    Values are escaped; the texts themselves may hold simple markup and the marks of `marks.py`. A
    value that is a function is asked for each language's own.
    """
    return "".join(
        f'<span lang="{language}">{_html(language, key, values)}</span>' for language in LANGUAGES
    )


def _html(language: str, key: str, values: dict[str, object]) -> str:
    return html_texts(language)[key].format(**_safe(language, values))


def _safe(language: str, values: dict[str, object]) -> dict[str, str]:
    return {
        name: escape(str(value(language) if callable(value) else value))
        for name, value in values.items()
    }


def attribute(name: str, key: str, **values: object) -> str:
    """An HTML attribute in both languages, which the page's script keeps in step."""
    pairs = (
        f'data-{name}-{language}="{escape(text(language, key, **values))}"'
        for language in LANGUAGES
    )
    first = escape(text(SPOKEN_BY_COMPUTE, key, **values))
    return f'{name}="{first}" ' + " ".join(pairs)


def one_language_shown() -> str:
    """The style that hides what is said in other languages than that of now."""
    others = (
        f"html[data-language='{now}'] [lang='{other}']"
        for now in LANGUAGES
        for other in LANGUAGES
        if now != other
    )
    return f"{', '.join(others)} {{ display: none !important; }}\n"
