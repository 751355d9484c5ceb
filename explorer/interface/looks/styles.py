"""The page's style sheets, in the order in which they are read."""

from typing import Final

from explorer.files.assets import asset
from explorer.words.languages import LANGUAGES

# the rules that all hold to, what Gradio lays out, words; then a sheet for every part of the page
STYLES: Final = (
    "scale", "gradio", "frame", "words", "states", "figures", "network", "class_picker",
    "lesson", "explore", "race", "depth", "trained", "finetune",
)  # fmt: skip


def style() -> str:
    """All sheets of `assets/style`, and what hides the other languages."""
    sheets = (asset(f"style/{name}.css").read_text("utf-8") for name in STYLES)
    return one_language_shown() + "".join(sheets)


def one_language_shown() -> str:
    """The style that hides what is said in other languages than that of now."""
    others = (
        f"html[data-language='{now}'] [lang='{other}']"
        for now in LANGUAGES
        for other in LANGUAGES
        if now != other
    )
    return f"{', '.join(others)} {{ display: none !important; }}\n"
