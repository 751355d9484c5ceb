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
    # Not as a product of matrices: the threads of NumPy's BLAS would spin into the next forward.
    return _painted(_painted(cam, stride, size).T, stride, size).T


def _painted(cam: FloatArray, stride: int, size: int) -> FloatArray:
    """(size, w) of (h, w) cells: each pixel linear between the two cells that it lies between."""
    place = np.minimum(np.arange(size) / stride, len(cam) - 1)  # (size,) in cells
    before = place.astype(np.intp)
    after = np.minimum(before + 1, len(cam) - 1)
    share = (place - before).astype(cam.dtype)[:, None]  # of the cell after
    painted: FloatArray = cam[before] * (1 - share) + cam[after] * share
    return painted
