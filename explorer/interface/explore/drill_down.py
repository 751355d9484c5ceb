"""More of what is already shown: one channel large, the blocks, one block's sum."""

from collections.abc import Awaitable, Callable
from typing import Any

import numpy as np

from explorer.figures.data_uri import data_uri
from explorer.figures.inspection.block_list import blocks_view
from explorer.figures.inspection.overlay import heat
from explorer.figures.inspection.shown import Shown
from explorer.figures.inspection.stage_strip import crop_picture
from explorer.figures.inspection.stage_strip import sheet as strongest
from explorer.figures.inspection.sum_view import sum_view
from explorer.figures.minus import minus
from explorer.figures.palette import pictured
from explorer.figures.saves import saves
from explorer.inspection.alignment import align
from explorer.interface.explore.figure_table import figure_table
from explorer.interface.explore.gatherer import Gatherer
from explorer.interface.explore.shelf import Shelf
from explorer.interface.explore.shown_program import shown_program
from explorer.interface.few_at_once import FewAtOnce
from explorer.interface.scripts.answering import TEXT, WHOLE, answering
from explorer.interface.words.language import attribute, both

Request = dict[str, Any]
Answer = dict[str, Any]


def questions(
    shelf: Shelf, gatherer: Gatherer
) -> list[Callable[[Request], Answer | Awaitable[Answer]]]:
    """The functions that the page's script may call, each from a request to {"html": ...}.

    What needs another pass of the network is awaited: a few are computed at a time, those of large
    networks one by one, since thirty at once would hold thirty times the memory.

    `python` gives the program of what is shown instead, see `scripting.dialog.written`, and `table`
    the numbers of a figure: {"rows": [...]}.

    Every request names a `key` of the shelf; one that was dropped is answered with a sentence.

    Args:
        shelf: Where answers are kept.
        gatherer: Where inspections are computed, beside which these are.
    """
    fields = {"key": TEXT, "stage": WHOLE, "rank": WHOLE, "channel": WHOLE, "block": TEXT}

    def channel(request: Request) -> Answer:
        return answer(lambda shown: channel_view(shown, request), request)

    def sheet(request: Request) -> Answer:
        return answer(lambda shown: {"html": strongest(shown, place_of(shown, request))}, request)

    def blocks(request: Request) -> Answer:
        return computed(lambda shown: {"html": blocks_view(shown.unrolled(keep=()))}, request)

    def block(request: Request) -> Answer:
        return computed(lambda shown: {"html": block_view(shown, request)}, request)

    def anatomy(request: Request) -> Answer:
        return answer(lambda shown: {"html": shown.anatomy}, request)

    def python(request: Request) -> Answer:
        return answer(lambda shown: dict(shown_program(shown, request)), request)

    def table(request: Request) -> Answer:
        return computed(lambda shown: {"rows": figure_table(shown, request)}, request)

    def computed(view: Callable[[Shown], Answer], request: Request) -> Answer:
        def beside(shown: Shown) -> Answer:
            with gatherer.beside(shown.network):
                return view(shown)

        return answer(beside, request)

    def answer(view: Callable[[Shown], Answer], request: Request) -> Answer:
        shown = shelf.get(request.get("key"))
        if shown is None:
            return {"html": f'<p class="warning">{both("gone")}</p>'}
        return view(shown)

    few = FewAtOnce()
    at_once = [answering(**fields)(each) for each in (channel, sheet, anatomy, python)]
    in_turn = [few.asked(answering(**fields)(each)) for each in (blocks, block, table)]
    return [*at_once, *in_turn]


def saved() -> str:
    """What is opened can be saved, with all that lies beside it."""
    return f'<span class="save opened" {attribute("title", "save_title")}>{saves()}</span>'


def place_of(shown: Shown, request: Request) -> int:
    """The stage that is asked about, 0 for stage 1."""
    return min(max(int(request.get("stage", 0)), 0), len(shown.inspection.stages) - 1)


def channel_view(shown: Shown, request: Request) -> Answer:
    """One channel over the photograph, with its raw range, weight and rank.

    Args:
        shown: The answer that it belongs to.
        request: `stage` (0 is stage 1) and either `rank` (0 is the strongest) or `channel`.
    """
    stages = shown.inspection.stages
    place = place_of(shown, request)
    stage = stages[place]
    count = len(stage.features)
    order = stage.strongest
    if request.get("channel") is not None:
        number = min(max(int(request["channel"]), 0), count - 1)
        rank = int(np.flatnonzero(order == number)[0])
    else:
        rank = min(max(int(request.get("rank", 0)), 0), count - 1)
        number = int(order[rank])
    values = stage.features[number]
    size = shown.inspection.input.shape[-1]
    over = heat(align(np.maximum(values, 0), stage.stride, size))
    picture = crop_picture(shown.inspection)
    low, high = float(values.min()), float(values.max())
    facts = both(
        "channel_facts",
        low=minus(f"{low:.4g}"),
        high=minus(f"{high:.4g}"),
        mean=minus(f"{float(values.mean()):.4g}"),
        weight=minus(f"{float(stage.weights[number]):+.4g}"),
        strength=minus(f"{float(stage.strength[number]):+.4g}"),
        rank=rank + 1,
        count=count,
    )
    html = (
        f"<h4>{both('channel_title', stage=place + 1, channel=number)}</h4>"
        f'<div class="pair"><div class="layers"><img src="{picture}" alt="">'
        f'<img class="heat" src="{data_uri(over)}" alt=""></div>'
        f'<img class="raw" src="{data_uri(pictured(values))}" alt=""></div>'
        f'<p class="facts">{facts}</p><p class="hint">{both("channel_keys")} '
        f'<label>{both("channel_number")} <input type="number" min="0" max="{count - 1}" '
        f'value="{number}" class="channel-number"></label> {saved()}</p>'
    )
    return {"html": html, "stage": place, "rank": rank, "channel": number, "count": count}


def block_view(shown: Shown, request: Request) -> str:
    """One channel of one block: shortcut + F(x) = sum, then what is passed on, on one scale.

    Args:
        shown: The answer that it belongs to.
        request: `block`, a name of `blocks_view`, and `channel`, by default the liveliest.
    """
    from explorer.inspection.blocks.branches import branches

    name = str(request.get("block"))
    found = [
        block
        for block in branches(shown.network, shown.photograph, keep=(name,))
        if block.name == name
    ]
    if not found:
        return f'<p class="warning">{both("no_block", name=name)}</p>'
    return sum_view(found[0], request.get("channel"), beside=saved())
