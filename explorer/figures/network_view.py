"""A place on the page for a drawn network, with what `assets/page/network` draws it from."""

import json
from dataclasses import asdict
from html import escape
from typing import TYPE_CHECKING, Any, Final

from explorer.words.texts import both, pair

if TYPE_CHECKING:
    from explorer.networks.architecture import Architecture

TEXTS: Final = (
    "network_alt", "network_alt_identity", "network_alt_padding", "network_alt_projection",
    "network_alt_plain", "network_alt_pre_activation", "network_stage", "network_block",
    "network_layer", "network_head", "network_shortcut_identity", "network_shortcut_padding",
    "network_shortcut_projection", "network_shortcut_plain",
)  # fmt: skip
# A shortcut's sign in the legend: an arc as in the drawing.
ARC: Final = "M2 15V12A12 10 0 0 1 26 12V15"


def anatomy_object(architecture: "Architecture", name: str) -> dict[str, Any]:
    """What the page's script calls an anatomy, ready for JSON.

    Args:
        architecture: Of the network.
        name: That the drawing is called by.
    """
    return {"name": name, **asdict(architecture)}


def drawing_texts() -> dict[str, dict[str, str]]:
    """What a drawing says: for each key the text by language."""
    return {key: pair(key) for key in TEXTS}


def network_given(architecture: "Architecture", name: str) -> str:
    """What a component's script draws a network from, for an attribute in single quotes.

    Args:
        architecture: Of the network.
        name: That the drawing and its file are called by.
    """
    given = {"anatomy": anatomy_object(architecture, name), "texts": drawing_texts()}
    data = json.dumps(given, ensure_ascii=False, separators=(",", ":"))
    # in single quotes, since each of JSON's many double ones would become six characters
    return escape(data, quote=False).replace("'", "&#x27;")


def legend(architecture: "Architecture") -> str:
    """What the kinds of arcs that a network has mean, and the points where they end."""
    there = {block.shortcut for stage in architecture.stages for block in stage.blocks}
    texts = {
        "identity": "network_legend_identity",
        "padding": "network_legend_padding",
        "projection": "network_legend_projection",
    }
    said = [
        f'<span class="kind"><svg class="drawn" viewBox="0 0 28 16" aria-hidden="true">'
        f'<path class="arc {kind}" d="{ARC}"/>'
        + ('<rect class="square" x="10" y="0" width="8" height="8"/>' * (kind == "projection"))
        + f"</svg>{both(key)}</span>"
        for kind, key in texts.items()
        if kind in there
    ]
    if said:
        kind, key = ("sum", "network_legend_sum")
        if architecture.pre_activation:
            kind, key = ("sum bare", "network_legend_bare")
        said.append(
            '<span class="kind"><svg class="drawn" viewBox="0 0 28 16" aria-hidden="true">'
            f'<circle class="{kind}" cx="14" cy="8" r="4"/></svg>{both(key)}</span>'
        )
    return f'<p class="legend">{"".join(said) or both("network_legend_plain")}</p>'
