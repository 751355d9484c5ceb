"""A map laid over the picture that the network saw."""

from typing import Any, Final

import numpy as np
from PIL import Image

from explorer.figures.palette import palette

Array = np.ndarray[Any, Any]

OPACITY: Final = 0.7  # of the heat's colour where the map is largest, as the page begins
# by level, steep at first: half the map's maximum is already 84 % opaque
_RISE: Final = bytes(round(255 * (1 - (1 - level / 255) ** 2.6)) for level in range(256))


def heat(values: Array) -> Image.Image:
    """A non-negative map as a picture to lay over another, see-through where it is 0.

    Colour and opacity both grow with the value, so that a place without evidence shows the
    photograph unchanged. The largest value is the palette's top; an all-zero map is invisible.

    Args:
        values: (H, W), not negative, aligned with the picture.

    Returns:
        A palette picture (mode "P", with transparency), W x H.

    Raises:
        ValueError: A value is negative or not finite.
    """
    lowest = float(values.min(initial=0.0))
    if not np.isfinite(values).all() or lowest < 0:
        raise ValueError(f"a heat map must be finite and not negative, its minimum is {lowest:.3g}")
    largest = float(values.max(initial=0.0))
    unit = values / largest if largest > 0 else np.zeros_like(values)
    picture = Image.fromarray((unit * 255).round().astype(np.uint8))
    picture.putpalette(palette("Inferno").tobytes())
    picture.info["transparency"] = _RISE
    return picture


def overlay(picture: Array, values: Array, opacity: float = OPACITY) -> Image.Image:
    """The photograph with a map over it.

    Args:
        picture: (H, W, 3) uint8, what the network saw.
        values: (H, W) not negative, aligned with the picture.
        opacity: From 0 (the photograph alone) to 1.

    Returns:
        An RGB picture, W x H.

    Raises:
        ValueError: A value is negative or not finite.
    """
    colours = np.asarray(heat(values).convert("RGBA"), dtype=np.float64)
    alpha = colours[..., 3:] / 255 * opacity
    blended = picture * (1 - alpha) + colours[..., :3] * alpha
    return Image.fromarray(blended.round().astype(np.uint8))
