"""The page's texts in its languages, from one file for each.

Text that the page's own HTML holds carries all languages at once and the style sheet shows one, so
that switching is instant and a result computed before the switch reads right after it. Labels of
Gradio's components are plain strings: they start in the browser's language by `gr.I18n` and are set
anew by the switch.
"""

from collections.abc import Callable
from functools import cache
from html import escape
from typing import Any

import gradio as gr
from gradio.components import Component
from gradio.i18n import I18nData

from explorer.interface.words.languages import LANGUAGES, SPOKEN_BY_COMPUTE, language_of, read

Choices = Callable[[str], Any]


@cache
def texts(language: str) -> dict[str, str]:
    """Every text of the page in one language, by key.

    Raises:
        ValueError: The language is not one of `LANGUAGES`.
    """
    if language not in LANGUAGES:
        raise ValueError(f"language must be one of {', '.join(LANGUAGES)}, got {language!r}")
    return {key: each for key, each in read(language).items() if key != "language"}


def text(language: str, key: str, **values: object) -> str:
    """One text in one language, its {placeholders} filled."""
    return texts(language)[key].format(**values)


def pair(key: str) -> dict[str, str]:
    """One text by language, for a script to choose from."""
    return {language: texts(language)[key] for language in LANGUAGES}


def both(key: str, **values: object) -> str:
    """One text as HTML in both languages, of which the style sheet shows one.

    Values are escaped; the texts themselves may hold simple markup. A value that is a function is
    asked for each language's own.
    """
    return "".join(
        f'<span lang="{language}">{text(language, key, **_safe(language, values))}</span>'
        for language in LANGUAGES
    )


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


def translations() -> gr.I18n:
    """The same texts for Gradio's own components."""
    return gr.I18n(
        **{name: texts(each) for each in LANGUAGES for name in (each, language_of(each).tag)}
    )


class Labels:
    """Components whose labels follow the switch, gathered while the page is built."""

    def __init__(self) -> None:
        """Begin with none."""
        self._translate = translations()
        self._entries: list[tuple[Component, dict[str, str | Choices]]] = []

    def __call__(self, key: str) -> I18nData:
        """The text of `key` in the browser's language, for a component's constructor."""
        if key not in texts(SPOKEN_BY_COMPUTE):
            raise KeyError(key)
        return self._translate(key)

    def follow(self, component: Component, **keys: str | Choices) -> None:
        """Keep properties of a component in the chosen language.

        Args:
            component: The component.
            keys: Property name to text key, or to a function from language to the property.
        """
        self._entries.append((component, keys))

    @property
    def components(self) -> list[Component]:
        """All that follow, in the order of `updates`."""
        return [component for component, _ in self._entries]

    def updates(self, language: str) -> list[dict[str, Any]]:
        """What the switch to a language sends to each of `components`."""
        return [
            gr.update(**{name: self._value(language, key) for name, key in keys.items()})
            for _, keys in self._entries
        ]

    @staticmethod
    def _value(language: str, key: str | Choices) -> Any:
        return text(language, key) if isinstance(key, str) else key(language)


def translated(values: dict[Any, str]) -> Choices:
    """Choices whose names are texts: from {value: key} to what a language's component shows."""
    return lambda language: [(text(language, key), value) for value, key in values.items()]
