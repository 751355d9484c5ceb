"""What is not said in Chinese on a figure."""

import json
import re

import plotly.graph_objects as go

from explorer.interface.figure_view import drawn, spoken_texts

MARKUP = re.compile(r"%\{[^}]*\}|<[^>]*>|&\w+;")
WORD = re.compile(r"[A-Za-z]{2,}")


def untranslated(figure: go.Figure) -> tuple[str, ...]:
    """The words that the page would leave in English, each once."""
    told = json.loads(drawn(figure, "a figure"))
    texts = dict.fromkeys(spoken_texts(told["figure"]))
    return tuple(
        text for text in texts if WORD.search(MARKUP.sub("", text)) and text not in told["zh"]
    )
