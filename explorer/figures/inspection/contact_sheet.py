"""Feature maps side by side on one sheet."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from PIL import Image

from explorer.figures.palette import coloured, indexed, levels

Array = np.ndarray[Any, Any]

STRONGEST: Final = 16  # how many channels a sheet shows unless told


def contact_sheet(features: Array, channels: Sequence[int], columns: int = 4) -> Image.Image:
    """Some channels of a stage as one sheet, each on its own scale from 0 to its maximum.

    Args:
        features: (C, H, W) raw feature maps.
        channels: Which channels, in the order in which they are laid out, row by row.
        columns: How many stand in a row.

    Returns:
        A picture of `columns` x ceil(len(channels) / columns) maps at their own resolution, unused
        places black: RGB, or with the maps' palette where they fill the sheet and share one.
    """
    _, height, width = features.shape
    rows = -(-len(channels) // columns)
    signs = {bool((features[channel] < 0).any()) for channel in channels}
    one_palette = len(signs) == 1 and len(channels) == rows * columns
    paint, colours = (levels, ()) if one_palette else (coloured, (3,))
    sheet = np.zeros((rows * height, columns * width, *colours), np.uint8)
    for place, channel in enumerate(channels):
        row, column = divmod(place, columns)
        sheet[row * height : (row + 1) * height, column * width : (column + 1) * width] = paint(
            features[channel]
        )
    return indexed(sheet, signs.pop()) if one_palette else Image.fromarray(sheet)
