"""The form of the page that goes with a network which was trained here, in Markdown."""

import platform
from collections.abc import Iterable

import numpy
import torch

from explorer import __version__

_ENDS = (
    "The network knows only the classes above. Whatever it is shown, it answers with one of them."
)


def model_card(title: str, facts: Iterable[tuple[str, str]], *parts: str) -> str:
    """A card: what is known in a table, and what is to be said of it below.

    Args:
        title: Of the whole.
        facts: What, and what of it; no text can break its row.
        parts: Paragraphs, lists and tables.
    """
    rows = "\n".join(f"| {cell(what)} | {cell(text)} |" for what, text in facts)
    table = f"| | |\n|---|---|\n{rows}"
    return "\n\n".join([f"# {cell(title)}", table, *parts, _ENDS]) + "\n"


def versions() -> str:
    """The programs that a network was trained with."""
    return (
        f"resnet-explorer {__version__}, Python {platform.python_version()}, "
        f"PyTorch {torch.__version__}, NumPy {numpy.__version__}"
    )


def cell(text: str) -> str:
    """A text that cannot break a line or a table."""
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;").replace("`", "'")
