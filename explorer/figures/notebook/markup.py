"""The pieces that results are shown with: a card, tables, pictures, bars.

Colours of text and ground are the notebook's own, so that all is read in dark and in light ones.
"""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from PIL import Image

from explorer.figures.data_uri import data_uri

SIDE: Final = 160  # pixels of a picture in a notebook
COLOURS: Final = 256  # of a picture, which makes it a third as large
_LINE: Final = "1px solid rgba(128,128,128,.35)"
_CELL: Final = "padding:.15em .6em;border:0;background:none"


def card(title: str, *parts: str) -> str:
    """One result: its title and what belongs to it, already HTML."""
    return (
        f'<div style="border:{_LINE};border-radius:6px;padding:.6em .9em;max-width:60em;'
        f'overflow-x:auto;color:inherit"><div style="font-weight:600">{escape(title)}</div>'
        f"{''.join(parts)}</div>"
    )


def paragraph(text: str) -> str:
    """A sentence or more, in small letters."""
    return f'<div style="font-size:.9em;margin:.3em 0">{escape(text)}</div>'


def verdict(what: str, word: str, rule: str, colour: str) -> str:
    """A word in large letters, with what it is said of and the rule that gave it."""
    return (
        f'<div style="flex:1 1 16em;border-left:4px solid {colour};padding-left:.6em;'
        f'margin:.4em 0"><span style="font-size:.85em">{escape(what)}</span><br>'
        f'<span style="font-size:1.3em;font-weight:600">{escape(word)}</span>'
        f"{paragraph(rule)}</div>"
    )


def row(parts: Iterable[str]) -> str:
    """Things side by side, under each other where there is no room."""
    style = "display:flex;flex-wrap:wrap;gap:.8em;align-items:flex-start"
    return f'<div style="{style}">{"".join(parts)}</div>'


def picture(image: Image.Image, alt: str, caption: str) -> str:
    """A picture of about `SIDE` pixels, in 256 colours.

    Args:
        image: RGB; small ones are enlarged by a whole factor, pixel by pixel.
        alt: What it shows, with its numbers.
        caption: Stands below it.
    """
    factor = SIDE // max(image.size)
    if factor > 1:
        size, how = (image.width * factor, image.height * factor), Image.Resampling.NEAREST
    else:
        scale = SIDE / max(image.size)
        size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
        how = Image.Resampling.LANCZOS
    few = image.convert("RGB").resize(size, how).quantize(COLOURS)
    return (
        '<figure style="margin:.4em 0;max-width:11em">'
        f'<img src="{data_uri(few)}" width="{few.width}" height="{few.height}" '
        f'alt="{escape(alt)}" title="{escape(alt)}" style="display:block">'
        f'<figcaption style="font-size:.8em">{escape(caption)}</figcaption></figure>'
    )


def table(head: Sequence[str], rows: Iterable[Sequence[str]], caption: str = "") -> str:
    """A table of texts; the first column is on the left, all others are numbers on the right."""
    return html_table(head, ([escape(cell) for cell in each] for each in rows), caption)


def html_table(head: Sequence[str], rows: Iterable[Sequence[str]], caption: str = "") -> str:
    """The same of cells that are HTML already; head and caption are texts."""
    said = f'<caption style="text-align:left;font-size:.85em">{escape(caption)}</caption>'
    return (
        f'<table style="border-collapse:collapse;font-size:.85em;margin:.5em 0;color:inherit">'
        f"{said if caption else ''}<thead>{_row(map(escape, head), 'th')}</thead>"
        f"<tbody>{''.join(_row(each, 'td') for each in rows)}</tbody></table>"
    )


def _row(cells: Iterable[str], kind: str) -> str:
    styled = (
        f'<{kind} style="{_CELL};text-align:{"right" if number else "left"}">{cell}</{kind}>'
        for number, cell in enumerate(cells)
    )
    return f'<tr style="border-bottom:{_LINE};background:none">{"".join(styled)}</tr>'


def bar(share: float, colour: str) -> str:
    """A share from 0 to 1 as a bar with its per cent."""
    return (
        f'<span style="display:inline-block;width:7em;text-align:left">'
        f'<span style="display:inline-block;height:.7em;width:{max(0.0, min(1.0, share)):.1%};'
        f'background:{colour}"></span></span> {escape(percent(share))}'
    )


def percent(share: float) -> str:
    """A probability or share; no rounding claims certainty."""
    return f"{min(share, 0.9999) if share < 1 else share:.2%}"
