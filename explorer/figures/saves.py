"""The buttons by which a figure is saved, the same everywhere."""

from typing import Final

from explorer.words.texts import both

FORMATS: Final = ("png", "svg", "csv")


def saves() -> str:
    """What every figure can be saved as: a button each."""
    return both("save") + "".join(
        f'<button type="button" data-format="{kind}">{kind.upper()}</button>' for kind in FORMATS
    )
