"""The one component that draws plotly figures.

Gradio's own remounts at every update, which loses zoom and hidden traces; this one keeps them.
"""

import json
from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING, Any, Final

import gradio as gr

from explorer.figures.saves import saves
from explorer.interface.scripts.page_scripts import mounting
from explorer.interface.scripts.plotly_script import ADDRESS
from explorer.interface.words.language import attribute, pair
from explorer.sentences.sentence import Sentence
from explorer.words.languages import LANGUAGES, SPOKEN_BY_COMPUTE
from explorer.words.sentences import in_language

if TYPE_CHECKING:
    import plotly.graph_objects as go

TROUBLES: Final = ("not_drawn", "no_plotly")  # what its script may have to say


def figure_view(elem_id: str, *, height: int = 420) -> gr.HTML:
    """An empty place for a figure; a click on a point of it fires `select`.

    Args:
        elem_id: Its id on the page.
        height: In pixels, of a figure that names none.
    """
    return gr.HTML(
        value="",
        html_template=_template(height),
        js_on_load=mounting("figures/figure.js"),
        apply_default_css=False,
        elem_id=elem_id,
        elem_classes=["figure"],
    )


def _template(height: int) -> str:
    """What stays: a component that is shown late gets no property of Gradio but its value."""
    texts = {name: pair(f"figure_{name}") for name in TROUBLES}
    given = json.dumps({"plotly": ADDRESS, "height": height, "texts": texts}, ensure_ascii=False)
    return (
        f'<p class="trouble" role="alert"></p><div class="plot" data-given="{escape(given)}"></div>'
        f'<div class="save" hidden {attribute("title", "save_title")}>{saves()}</div>'
        '<div class="summary"></div>'
    )


def drawn(figure: "go.Figure", name: str, summary: str = "") -> str:
    """The value that makes a `figure_view` draw a figure.

    Args:
        figure: What to draw; its words are English.
        name: What its saved files are called, without an ending.
        summary: What it shows, as HTML in both languages, for those who do not see it.
    """
    as_object = json.loads(figure.to_json())
    as_object["layout"].pop("template", None)  # the page has its own
    said = dict.fromkeys(sentences(figure.to_plotly_json()))
    words = {
        language: {str(each): in_language(each, language) for each in said}
        for language in LANGUAGES
        if language != SPOKEN_BY_COMPUTE
    }
    value = {"figure": as_object, "words": words, "name": name, "summary": summary}
    return json.dumps(value, ensure_ascii=False)


def sentences(part: Any) -> Iterator[Sentence]:
    """Every sentence in a figure, or in a part of one."""
    if isinstance(part, Sentence):
        yield part
    elif isinstance(part, list | tuple):
        for each in part:
            yield from sentences(each)
    elif isinstance(part, dict):
        for each in part.values():
            yield from sentences(each)
