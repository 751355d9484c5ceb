"""Chosen pictures as thumbnails with their count, each a button that takes it out."""

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Final

from PIL import Image, ImageOps

from explorer.datasets.class_pictures import FEWEST_PICTURES
from explorer.figures.data_uri import data_uri
from explorer.interface.words.language import attribute, both

SHOWN: Final = 15  # more are counted
SIDE: Final = 96  # pixels, drawn at half of it


def strip(paths: Sequence[str] | None) -> str:
    """The thumbnails of a class, as HTML in both languages; empty without pictures."""
    if not paths:
        return ""
    buttons = "".join(_button(place, Path(path)) for place, path in enumerate(paths[:SHOWN]))
    more = f"<li>+{len(paths) - SHOWN}</li>" if len(paths) > SHOWN else ""
    key = "finetune_count" if len(paths) >= FEWEST_PICTURES else "finetune_count_few"
    count = both(key, count=len(paths), fewest=FEWEST_PICTURES)
    every = f'<button type="button" class="all">{both("finetune_take_all")}</button>'
    return f"<p>{count} {every}</p><ul>{buttons}{more}</ul>"


def _button(place: int, path: Path) -> str:
    made = thumbnail(path)
    seen = f'<img src="{data_uri(made, photograph=True)}" alt="">' if made else "?"
    return (
        f'<li><button type="button" data-place="{place}" '
        f"{attribute('aria-label', 'finetune_take_out', picture=path.name)} "
        f'title="{escape(path.name)}">{seen}</button></li>'
    )


def thumbnail(path: Path) -> Image.Image | None:
    """A square from a picture's middle; None where it cannot be read."""
    try:
        with Image.open(path) as picture:
            picture.draft("RGB", (2 * SIDE, 2 * SIDE))  # a JPEG is decoded no larger than needed
            upright = ImageOps.exif_transpose(picture).convert("RGB")
            return ImageOps.fit(upright, (SIDE, SIDE))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None  # what is wrong with it is said when it is learned from
