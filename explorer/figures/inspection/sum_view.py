"""A block's sum as HTML: shortcut + F(x) = sum, then what is passed on."""

from html import escape
from typing import TYPE_CHECKING

from explorer.figures.data_uri import data_uri
from explorer.figures.inspection.block_sum import largest, liveliest, terms
from explorer.figures.minus import minus
from explorer.figures.palette import pictured
from explorer.words.texts import both

if TYPE_CHECKING:
    from explorer.inspection.result import BlockBranches


def sum_view(
    block: "BlockBranches",
    channel: int | str | None = None,
    asks: bool = True,
    beside: str = "",
) -> str:
    """One channel of one block: shortcut + F(x) = sum, then what is passed on, on one scale.

    Args:
        block: With its arrays.
        channel: By default the liveliest; the nearest that there is.
        asks: Whether another channel can be asked for.
        beside: What else can be done with it, as HTML.
    """
    count = len(block.output)
    number = liveliest(block) if channel is None else min(max(int(channel), 0), count - 1)
    present = terms(block, number)
    limit = largest(present)
    signs = {"shortcut": "", "residual_branch": "+", "sum": "=", "block_output": "→"}
    cells = []
    for place, (key, values) in enumerate(present.items()):
        sign = signs[key] if place else ""
        picture = data_uri(pictured(values, limit, signed=True))
        bounds = minus(f"{float(values.min()):.3g} … {float(values.max()):.3g}")
        cells.append(
            f'<span class="sign">{sign}</span><figure><img class="raw" src="{picture}" alt="">'
            f"<figcaption>{_said(key, block)}<br>"
            f"{bounds}</figcaption></figure>"
        )
    name = escape(block.name)
    other = (
        f' <label>{both("channel_number")} <input type="number" min="0" max="{count - 1}" '
        f'value="{number}" class="block-channel" data-block="{name}"></label>'
    )
    return (
        f"<h4>{both('block_title', name=block.name, channel=number)}</h4>"
        f'<div class="sum">{"".join(cells)}</div>'
        f'<p class="hint">{both("block_scale", limit=f"{limit:.3g}")}{other if asks else ""} '
        f"{beside}</p>"
    )


def _said(term: str, block: "BlockBranches") -> str:
    """What a term is called; of what is passed on, what has become of the sum."""
    if term != "block_output" or block.activation == "ReLU":
        return both(term)
    if not block.activation:
        return both("block_output_as_it_is")
    return both("block_output_otherwise", activation=block.activation)
