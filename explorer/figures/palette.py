"""Numbers become colours: sequential for what cannot be negative, diverging for what can.

The stops are plotly's own (Viridis, Inferno, RdBu), so that pictures and charts share one scale.
"""

from functools import cache
from typing import Any, Final

import numpy as np
import plotly.colors

PLAIN: Final = "#d95f02"  # one colour each through the whole program, apart for colour-blind eyes
RESIDUAL: Final = "#2878b5"

Array = np.ndarray[Any, Any]


@cache
def palette(name: str) -> Array:
    """The 256 colours of a named scale.

    Args:
        name: "Viridis" or "Inferno" (sequential) or "RdBu_r" (diverging, white in the middle).

    Returns:
        (256, 3) uint8, lowest value first. Read-only, since it is shared.
    """
    stops = plotly.colors.get_colorscale(name)
    position = [float(place) for place, _ in stops]
    rgb = np.array([plotly.colors.unlabel_rgb(as_rgb(colour)) for _, colour in stops])
    at = np.linspace(0, 1, 256)
    table = np.stack([np.interp(at, position, rgb[:, band]) for band in range(3)], axis=1)
    colours = table.round().astype(np.uint8)
    colours.flags.writeable = False
    return colours


def as_rgb(colour: str) -> str:
    """A plotly colour ("#440154" or "rgb(68, 1, 84)") as "rgb(...)"."""
    return (
        str(plotly.colors.label_rgb(plotly.colors.hex_to_rgb(colour)))
        if colour[0] == "#"
        else colour
    )


def levels(values: Array) -> tuple[Array, str]:
    """Palette positions of a map, and the palette that suits it.

    A map without negative values runs from 0 (not from its minimum) to its maximum, so that dark
    always means "no response"; a signed one is symmetric about 0. An all-zero map stays at zero.

    Args:
        values: (H, W) raw values.

    Returns:
        (H, W) uint8 palette positions, and the palette's name.
    """
    largest = float(np.abs(values).max(initial=0.0))
    signed = bool((values < 0).any())
    unit = values / largest if largest > 0 else np.zeros_like(values)
    if signed:
        return (unit * 127.5 + 127.5).round().astype(np.uint8), "RdBu_r"
    return (unit * 255).round().astype(np.uint8), "Viridis"


def coloured(values: Array) -> Array:
    """A raw map as colours, (H, W) -> (H, W, 3) uint8; the scale is that of `levels`."""
    position, name = levels(values)
    return palette(name)[position]
