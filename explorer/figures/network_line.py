"""How the line of a network is drawn: colour by kind, shade and width by depth."""

from math import log
from typing import Final

import plotly.colors

from explorer.training.race.result import NetworkKind

# From the shallowest to the deepest network, around the kind's one colour; all stand out from a
# white and from a dark page.
SHADES: Final = {
    "plain": ("rgb(234, 130, 56)", "rgb(176, 74, 0)"),
    "residual": ("rgb(79, 159, 219)", "rgb(31, 98, 153)"),
}
SHALLOWEST, DEEPEST = 8, 110
THINNEST, THICKEST = 0.8, 6.0  # pixels


def shade(kind: NetworkKind, depth: int) -> str:
    """A kind's colour, the darker the deeper the network."""
    light, dark = SHADES[kind]
    return str(plotly.colors.find_intermediate_color(light, dark, _deep(depth), colortype="rgb"))


def width(depth: int) -> float:
    """In pixels, the thicker the deeper: not every eye, and no grey print, tells shades apart."""
    return THINNEST + (THICKEST - THINNEST) * _deep(depth)


def _deep(depth: int) -> float:
    """From 0 for the shallowest network to 1 for the deepest, in equal steps for equal factors."""
    return min(max(log(depth / SHALLOWEST) / log(DEEPEST / SHALLOWEST), 0.0), 1.0)
