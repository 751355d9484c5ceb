"""What whoever asks with a wrong value reads, in every language: a program shows no page."""

import gradio as gr

from explorer.interface.words.language import text
from explorer.words.languages import LANGUAGES


def wrong(key: str, names: dict[str, str] | None = None) -> gr.Error:
    """The error for whoever asked; the terminal is spared a traceback.

    Args:
        key: The text.
        names: What stands at its placeholder {value}, by language.
    """
    names = names or {}
    said = (text(language, key, value=names.get(language, "")) for language in LANGUAGES)
    return gr.Error(" ".join(said), print_exception=False)
