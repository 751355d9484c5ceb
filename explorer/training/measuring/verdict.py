"""Vanishing, exploding, starving, healthy: a word for the gradients, by rules that are printed.

The rules are this program's own. They look at r = |g| / |w| of every convolution (the gradient
relative to the weight, so that layers of all sizes compare), as its median over the last ten steps.
He et al. 2015, section 4.1, call the gradients of their plain networks with batch normalisation
healthy and doubt that they vanish: a picture is called "vanishing" here only if its numbers do.
What the network has learned is another word: `explorer.training.measuring.learning`.
"""

import math
from collections import deque

import numpy as np

from explorer.sentences.sentence import Sentence
from explorer.training.measuring.quantities import Values
from explorer.training.measuring.steady_word import SteadyWord
from explorer.training.measuring.words import GradientWord, Verdict

WINDOW = 10  # steps in the median
EXPLODING = 100.0  # largest r
EXPLODING_OVER_LAST = 300.0  # largest r, as a multiple of the last convolution's
# A loss that stays far above where it began: three quarters of so many last steps, since at a high
# rate the first ten steps of a network that then learns may be as high.
FAR_ABOVE = 1.5  # as a multiple of a guess's loss or the first step's
LONG_WINDOW = 20  # steps
VANISHING = 5e-4  # largest r, where the loss is a guess's or more
# Median r of the first third: times a learning rate of 0.1 it is what float32 cannot add to a
# weight any more (6e-8 of it).
VANISHING_FIRST = 1e-6
VANISHING_OVER_LAST = 1e-3  # the same over that of the last third
STARVING = 0.05  # median r of the first third of the convolutions over that of the last third
STILL_STARVING = 0.1  # the same, of one that starves: measured shares go to and fro by a half

Judged = tuple[GradientWord, str, dict[str, float]]


def judge(
    ratios: Values,
    losses: Values,
    guess: float,
    *,
    first_loss: float = math.nan,
    starves: bool = False,
) -> Judged:
    """The word of one moment.

    Args:
        ratios: (steps, layers) r of the main path's convolutions in the last steps, input side
            first.
        losses: (steps,) of the last steps, of which the same number and more: up to `LONG_WINDOW`.
        guess: The loss of a guess, in nats. Where the loss is smaller, so are all gradients, and
            they have vanished only below as small a share of the limits.
        first_loss: Of the network's first step.
        starves: Whether `starving` is what was said before, which takes a larger share to end.

    Returns:
        The word, the rule's sentence with its numbers, and the numbers by name.
    """
    r = medians(ratios)  # (layers,)
    third = max(1, len(r) // 3)
    largest, last = float(np.max(r)), float(r[-1])
    first_third, last_third = float(medians(r[:third])), float(medians(r[-third:]))
    loss = float(medians(losses[-len(ratios) :]))
    numbers = {
        "largest_r": largest,
        "last_r": last,
        "first_third_r": first_third,
        "last_third_r": last_third,
        "loss": loss,
        "guess": guess,
    }
    if not (np.isfinite(ratios[-1]).all() and math.isfinite(losses[-1])):
        return "exploding", Sentence("A loss or a gradient is no longer a finite number."), numbers
    small = min(1.0, loss / guess) if guess > 0 else 1.0  # share of the gradients that loss leaves
    if largest < VANISHING * small:
        limit = f"{VANISHING * small:.3g}" if small < 1 else f"{VANISHING:g}"
        return (
            "vanishing",
            Sentence("Largest r = {r:.3g} < {limit}.", r=largest, limit=limit),
            numbers,
        )
    if largest > EXPLODING:
        return (
            "exploding",
            Sentence("Largest r = {r:.3g} > {limit:g}.", r=largest, limit=EXPLODING),
            numbers,
        )
    if last > 0 and largest > EXPLODING_OVER_LAST * last:
        return (
            "exploding",
            Sentence(
                "Largest r = {r:.3g} > {limit:g} x the last layer's {last:.3g}.",
                r=largest,
                limit=EXPLODING_OVER_LAST,
                last=last,
            ),
            numbers,
        )
    if first_third < min(VANISHING_FIRST * small, VANISHING_OVER_LAST * last_third):
        return (
            "vanishing",
            Sentence(
                "Median r of the first third = {first:.3g} < {tiny:g}, and < {share:g} "
                "x the last third's {last:.3g}.",
                first=first_third,
                tiny=VANISHING_FIRST,
                share=VANISHING_OVER_LAST,
                last=last_third,
            ),
            numbers,
        )
    far = far_above(losses, guess, first_loss)
    if far:
        return "exploding", far, numbers
    share = STILL_STARVING if starves else STARVING
    if first_third < share * last_third:
        return (
            "starving",
            Sentence(
                "Median r of the first third = {first:.3g} < {share:g} x the last "
                "third's {last:.3g}.",
                first=first_third,
                share=share,
                last=last_third,
            ),
            numbers,
        )
    return (
        "healthy",
        Sentence(
            "Largest r = {r:.3g} has neither vanished nor exploded; the first "
            "third has {first:.3g} and the last {last:.3g}.",
            r=largest,
            first=first_third,
            last=last_third,
        ),
        numbers,
    )


def far_above(losses: Values, guess: float, first_loss: float) -> str:
    """The rule's sentence where the loss stays far above where it began; else empty.

    Args:
        losses: (steps,) of the last steps.
        guess: The loss of a guess, in nats.
        first_loss: Of the network's first step.
    """
    if len(losses) < LONG_WINDOW:
        return ""
    exceeded = float(np.sort(losses)[LONG_WINDOW // 4])  # by three quarters of them
    if not exceeded > FAR_ABOVE * max(guess, first_loss):
        return ""
    return Sentence(
        "Three quarters of the last {count} losses are {loss:.3g} or more, > "
        "{factor:g} x the larger of a guess's {guess:.3g} and the first step's "
        "{first:.3g}.",
        count=LONG_WINDOW,
        loss=exceeded,
        factor=FAR_ABOVE,
        guess=guess,
        first=first_loss,
    )


def medians(values: Values) -> Values:
    """Over the first axis, in a third of `np.median`'s time; what is not a number comes last."""
    ordered, count = np.sort(values, axis=0), len(values)
    middle: Values = (ordered[(count - 1) // 2] + ordered[count // 2]) / 2
    return middle


class Judge:
    """Follows one network from its first step, with hysteresis, so that words do not flicker.

    What is no longer finite is said at once; any other new word must come in 5 steps in a row.

    Args:
        guess: The loss of a guess, in nats.
        main_path: Convolutions of the main path: those after them are projections.
    """

    def __init__(self, guess: float, main_path: int) -> None:
        self._guess = guess
        self._main_path = main_path
        self._ratios: deque[Values] = deque(maxlen=WINDOW)
        self._losses: deque[float] = deque(maxlen=LONG_WINDOW)
        self._first_loss = math.nan
        self._steady: SteadyWord[GradientWord] = SteadyWord()

    def step(self, relative_gradient: Values, loss: float) -> Verdict[GradientWord]:
        """The verdict after one more step.

        Args:
            relative_gradient: (layers,) r of this step.
            loss: Of this step.
        """
        self._ratios.append(relative_gradient[: self._main_path])
        self._losses.append(loss)
        if math.isnan(self._first_loss):
            self._first_loss = loss
        word, rule, numbers = judge(
            np.stack(self._ratios),
            np.array(self._losses),
            self._guess,
            first_loss=self._first_loss,
            starves=self._steady.word == "starving",
        )
        finite = bool(np.isfinite(self._ratios[-1]).all()) and math.isfinite(loss)
        return self._steady.next(word, rule, numbers, at_once=not finite)
