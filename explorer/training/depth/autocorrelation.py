"""How alike vectors along a line are, by their distance. Reads no tensor library.

Source: Balduzzi et al. 2017, The shattered gradients problem, sections 2 and 3. There the gradient
of a network with one input is a row of numbers; with more inputs it is a row of vectors, whose
cosines take the place of the products.
"""

import numpy as np

from explorer.training.measuring.quantities import Values


def autocorrelation(vectors: Values) -> Values:
    """Mean cosine between the vectors of all pairs of points that are so many steps apart.

    Nothing is subtracted first, so that a gradient that is everywhere the same (a linear network's)
    has 1 at every lag.

    Args:
        vectors: (points, values) of evenly spaced points, of any magnitude.

    Returns:
        (points,) from -1 to 1, by lag from 0; nan where a vector is zero or not finite, since that
        has no direction.

    Raises:
        ValueError: There are no points.
    """
    if vectors.ndim != 2 or not vectors.size:
        raise ValueError(
            f"vectors must be a table of points x values, got the shape {vectors.shape}: give one"
        )
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        # By the largest value first: squares of 1e-200 would be 0.
        unit = vectors / np.abs(vectors).max(axis=1, keepdims=True)
        unit /= np.linalg.norm(unit, axis=1, keepdims=True)
        cosines = unit @ unit.T  # (points, points)
    return np.array([np.diagonal(cosines, lag).mean() for lag in range(len(vectors))])


def white_noise(points: int, values: int, seed: int = 0) -> Values:
    """(points, values) independent N(0, 1) numbers: what shatters completely looks like this."""
    return np.random.default_rng(seed).standard_normal((points, values))


def brown_noise(points: int, values: int, seed: int = 0) -> Values:
    """(points, values) of a random walk that begins with its first step: white noise, summed.

    The paper likens the gradient of a network of one layer and one input to it, section 2.
    """
    return np.cumsum(white_noise(points, values, seed), axis=0)
