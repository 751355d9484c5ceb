"""Every block of a network in numbers: how much F(x) adds, which way, and its share of the stage.

The shares are those of the stage's unrolled sum, x_L = x_0 + the sum of all F.
"""

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from explorer.figures.minus import minus
from explorer.words.formula import formula
from explorer.words.sentences import both_languages
from explorer.words.texts import attribute, both

if TYPE_CHECKING:
    from explorer.inspection.blocks.sums import Unrolled, UnrolledSum
    from explorer.inspection.result import BlockBranches


def blocks_view(unrolled: "Unrolled") -> str:
    """Every block with |F(x)| / |shortcut| as a bar, the cosine, its share; a button each.

    Args:
        unrolled: An answer's; no map of a block is drawn.
    """
    every, sums = unrolled
    ratios = [block.ratio for block in every if block.ratio is not None]
    if not ratios:
        return f'<p class="note">{both("plain_blocks")}</p>{_buttons(every, 0.0, {})}'
    shares = {term.block: term.share for found in sums for term in found.terms}
    rows = []
    for found in sums:
        of_stage = tuple(each for each in every if each.name.startswith(f"{found.stage}."))
        rows.append(_before(found) + _buttons(of_stage, max(ratios), shares) + _after(found))
    return (
        f'<p class="hint">{both("ratio_hint")}</p><p class="block-head" aria-hidden="true">'
        f"<span></span><span>{formula('|F(x)| / |x|')}</span>"
        f"<span {attribute('title', 'cosine_title')}>cos</span>"
        f"<span {attribute('title', 'share_title')}>{both('share_head')}</span></p>"
        f'<div class="block-list">{"".join(rows)}</div>'
    )


def _buttons(
    every: "Sequence[BlockBranches]", largest: float, shares: dict[str, float | None]
) -> str:
    rows = []
    for block in every:
        numbers = ""
        if block.ratio is not None:
            width = 100 * block.ratio / largest if largest > 0 else 0.0
            numbers = (
                f'<i style="--long:{width:.1f}%"></i><b>{block.ratio:.3f}</b>'
                f"<b>{signed(block.cosine)}</b><b>{percent(shares.get(block.name))}</b>"
            )
        cosine = "" if block.cosine is None else f' data-cosine="{block.cosine:.4f}"'
        rows.append(
            f'<button type="button" class="block" data-block="{escape(block.name)}"{cosine}>'
            f"<span>{escape(block.name)}</span>{numbers}</button>"
        )
    return "".join(rows)


def _before(found: "UnrolledSum") -> str:
    """What a stage's blocks add to."""
    return (
        f'<p class="block-part"><span>{escape(found.stage)}: {formula("x_0")}</span>'
        f"<b>{percent(found.start_share)}</b></p>"
    )


def _after(found: "UnrolledSum") -> str:
    """What is in none of them, and why."""
    measured = both(
        "unrolled_measured",
        difference=minus(f"{found.difference:.2g}"),
        tolerance=minus(f"{found.tolerance:.1g}"),
    )
    return (
        f'<p class="block-part"><span>{both("unrolled_rest")}</span>'
        f'<b>{percent(found.rest_share)}</b></p><p class="hint">'
        f"{both('unrolled_holds' if found.holds else 'unrolled_differs')} {measured} "
        f"{both_languages(found.note)} {both_languages(found.start_note)}</p>"
    )


def signed(cosine: float | None) -> str:
    """A cosine with its sign; a dash where it has no meaning."""
    if cosine is None:
        return "–"
    said = minus(f"{cosine:+.2f}")
    return "0" if float(f"{cosine:.2f}") == 0 else said


def percent(share: float | None) -> str:
    """A share of the stage's output, which may be negative."""
    return "–" if share is None else minus(f"{100 * share:.1f} %")
