"""Where in the upright photograph the square lies that the network saw."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Crop:
    """The part of the upright photograph that the network saw, in that photograph's pixels.

    Fractions are meant: the network's pixels seldom begin where the photograph's do.
    """

    left: float
    top: float
    width: float
    height: float


def seen_crop(width: int, height: int, resize: int, input_size: int) -> Crop:
    """The network's square in the photograph's own pixels.

    torchvision makes the shorter side `resize` long and cuts the middle out. Its roundings are
    followed: the longer side is cut to whole pixels, so that the two scales differ a little, and
    half a pixel at the cut goes to the even side.

    Args:
        width: The upright photograph's, in pixels.
        height: Likewise.
        resize: The shorter side's length after resizing.
        input_size: The square's side after cutting.

    Returns:
        Edges of the square; pixel (x, y) covers x to x + 1. Outside of the photograph where
        `input_size` exceeds `resize`, and padding was shown to the network.

    Source: torchvision.transforms.functional, `resize` and `center_crop`.
    """
    if width <= height:
        resized_width, resized_height = resize, int(resize * height / width)
    else:
        resized_width, resized_height = int(resize * width / height), resize
    left = _cut(resized_width, input_size)
    top = _cut(resized_height, input_size)
    scale_x, scale_y = width / resized_width, height / resized_height
    return Crop(left * scale_x, top * scale_y, input_size * scale_x, input_size * scale_y)


def _cut(length: int, wanted: int) -> int:
    """Where a centred cut begins; negative where torchvision pads."""
    if wanted > length:
        return -((wanted - length) // 2)
    return round((length - wanted) / 2.0)
