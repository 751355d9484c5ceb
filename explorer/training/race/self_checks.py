"""Identities that measured gradients must satisfy exactly: lights on the screen with their numbers.

Both follow from Euler's theorem on homogeneous functions. Multiplying one convolution's weight by a
positive number multiplies a plain ReLU network's features by it, so <W, dL/dW> is the same
for every convolution; and changes nothing where batch normalisation follows, so it is 0 there.
float32 and batch normalisation's epsilon leave a little, which the tolerances allow for.
"""

import numpy as np

from explorer.sentences.sentence import Sentence
from explorer.training.measuring.quantities import Values
from explorer.training.race.result import SelfCheck
from explorer.training.race.settings import RaceSettings

EQUAL, ZERO = "equal-inner-products", "zero-inner-product"
EQUAL_TOLERANCE = 1e-3  # spread over the convolutions, relative to the largest or to LEAST
ZERO_TOLERANCE = 1e-4  # cosine of the angle between a weight and its gradient
LEAST = 1e-3  # of |W| |dL/dW|: the inner products' float32 rounding is up to 2e-7 of that (seen)
SMALLEST = 1e-35  # inner products below this have lost digits to float32's subnormal numbers


def self_checks(
    settings: RaceSettings,
    shortcuts: bool,
    names: tuple[str, ...],
    inner_product: Values,
    weight: Values,
    weight_gradient: Values,
) -> tuple[SelfCheck, SelfCheck]:
    """Both identities on one step's numbers.

    Args:
        settings: Decide which identity applies.
        shortcuts: Whether the network had any at this step; projections that are cut do not count.
        names: Of the convolutions.
        inner_product: (layers,) of each weight and its gradient.
        weight: (layers,) norms.
        weight_gradient: (layers,) norms.
    """
    if not shortcuts:
        there = np.array([not name.endswith(".shortcut") for name in names])
        names = tuple(name for name, is_there in zip(names, there, strict=True) if is_there)
        inner_product, weight = inner_product[there], weight[there]
        weight_gradient = weight_gradient[there]
    return (
        _equal(settings, shortcuts, inner_product, weight * weight_gradient),
        _zero(settings, shortcuts, names, inner_product, weight, weight_gradient),
    )


def _equal(
    settings: RaceSettings, shortcuts: bool, inner_product: Values, norms: Values
) -> SelfCheck:
    reason = ""
    if settings.activation != "relu":
        reason = Sentence(
            "it needs ReLU, and this network has {activation}", activation=settings.activation
        )
    elif shortcuts:
        reason = Sentence(
            "it holds without shortcuts: these carry what a convolution did not multiply"
        )
    elif settings.normalization == "batch":
        reason = Sentence("it needs a network without normalisation")
    else:
        largest = float(np.abs(inner_product).max())
        if not np.isfinite(inner_product).all():
            reason = Sentence("a number is no longer finite")
        elif largest < SMALLEST:
            reason = Sentence("the numbers are below what float32 holds with all its digits")
    if reason:
        return _not_applicable(EQUAL, EQUAL_TOLERANCE, reason)
    # Where the inner products cancel to nearly nothing, the gradients' own rounding, which no wider
    # sum takes back, is large beside what is left, but not beside |W| |dL/dW|.
    least = LEAST * float(norms.max())
    value = float(np.ptp(inner_product)) / max(largest, least)
    count, limit = len(inner_product), f"{EQUAL_TOLERANCE:g}"
    note = Sentence(
        "<W, dL/dW> is the same for all {count} convolutions, up to "
        "{value:.1e} of the largest (allowed: {limit}).",
        count=count,
        value=value,
        limit=limit,
    )
    if largest < least:
        note = Sentence(
            "<W, dL/dW> is nearly 0 and the same for all {count} convolutions, up "
            "to {value:.1e} of {least:g} x |W| |dL/dW| (allowed: {limit}).",
            count=count,
            value=value,
            least=LEAST,
            limit=limit,
        )
    return SelfCheck(EQUAL, True, value, EQUAL_TOLERANCE, note)


def _zero(
    settings: RaceSettings,
    shortcuts: bool,
    names: tuple[str, ...],
    inner_product: Values,
    weight: Values,
    weight_gradient: Values,
) -> SelfCheck:
    if settings.normalization != "batch":
        return _not_applicable(ZERO, ZERO_TOLERANCE, Sentence("it needs batch normalisation"))
    if settings.activation != "relu":
        reason = Sentence(
            "it is stated for ReLU, and this network has {activation}",
            activation=settings.activation,
        )
        return _not_applicable(ZERO, ZERO_TOLERANCE, reason)
    followed = np.array([_normalised_next(settings, shortcuts, name) for name in names])
    product = np.abs(inner_product[followed])
    norms = weight[followed] * weight_gradient[followed]
    if not (np.isfinite(product).all() and np.isfinite(norms).all()):
        return _not_applicable(ZERO, ZERO_TOLERANCE, Sentence("a number is no longer finite"))
    if norms.min() < SMALLEST:
        reason = Sentence("the numbers are below what float32 holds with all its digits")
        return _not_applicable(ZERO, ZERO_TOLERANCE, reason)
    value = float((product / norms).max())
    return SelfCheck(
        ZERO,
        True,
        value,
        ZERO_TOLERANCE,
        Sentence(
            "<W, dL/dW> is 0 for the {count} convolutions that batch normalisation "
            "follows: the cosine is at most {value:.1e} (allowed: {limit:g}).",
            count=int(followed.sum()),
            value=value,
            limit=ZERO_TOLERANCE,
        ),
    )


def _normalised_next(settings: RaceSettings, shortcuts: bool, name: str) -> bool:
    """Whether nothing but batch normalisation reads a convolution's output."""
    if settings.block == "original" or not shortcuts:
        return True
    # In a pre-activation network with shortcuts the others' outputs are carried on by shortcuts.
    return name.endswith(".conv1")


def _not_applicable(name: str, tolerance: float, reason: str) -> SelfCheck:
    return SelfCheck(name, False, None, tolerance, Sentence("Not applicable: {why}.", why=reason))
