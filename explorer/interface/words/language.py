"""The page's texts: those of `explorer.words.texts`, and what Gradio's own components need of them.

Labels of Gradio's components are plain strings: they start in the browser's language by `gr.I18n`
and are set anew by the switch.
"""

from collections.abc import Callable, Collection
from typing import Any

import gradio as gr
from gradio.components import Component
from gradio.i18n import I18nData

from explorer.words.languages import LANGUAGES, SPOKEN_BY_COMPUTE, language_of
from explorer.words.texts import attribute as attribute
from explorer.words.texts import both as both
from explorer.words.texts import pair as pair
from explorer.words.texts import text as text
from explorer.words.texts import texts as texts

Choices = Callable[[str], Any]


def translations(keys: Collection[str]) -> gr.I18n:
    """Texts for Gradio's own components.

    Args:
        keys: Of those that are asked for: all together would be a tenth of a first visit.
    """
    return gr.I18n(
        **{
            name: {key: said for key, said in texts(each).items() if key in keys}
            for each in LANGUAGES
            for name in (each, language_of(each).tag)
        }
    )


class Labels:
    """Components whose labels follow the switch, gathered while the page is built."""

    def __init__(self) -> None:
        """Begin with none."""
        self._asked = {key for key in texts(SPOKEN_BY_COMPUTE) if key.startswith("common.")}
        self._entries: list[tuple[Component, dict[str, str | Choices]]] = []

    def __call__(self, key: str) -> I18nData:
        """The text of `key` in the browser's language, for a component's constructor."""
        if key not in texts(SPOKEN_BY_COMPUTE):
            raise KeyError(key)
        self._asked.add(key)
        return I18nData(key)

    @property
    def translations(self) -> gr.I18n:
        """What Gradio's components need: the texts of their labels, and words of its own."""
        return translations(self._asked)

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
