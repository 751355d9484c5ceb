"""What a person reads on the page."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import plotly.graph_objects as go

from explorer.words.sentences import in_language

SPEAKING = {"text", "name", "hovertemplate", "hovertext", "ticktext", "texttemplate"}
MARKUP = re.compile(r"%\{[^}]*\}|<[^>]*>|&\w+;")
WORD = re.compile(r"[A-Za-z]{2,}")


def english(html: str) -> str:
    """The words of some HTML that are shown in English, one space between them."""
    seen = re.sub(r'<span lang="zh">.*?</span>', "", html)
    seen = re.sub(r'<button type="button" class="term"[^>]*>(.*?)</button>', r"\1", seen)
    words = " ".join(re.sub(r"<[^>]*>", " ", seen).split())
    return unescape(re.sub(r" (?=[,.:;])", "", words))


def untranslated(figure: go.Figure, *names: str) -> tuple[str, ...]:
    """What a Chinese reader sees in English, each once.

    Args:
        figure: As it is drawn.
        names: That stand in every language as they are, such as those of classes.
    """
    as_object = figure.to_plotly_json()
    as_object["layout"].pop("template", None)
    return tuple(
        dict.fromkeys(
            text
            for text in _texts(as_object)
            if WORD.search(MARKUP.sub("", text))
            and in_language(text, "zh") == text
            and text not in names
        )
    )


def _texts(part: Any, speaks: bool = False) -> Iterator[str]:
    """Every text that a reader may see."""
    if isinstance(part, str):
        if speaks:
            yield part
    elif isinstance(part, list | tuple):
        for each in part:
            yield from _texts(each, speaks)
    elif isinstance(part, dict):
        for key, each in part.items():
            yield from _texts(each, key in SPEAKING)
