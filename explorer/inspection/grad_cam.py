"""Class activation maps: ways to weigh a stage's features with a logit's gradient, in one table.

All come from the same two arrays, so choosing another needs no further pass. Each is kept raw, at
the stage's own resolution; scaling for display is left to the figures. What the command line, the
page and the API offer is read from `METHODS` and from installed packages. Reads no tensor library.
"""

import os
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points
from typing import cast

import numpy as np

from explorer.inspection.result import ATTRIBUTIONS, FloatArray, Stage
from explorer.sentences.sentence import Sentence, refusal

GROUP = "resnet_explorer.cam_methods"  # of entry points, in which packages bring their own methods


@dataclass(frozen=True)
class CamMethod:
    """One way to make a class activation map.

    Attributes:
        name: On the command line, in files and in the API, such as "grad-cam": small letters,
            digits, "-", "+", "_" and ".".
        compute: From features and gradients, (C, H, W) each and not to be changed, to the weighted
            sum over the channels, (H, W); the map is its ReLU.
        label: Its name in menus, the same in every language; `name` where it is empty.
        source: Who published it, such as "Selvaraju et al. 2017".
        advice: A clause for the command line's help: what to beware of.
        misleads_early: Whether it averages gradients over space, which hides at early stages where
            a channel matters; the page says so there.
    """

    name: str
    compute: Callable[[FloatArray, FloatArray], FloatArray]
    label: str = ""
    source: str = ""
    advice: str = ""
    misleads_early: bool = False

    def __post_init__(self) -> None:
        """Refuse a name that cannot begin a file's name."""
        if not re.fullmatch(r"[a-z0-9][a-z0-9+._-]*", self.name):
            raise refusal(
                "a CAM method's name is of small letters, digits, '-', '+', '_' and "
                "'.', got {name!r}: give it such a name",
                name=self.name,
            )

    @property
    def title(self) -> str:
        """What menus call it."""
        return self.label or self.name


def grad_cam(features: FloatArray, gradients: FloatArray) -> FloatArray:
    """The features weighed by each channel's mean gradient.

    At early stages the mean hides where in the picture a channel matters, and can mislead;
    `layer_cam` does not take it.

    Source: Selvaraju et al. 2017, equations 1 and 2.
    """
    weights = gradients.mean(axis=(1, 2), dtype=np.float64)  # (C,)
    return _weighed(features, weights)


def hires_cam(features: FloatArray, gradients: FloatArray) -> FloatArray:
    """Features x gradient, cell by cell, summed over the channels.

    Source: Draelos and Carin 2020; equal to Grad-CAM at the last stage of a network with pooling.
    """
    weighed: FloatArray = (features * gradients).sum(axis=0)
    return weighed


def grad_cam_plus_plus(features: FloatArray, gradients: FloatArray) -> FloatArray:
    """The features weighed by their positive gradients, more where these are few.

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
    return _weighed(features, shares.sum(axis=(1, 2)))


def layer_cam(features: FloatArray, gradients: FloatArray) -> FloatArray:
    """Features x positive gradient, cell by cell, summed over the channels.

    Source: Jiang et al. 2021, equations 5 to 7: meant for early stages too.
    """
    weighed: FloatArray = (features * _relu(gradients)).sum(axis=0)
    return weighed


METHODS = (
    CamMethod(
        "grad-cam",
        grad_cam,
        "Grad-CAM",
        "Selvaraju et al. 2017",
        "gradients averaged over space, which can mislead at early stages; look at those with "
        "layer-cam",
        misleads_early=True,
    ),
    CamMethod("hires-cam", hires_cam, "HiResCAM", "Draelos and Carin 2020"),
    CamMethod("grad-cam++", grad_cam_plus_plus, "Grad-CAM++", "Chattopadhay et al. 2018"),
    CamMethod("layer-cam", layer_cam, "LayerCAM", "Jiang et al. 2021"),
)
_OWN = {method.name: method for method in METHODS}


def cam(stage: Stage, method: str | CamMethod = "grad-cam") -> FloatArray:
    """The class activation map of one stage.

    Args:
        stage: Features and gradients of an inspection.
        method: A name of `cam_names`, or a method of one's own.

    Returns:
        (H, W), at least 0, not scaled, in the stage's precision. All zeros where the weighted sum
        is nowhere positive.

    Raises:
        ValueError: There is no such method, or it gives no map.
    """
    chosen = cam_method(method)
    given = (_untouchable(stage.features), _untouchable(stage.gradients))
    weighed = np.asarray(chosen.compute(*given), stage.features.dtype)
    cells = stage.features.shape[1:]
    if weighed.shape != cells or not np.isfinite(weighed).all():
        raise refusal(
            "{method} must give a finite number for each of {stage}'s {cells} "
            "cells, got an array of the shape {shape}: mend the method",
            method=chosen.name,
            stage=stage.name,
            cells=cells,
            shape=weighed.shape,
        )
    return _relu(weighed)


def cam_names() -> tuple[str, ...]:
    """The names of all methods: those of `METHODS`, then those of installed packages."""
    return (*_OWN, *_of_packages())


def is_cam(name: str) -> bool:
    """Whether a method has this name."""
    return name in _OWN or name in _of_packages()


def cam_method(method: str | CamMethod) -> CamMethod:
    """The method of a name; a method of one's own is taken as it is.

    Raises:
        ValueError: There is none of that name, or its package is broken.
    """
    if isinstance(method, CamMethod):
        return method
    if method in _OWN:
        return _OWN[method]
    if not is_cam(method):
        raise unknown_method(method, cam_names())
    try:
        found = _of_packages()[method].load()
    except Exception as problem:
        raise refusal(
            "the CAM method {method} cannot be loaded ({problem}): mend or remove its package",
            method=method,
            problem=problem,
        ) from problem
    if not isinstance(found, CamMethod) or found.name != method:
        raise refusal(
            "the entry point {method} of {group} must name a CamMethod of that "
            "name, got {found!r}: mend or remove its package",
            method=method,
            group=GROUP,
            found=found,
        )
    return found


def unknown_method(method: str, known: Iterable[str]) -> ValueError:
    """The error of a name that no method has."""
    return refusal(
        "{setting} must be one of {allowed}, got {value!r}: choose one.",
        setting=Sentence("method"),
        allowed=", ".join(known),
        value=method,
    )


def shown_cam(method: str | CamMethod) -> CamMethod:
    """What the stages show: the method itself, or Grad-CAM beside an attribution."""
    return cam_method(method if isinstance(method, CamMethod) or is_cam(method) else "grad-cam")


def _of_packages() -> dict[str, EntryPoint]:
    """By name; the program's own methods cannot be replaced.

    Python reads every installed package, 10 ms each time: kept until one of its folders changes.
    """
    return _found_in(tuple((folder, _changed(folder)) for folder in sys.path))


def _changed(folder: str) -> int:
    return os.stat(folder or ".").st_mtime_ns if os.path.exists(folder or ".") else 0


@lru_cache(maxsize=1)
def _found_in(_folders: tuple[tuple[str, int], ...]) -> dict[str, EntryPoint]:
    taken = {*_OWN, *ATTRIBUTIONS}
    return {each.name: each for each in entry_points(group=GROUP) if each.name not in taken}


def _weighed(features: FloatArray, weights: FloatArray) -> FloatArray:
    """The sum over the channels of (C, H, W) features by (C,) weights, added up in float64.

    Without NumPy's BLAS, as in `tensordot`: its threads spin on for a while after each product and
    take the processors from the next forward pass, which then lasts twice as long.
    """
    weighed: FloatArray = np.einsum("c,chw->hw", weights, features, dtype=np.float64)
    return weighed


def _untouchable(values: FloatArray) -> FloatArray:
    """The same numbers; who writes to them gets numpy's ValueError."""
    view = values.view()
    view.flags.writeable = False
    return view


def _relu(values: FloatArray) -> FloatArray:
    return cast(FloatArray, np.maximum(values, values.dtype.type(0)))
