"""The buttons by which a figure is saved, the same everywhere."""

import json
from collections.abc import Sequence
from html import escape
from typing import Final

from explorer.words.texts import attribute, both

FORMATS: Final = ("png", "svg", "csv")


def saves() -> str:
    """What every figure can be saved as: a button each."""
    return both("save") + "".join(
        f'<button type="button" data-format="{kind}">{kind.upper()}</button>' for kind in FORMATS
    )


def part_saves(name: str, rows: Sequence[Sequence[object]]) -> str:
    """The same for a part of the page, which is what in its component has `data-part`.

    Args:
        name: Of the files, without an ending.
        rows: Of the table, under a row of names; None stands for an empty cell.
    """
    held = escape(json.dumps(rows, ensure_ascii=False, allow_nan=False))
    return (
        f'<span class="save" data-name="{escape(name)}" data-rows="{held}" '
        f"{attribute('title', 'save_title')}>{saves()}</span>"
    )
