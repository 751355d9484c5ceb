"""Handwritten digits that come with scikit-learn: training data without a download.

Source: Alpaydin and Kaynak, Optical Recognition of Handwritten Digits, 1998 (UCI): 1,797 images.
"""

import numpy as np
from numpy.typing import NDArray

from explorer.datasets.labelled import Dataset, LabelledImages, held_out
from explorer.sentences.sentence import refusal

CLASS_NAMES = tuple("0123456789")


def digits(size: int = 16) -> Dataset:
    """The 1,797 digits, a fifth of every class held out for the test, always the same ones.

    Args:
        size: Side in pixels: the 8 x 8 originals are enlarged to it, linear between pixel centres.

    Returns:
        Grey images of (size, size), classes `0` to `9`, not to be mirrored.

    Raises:
        ValueError: The size is not from 8 to 64.
    """
    if not 8 <= size <= 64:
        raise refusal(
            "the digits' size must be from 8 to 64 pixels, got {size}: choose 8 or 16", size=size
        )
    from sklearn.datasets import load_digits  # slow to import, and needed by few

    loaded = load_digits()
    labels: NDArray[np.int64] = loaded.target.astype(np.int64)
    enlarged = _enlarge(loaded.images / 16.0, size)  # the originals are 0 to 16
    images = np.rint(enlarged * 255).astype(np.uint8)[..., None]  # (1797, size, size, 1)
    test = held_out(labels, CLASS_NAMES)
    return Dataset(
        name="digits",
        train=LabelledImages(images[~test], labels[~test]),
        test=LabelledImages(images[test], labels[test]),
        class_names=CLASS_NAMES,
        mirrored=False,
        note=(
            f"scikit-learn's 8 x 8 digits, enlarged to {size} x {size}; a fifth of every class, "
            "chosen by a fixed seed, is held out."
        ),
    )


def _enlarge(images: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    """(N, 8, 8) to (N, size, size); pixel centres map to pixel centres, edges are repeated."""
    side = images.shape[1]
    position = np.clip((np.arange(size) + 0.5) * side / size - 0.5, 0, side - 1)
    below = np.minimum(position.astype(int), side - 2)
    matrix = np.zeros((size, side))
    matrix[np.arange(size), below] = 1 - (position - below)
    matrix[np.arange(size), below + 1] = position - below
    enlarged: NDArray[np.float64] = matrix @ images @ matrix.T
    return enlarged
