"""Numbers become colours: sequential for what cannot be negative, diverging for what can.

The stops are plotly's own (Viridis, Inferno, RdBu), so that pictures and charts share one scale.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

import numpy as np
import plotly.colors
from PIL import Image

from explorer.training.measuring.words import GradientWord
from explorer.training.race.result import NetworkKind

PLAIN: Final = "#d95f02"  # one colour each through the whole program, apart for colour-blind eyes
RESIDUAL: Final = "#2878b5"
COLOURS: Final[Mapping[NetworkKind, str]] = {"plain": PLAIN, "residual": RESIDUAL}
SYMBOLS: Final[Mapping[NetworkKind, str]] = {"plain": "circle", "residual": "square"}
SIGNS: Final[Mapping[GradientWord, str]] = {  # of a word, whatever the network: as on the page
    "healthy": "●",
    "vanishing": "▽",
    "exploding": "▲",
    "starving": "◔",
}
SMALLEST_NORMAL: Final = 1.1754944e-38  # below it float32 loses digits, below 1e-45 everything
MARGIN: Final = {"l": 70, "r": 20, "t": 40, "b": 50}

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
    rgb = np.array([_channels(colour) for _, colour in stops])
    at = np.linspace(0, 1, 256)
    table = np.stack([np.interp(at, position, rgb[:, band]) for band in range(3)], axis=1)
    colours = table.round().astype(np.uint8)
    colours.flags.writeable = False
    return colours


def _channels(colour: str) -> tuple[float, ...]:
    """Red, green and blue of a plotly colour, "#440154" or "rgb(68, 1, 84)"."""
    if colour.startswith("#"):
        return tuple(plotly.colors.hex_to_rgb(colour))
    return tuple(plotly.colors.unlabel_rgb(colour))


def levels(values: Array, limit: float | None = None, signed: bool | None = None) -> Array:
    """Palette positions of a map.

    A map without negative values runs from 0 (not from its minimum) to its limit, so that dark
    always means "no response"; a signed one is symmetric about 0. An all-zero map stays at zero.

    Args:
        values: (H, W) raw values.
        limit: The value at the end of the scale; the map's own largest magnitude unless given.
        signed: Whether the scale has a negative half; by the map's own signs unless given.

    Returns:
        (H, W) uint8 palette positions.
    """
    limit = float(np.abs(values).max(initial=0.0)) if limit is None else limit
    signed = bool((values < 0).any()) if signed is None else signed
    unit = np.clip(values / limit, -1, 1) if limit > 0 else np.zeros_like(values)
    position = unit * 127.5 + 127.5 if signed else unit * 255
    return position.round().clip(0, 255).astype(np.uint8)


def coloured(values: Array, limit: float | None = None, signed: bool | None = None) -> Array:
    """A raw map as colours, (H, W) -> (H, W, 3) uint8, on the scale of `levels`."""
    signed = bool((values < 0).any()) if signed is None else signed
    return palette(_scale(signed))[levels(values, limit, signed)]


def pictured(values: Array, limit: float | None = None, signed: bool | None = None) -> Image.Image:
    """The picture of `coloured`, as one with a palette, which is the sooner packed."""
    signed = bool((values < 0).any()) if signed is None else signed
    return indexed(levels(values, limit, signed), signed)


def indexed(positions: Array, signed: bool) -> Image.Image:
    """Positions of `levels` as a palette picture (mode "P"), W x H.

    Args:
        positions: (H, W) uint8.
        signed: Whether they are those of signed maps.
    """
    picture = Image.fromarray(positions)
    picture.putpalette(_bytes(_scale(signed)))
    return picture


def _scale(signed: bool) -> str:
    return "RdBu_r" if signed else "Viridis"


@cache
def _bytes(name: str) -> bytes:
    return palette(name).tobytes()
