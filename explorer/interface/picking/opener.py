"""Buttons on the top row of the Explore tab, each of which opens a panel below it."""

from html import escape
from pathlib import Path
from typing import Final

import gradio as gr
from PIL import Image, ImageOps

from explorer.datasets.examples import example_at
from explorer.figures.data_uri import data_uri
from explorer.interface.scripts.page_scripts import mounting
from explorer.interface.words.language import both

SIDE: Final = 56  # pixels of a photograph on its button, which is drawn half as large


class Opener:
    """A button that says what is chosen, and the panel where something else is.

    Attributes:
        said: The button; its value is the HTML in it.
    """

    def __init__(self, name: str, key: str, value: str = "", closes: bool = False) -> None:
        """Lay the button out where the page is being built.

        Args:
            name: Of the button and its panel.
            key: Of the text that says what is chosen there.
            value: The HTML in it, at first.
            closes: Whether the panel closes when something has been chosen.
        """
        self._name = name
        self.said = gr.HTML(
            value,
            html_template=(
                f'<button type="button" class="opener" aria-expanded="false"'
                f' aria-controls="panel-{name}"{" data-closes" * closes}>'
                f'<span class="about">{both(key)}</span><span class="chosen"></span></button>'
            ),
            js_on_load=mounting("explore/opener.js"),
            apply_default_css=False,
            elem_id=f"open-{name}",
        )

    def panel(self) -> gr.Column:
        """What the button opens, to be filled as a context."""
        return gr.Column(elem_id=f"panel-{self._name}")


def photograph_said(path: Path, picture: Image.Image | None) -> str:
    """A photograph small, and its name: an example's says that it is one.

    Args:
        path: Its file.
        picture: What is in it; None for one that cannot be read.
    """
    example = example_at(path)
    named = f"<b>{escape(path.name)}</b>"
    if example is not None:
        named = f"<b>{both(example.key)}</b> <small>{both('an_example')}</small>"
    if picture is None:
        return named
    photograph = min(picture.size) >= SIDE
    small = ImageOps.fit(picture, (SIDE, SIDE)) if photograph else picture
    kind = "" if photograph else ' class="pixels"'
    return f'<img{kind} src="{data_uri(small, photograph)}" alt="">{named}'


def network_said(name: str) -> str:
    """A network's name; where an own checkpoint is still to come, that."""
    return f"<b>{escape(name)}</b>" if name else both("family_own")
