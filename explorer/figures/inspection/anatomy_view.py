"""What a network is made of: a table of its blocks with what each costs and sees."""

from html import escape
from typing import TYPE_CHECKING

from explorer.words.texts import attribute, both

if TYPE_CHECKING:
    from explorer.networks.catalog.loaded import LoadedNetwork


def anatomy_view(network: "LoadedNetwork") -> str:
    """Every block with its output's shape, parameters, multiply-adds and receptive field."""
    from explorer.networks.anatomy import anatomy, totals
    from explorer.networks.families import published_network
    from explorer.networks.weights.checkpoint import name_of

    rows = anatomy(network.module, network.input_size)
    whole = totals(rows)
    published = published_network(name_of(network.module).text)
    paper = published.paper_multiply_adds if published and published.bottleneck else None
    cells = "".join(
        f'<tr><th scope="row">{escape(row.block)}</th>'
        f"<td>{'×'.join(map(str, row.output_shape))}</td><td>{row.parameters:,}</td>"
        f"<td>{row.multiply_adds:,}</td><td>{row.receptive_field}</td></tr>"
        for row in rows
    )
    note = ""
    if paper is not None:
        said = both(
            "paper_cost",
            here=f"{whole.multiply_adds / 1e9:.2f}e9",
            paper=f"{paper / 1e9:.1f}e9",
            moved=f"{whole.multiply_adds_paper_stride / 1e9:.2f}e9",
        )
        note = f'<p class="note">{said}</p>'
    head = "".join(
        f'<th scope="col">{both(key)}</th>'
        for key in ("block", "output_shape", "parameters", "multiply_adds", "receptive_field")
    )
    named = attribute("aria-label", "anatomy_title")
    return (
        f'{note}<div class="scroll" role="region" tabindex="0" {named}>'
        f'<table class="anatomy"><thead><tr>{head}</tr></thead>'
        f"<tbody>{cells}</tbody><tfoot><tr><th>{both('total')}</th><td></td>"
        f"<td>{whole.parameters:,}</td><td>{whole.multiply_adds:,}</td><td></td></tr></tfoot>"
        "</table></div>"
    )
