"""Class activation maps: four ways to weigh a stage's features with a logit's gradient.

All come from the same two arrays, so choosing another needs no further pass. Each is kept raw, at
the stage's own resolution; scaling for display is left to the figures.
"""

from collections.abc import Callable
from typing import cast

import numpy as np

from explorer.inspection.result import FloatArray, Stage
from explorer.sentences.sentence import Sentence, refusal


def grad_cam(features: FloatArray, gradients: FloatArray) -> FloatArray:
    """ReLU of the features weighed by each channel's mean gradient.

    At early stages the mean hides where in the picture a channel matters, and can mislead;
    `layer_cam` does not take it.

    Source: Selvaraju et al. 2017, equations 1 and 2.
    """
    weights = gradients.mean(axis=(1, 2))  # (C,)
    return _relu(np.tensordot(weights, features, axes=1))


def hires_cam(features: FloatArray, gradients: FloatArray) -> FloatArray:
    """ReLU of features x gradient, cell by cell, summed over the channels.

    Source: Draelos and Carin 2020; equal to Grad-CAM at the last stage of a network with pooling.
    """
    return _relu((features * gradients).sum(axis=0))


def grad_cam_plus_plus(features: FloatArray, gradients: FloatArray) -> FloatArray:
    """ReLU of the features weighed by their positive gradients, more where these are few.

    With the score exp(logit) of the paper, a cell's weight is G^2 / (2 G^2 + sum(A) G^3), taken of
    positive gradients G only; there it equals 1 / (2 + sum(A) G). The positive factor exp(logit),
    the same in every cell, is left out. Cells where the denominator is not positive (features of
    a pre-activation network may be negative, for which the paper has no answer) count nothing.

    Source: Chattopadhay et al. 2018, equations 10 and 19.
    """
    positive = _relu(gradients)
    denominators = 2 + features.sum(axis=(1, 2), keepdims=True) * positive
    shares = np.divide(
        positive, denominators, out=np.zeros_like(positive), where=denominators > 0
    )  # (C, H, W): alpha x ReLU(G)
    return _relu(np.tensordot(shares.sum(axis=(1, 2)), features, axes=1))


def layer_cam(features: FloatArray, gradients: FloatArray) -> FloatArray:
    """ReLU of features x positive gradient, cell by cell, summed over the channels.

    Source: Jiang et al. 2021, equations 5 to 7: meant for early stages too.
    """
    return _relu((features * _relu(gradients)).sum(axis=0))


_MAPS: dict[str, Callable[[FloatArray, FloatArray], FloatArray]] = {
    "grad-cam": grad_cam,
    "hires-cam": hires_cam,
    "grad-cam++": grad_cam_plus_plus,
    "layer-cam": layer_cam,
}
METHODS = tuple(_MAPS)


def cam(stage: Stage, method: str = "grad-cam") -> FloatArray:
    """The class activation map of one stage.

    Args:
        stage: Features and gradients of an inspection.
        method: One of `METHODS`.

    Returns:
        (H, W), at least 0, not scaled, in the stage's precision. All zeros where the weighted sum
        is nowhere positive.

    Raises:
        ValueError: There is no such method.
    """
    if method not in _MAPS:
        raise refusal(
            "{setting} must be one of {allowed}, got {value!r}: choose one.",
            setting=Sentence("method"),
            allowed=", ".join(METHODS),
            value=method,
        )
    return _MAPS[method](stage.features, stage.gradients)


def _relu(values: FloatArray) -> FloatArray:
    return cast(FloatArray, np.maximum(values, values.dtype.type(0)))
