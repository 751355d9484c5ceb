"""The page's style sheets, in the order in which they are read."""

from typing import Final

from explorer.files.assets import asset
from explorer.words.texts import one_language_shown

# the rules that all hold to, what Gradio lays out, words; then a sheet for every part of the page
STYLES: Final = (
    "scale", "gradio", "frame", "words", "glossary", "states", "figures", "python", "network",
    "class_picker", "lesson", "explore", "race", "depth", "trained", "finetune", "links",
)  # fmt: skip


def style() -> str:
    """All sheets of `assets/style`, and what hides the other languages."""
    sheets = (asset(f"style/{name}.css").read_text("utf-8") for name in STYLES)
    return one_language_shown() + "".join(sheets)
