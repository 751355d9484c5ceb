"""What one network made of one photograph, as HTML: the network with its maps, what it says."""

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Final

import numpy as np

from explorer.figures.inspection.block_list import blocks_view
from explorer.figures.inspection.drawn import Drawable
from explorer.figures.inspection.prediction_list import said
from explorer.figures.inspection.stage_strip import SMALL, sheets, strip, warned
from explorer.figures.inspection.sum_view import sum_view
from explorer.figures.minus import minus
from explorer.figures.network_view import legend
from explorer.figures.saves import saves
from explorer.inspection.result import BlockBranches, Inspection
from explorer.words.sentences import both_languages
from explorer.words.texts import attribute, both

if TYPE_CHECKING:
    from explorer.inspection.blocks.sums import Unrolled

LIGHT_TOLERANCE: Final = 1e-4  # relative; float32 leaves about 1e-6


def view(
    shown: Drawable,
    key: str = "",
    download: str = "",
    slim: bool = False,
    asks: bool = True,
    link: str = "",
) -> str:
    """Everything of one answer that is seen at once.

    Args:
        shown: The answer.
        key: Under which the page's script asks for more of it; a file has none, and holds all.
        download: A link to its numbers and pictures, as HTML.
        slim: Whether another network's answer stands on the same screen.
        asks: Whether a click on a prediction explains that class.
        link: For the page's address, where it is shown on a page.
    """
    inspection = shown.inspection
    small = " pixels" if inspection.input.shape[-1] < SMALL else ""
    parts = [
        heading(shown, download),
        f'<div class="stage-row" style="--stages:{len(inspection.stages)}">{strip(shown)}'
        f"{said(shown, asks)}</div>",
        picked(shown, None if key else shown.unrolled()),
        rules(shown, whole=not key),
    ]
    return (
        f'<section class="view{small}{" slim" if slim else ""}" data-key="{escape(key)}" '
        f'data-link="{escape(link)}">'
        f"{''.join(parts)}</section>"
    )


def picked(shown: Drawable, unrolled: "Unrolled | None") -> str:
    """Where what is picked in the network is opened: a stage's channels, or a block's sum.

    Args:
        shown: The answer.
        unrolled: All blocks where all that can be opened is there, and nothing is asked for.
    """
    listed = _coming() if unrolled is None else blocks_view(unrolled)
    sums = "" if unrolled is None else every_sum(unrolled.blocks)
    whole = unrolled is not None
    return (
        f'<div class="picked"><div class="of-stage">{sheets(shown, whole)}'
        '<div class="channel" role="region" aria-live="polite" '
        f"{attribute('aria-label', 'channel_region')}></div></div>"
        '<div class="of-block" hidden><div class="blocks" data-question="blocks">'
        f'<h4>{both("blocks_title")}</h4><div class="body">{listed}'
        f'</div></div><div class="block-sum" aria-live="polite"></div>{sums}</div></div>'
    )


def _coming() -> str:
    """What stands where an answer of the program will be."""
    return f'<p class="hint">{both("working")}</p>'


def every_sum(blocks: Sequence[BlockBranches]) -> str:
    """The sums of all blocks, each aside until its block is picked."""
    return "".join(
        f'<template data-sum="{escape(block.name)}">{sum_view(block, asks=False)}</template>'
        for block in blocks
    )


def rules(shown: Drawable, whole: bool) -> str:
    """The self-check, what the pictures mean, and the anatomy: one click away.

    Args:
        shown: The answer.
        whole: Whether the anatomy is there, and not asked for.
    """
    anatomy = shown.anatomy if whole else _coming()
    inspection = shown.inspection
    size = inspection.input.shape[-1]
    attribution = shown.attribution
    note = (
        ""
        if attribution is None
        else (
            f'<p class="hint">{both("evidence_drawn")}</p>'
            f'<p class="hint">{both_languages(attribution.note)}</p>'
        )
    )
    kinds = (
        both("scale"), both("alignment"), both("crop_hint", size=size), both("network_hint"),
        both("channel_hint"),
    )  # fmt: skip
    hints = "".join(f'<p class="hint">{hint}</p>' for hint in kinds)
    return (
        '<section class="rules" hidden>'
        f'<p class="facts">{escape(inspection.image)} · {escape(inspection.device)} · '
        f"{both('seconds', seconds=f'{inspection.seconds:.2f}')}</p>{light(inspection)}{note}"
        f"{hints}"
        f"{legend(shown.architecture)}"
        f"{'' if whole else _saved()}"
        f'<details class="anatomy" data-question="anatomy"><summary>{both("anatomy_title")}'
        f'</summary><div class="body">{anatomy}</div></details>'
        "</section>"
    )


def heading(shown: Drawable, download: str) -> str:
    """Which network, on what, whose weights, and the download."""
    inspection = shown.inspection
    notes = "".join(f'<p class="note">{both_languages(note)}</p>' for note in shown.notes)
    warning = "" if shown.trained else f'<p class="warning">{both("random_weights")}</p>'
    if shown.doubt:
        warning += f'<p class="warning" role="status">{both_languages(shown.doubt)}</p>'
    warning += warned(shown.attribution.warning) if shown.attribution else ""
    return (
        f"<header><h3>{escape(inspection.network)}</h3>"
        f'<span class="source">{both_languages(inspection.source)}</span>'
        '<button type="button" class="to-rules" aria-expanded="false">'
        f'{both("rules_title")}</button><label class="opacity">{both("opacity")} '
        '<input type="range" min="0" max="100" '
        f'value="70" {attribute("aria-label", "opacity")}></label>'
        f"{download}</header>"
        f"{warning}{notes}"
    )


def light(inspection: Inspection) -> str:
    """The identity of the last stage, computed on this photograph: green only if it holds.

    The difference is measured against the sum of the terms' magnitudes, since a logit near 0 is a
    small difference of large terms and float32 rounds each of them.
    """
    left, right = inspection.evidence, inspection.logit - inspection.bias
    last = inspection.stages[-1]
    cells = last.features.shape[1] * last.features.shape[2]
    terms = float(np.abs(last.strength.astype(np.float64)).sum()) * cells
    error = abs(left - right) / max(terms, abs(right), 1e-12)
    state = "ok" if error <= LIGHT_TOLERANCE else "broken"
    sides = minus(f"{left:+.4g} ≈ {right:+.4g}")
    return (
        f'<p class="light {state}">{both("identity", stages=len(inspection.stages))} '
        f"{sides} {both('identity_error', error=minus(f'{error:.0e}'))}</p>"
    )


def _saved() -> str:
    return (
        f'<div class="save" {attribute("title", "save_title")}>{both("save_maps")} {saves()}</div>'
    )
