"""Feature maps side by side on one sheet."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from PIL import Image

from explorer.figures.palette import coloured

Array = np.ndarray[Any, Any]

STRONGEST: Final = 16  # how many channels a sheet shows unless told


def contact_sheet(features: Array, channels: Sequence[int], columns: int = 4) -> Image.Image:
    """Some channels of a stage as one sheet, each on its own scale from 0 to its maximum.

    Args:
        features: (C, H, W) raw feature maps.
        channels: Which channels, in the order in which they are laid out, row by row.
        columns: How many stand in a row.

    Returns:
        An RGB picture of `columns` x ceil(len(channels) / columns) maps at their own resolution,
        unused places black.
    """
    _, height, width = features.shape
    rows = -(-len(channels) // columns)
    sheet = np.zeros((rows * height, columns * width, 3), np.uint8)
    for place, channel in enumerate(channels):
        row, column = divmod(place, columns)
        sheet[row * height : (row + 1) * height, column * width : (column + 1) * width] = coloured(
            features[channel]
        )
    return Image.fromarray(sheet)
