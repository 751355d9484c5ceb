"""How an image's values, 0 to 1, are scaled before a network sees them: (value - mean) / std."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.sentences.sentence import refusal


@dataclass(frozen=True)
class InputScaling:
    """Mean and standard deviation of each channel, for values from 0 to 1."""

    mean: tuple[float, ...]
    std: tuple[float, ...]


IMAGENET = InputScaling((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
CIFAR = InputScaling((0.4914, 0.4822, 0.4465), (0.2470, 0.2435, 0.2616))
NONE = InputScaling((0.0, 0.0, 0.0), (1.0, 1.0, 1.0))
NAMED = {"imagenet": IMAGENET, "cifar": CIFAR, "none": NONE}


def picture(values: NDArray[np.floating[Any]], scaling: InputScaling) -> NDArray[np.uint8]:
    """The picture that scaled values are of: (3, H, W) scaled to (H, W, 3) uint8 RGB."""
    mean, std = (
        np.asarray(each, np.float64)[:, None, None] for each in (scaling.mean, scaling.std)
    )
    levels = np.rint((values * std + mean) * 255).clip(0, 255).astype(np.uint8)
    return np.ascontiguousarray(levels.transpose(1, 2, 0))


def parse_scaling(text: str) -> InputScaling:
    """The scaling that a person wrote down, for three channels.

    Args:
        text: `imagenet`, `cifar`, `none`, or MEAN/STD with one number for all channels or three
            with commas: `0.5/0.25`, `0.5,0.5,0.5/0.2,0.2,0.2`.

    Raises:
        ValueError: The text is none of these, or a standard deviation is not above 0.
    """
    key = text.strip().lower()
    if key in NAMED:
        return NAMED[key]
    mean, slash, std = key.partition("/")
    try:
        scaling = InputScaling(_three(mean), _three(std))
    except ValueError:
        slash = ""
    if not slash:
        raise refusal(
            "input scaling must be imagenet, cifar, none or MEAN/STD such as "
            "0.5/0.25 or 0.5,0.5,0.5/0.2,0.2,0.2, got {value!r}: write one of these",
            value=text,
        )
    if min(scaling.std) <= 0:
        raise refusal(
            "the standard deviations of an input scaling must be above 0, got "
            "{value!r}: give larger ones after the slash",
            value=text,
        )
    return scaling


def scaling_text(scaling: InputScaling) -> str:
    """The scaling as text that `parse_scaling` reads back exactly."""
    for name, named in NAMED.items():
        if scaling == named:
            return name
    mean, std = (",".join(map(repr, numbers)) for numbers in (scaling.mean, scaling.std))
    return f"{mean}/{std}"


def _three(text: str) -> tuple[float, ...]:
    numbers = tuple(float(number) for number in text.split(","))
    if len(numbers) == 1:
        numbers *= 3
    if len(numbers) != 3 or not all(map(math.isfinite, numbers)):
        raise ValueError(text)
    return numbers
