"""Gradio's theme takes its look from the page's own variables, in light and in dark."""

import re

from explorer.files.assets import asset
from explorer.interface.looks.theme import theme


def test_colours_are_ours_in_both_themes() -> None:
    made = theme()
    for name in ("body_background_fill", "button_primary_background_fill", "input_border_color"):
        light, dark = getattr(made, name), getattr(made, f"{name}_dark")
        assert light == dark
        assert light.startswith("var(--")


def test_every_variable_of_ours_is_in_the_scale() -> None:
    made = theme()
    scale = asset("style/scale.css").read_text("utf-8")
    taken = [
        value
        for name, value in vars(made).items()
        if isinstance(value, str) and "var(--" in value and not name.startswith("_")
    ]
    assert taken
    for name in {found for value in taken for found in re.findall(r"var\((--[\w-]+)\)", value)}:
        assert f"{name}:" in scale
