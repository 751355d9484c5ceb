"""Where a stage's cells lie in the picture: the stated convention, and painting by it.

Cell j is centred on input pixel j x stride, the centre of its receptive field, because every
strided layer of a ResNet (7x7 with padding 3, 3x3 with padding 1, 1x1) is centred on the pixel that
it steps to. Ordinary upsampling takes cells for tiles, and so puts cell j on pixel
(j + 0.5) x stride - 0.5: up to half a cell, 15.5 pixels at stage 4, too far right and down.

This is the architecture's geometry. Trained filters may lean, as zero padding meets strided layers
on one side only (Alsallakh et al. 2021, Mind the Pad). Over twelve photographs, the centre of mass
of what a stage-4 unit reacts to lay 3 to 7 pixels right and down of j x stride in one ResNet-50,
and 10 to 11 in one ResNet-18, whose maps so come out about a third of a cell up and left.
"""

import numpy as np
import numpy.typing as npt

from explorer.inspection.result import FloatArray


def align(cam: FloatArray, stride: int, size: int) -> FloatArray:
    """A map painted at the input's resolution, each cell where its receptive field is centred.

    Args:
        cam: (h, w) values of the cells.
        stride: Input pixels from one cell to the next.
        size: Side of the network's square input, in pixels.

    Returns:
        (size, size) in the map's precision: linear between the cells' centres; beyond the last
        centre its value goes on to the border. Equals the map itself at stride 1.
    """
    rows = _positions(cam.shape[0], stride, size, cam.dtype)
    columns = _positions(cam.shape[1], stride, size, cam.dtype)
    painted: FloatArray = rows @ cam @ columns.T
    return painted


def _positions(cells: int, stride: int, size: int, dtype: npt.DTypeLike) -> FloatArray:
    """(size, cells) share of each cell in each pixel; every row sums to 1."""
    place = np.minimum(np.arange(size) / stride, cells - 1)  # (size,) in cells
    shares = 1 - np.abs(place[:, None] - np.arange(cells)[None, :])
    positive: FloatArray = np.maximum(shares, 0).astype(dtype)
    return positive
