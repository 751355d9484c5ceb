"""Vanishing, exploding, starving, learned, healthy: a word from numbers, by rules that are printed.

The rules are this program's own. They look at r = |g| / |w| of every convolution (the gradient
relative to the weight, so that layers of all sizes compare), as its median over the last ten steps.
He et al. 2015, section 4.1, call the gradients of their plain networks with batch normalisation
healthy and doubt that they vanish: a picture is called "vanishing" here only if its numbers do.
"""

import math
from collections import deque
from collections.abc import Mapping

import numpy as np

from explorer.training.race_result import Values, Verdict, Word

WINDOW = 10  # steps in the median
PATIENCE = 5  # steps in a row that a new word must be said before it replaces the old one
EXPLODING = 100.0  # largest r
EXPLODING_OVER_LAST = 300.0  # largest r, as a multiple of the last convolution's
LEARNED = 0.5  # share of ln(classes), the loss of a guess
VANISHING = 5e-4  # largest r
STARVING = 0.05  # median r of the first third of the convolutions over that of the last third
STILL_STARVING = 0.1  # the same, of one that starves: measured shares go to and fro by a half


def judge(
    ratios: Values, losses: Values, classes: int, *, starves: bool = False
) -> tuple[Word, str, dict[str, float]]:
    """The word of one moment.

    Args:
        ratios: (steps, layers) r of the main path's convolutions in the last steps, input side
            first.
        losses: (steps,) of the same steps.
        classes: Number of classes.
        starves: Whether `starving` is what was said before, which takes a larger share to end.

    Returns:
        The word, the rule's sentence with its numbers, and the numbers by name.
    """
    r = _medians(ratios)  # (layers,)
    third = max(1, len(r) // 3)
    largest, last = float(np.max(r)), float(r[-1])
    first_third, last_third = float(_medians(r[:third])), float(_medians(r[-third:]))
    loss, guess = float(_medians(losses)), math.log(classes)
    numbers = {
        "largest_r": largest,
        "last_r": last,
        "first_third_r": first_third,
        "last_third_r": last_third,
        "loss": loss,
        "ln_classes": guess,
    }
    if not (np.isfinite(ratios[-1]).all() and math.isfinite(losses[-1])):
        return "exploding", "A loss or a gradient is no longer a finite number.", numbers
    if largest > EXPLODING:
        return "exploding", f"Largest r = {largest:.3g} > {EXPLODING:g}.", numbers
    if last > 0 and largest > EXPLODING_OVER_LAST * last:
        return (
            "exploding",
            f"Largest r = {largest:.3g} > {EXPLODING_OVER_LAST:g} x the last layer's {last:.3g}.",
            numbers,
        )
    if loss < LEARNED * guess:
        rule = f"Loss = {loss:.3g} < {LEARNED:g} x ln(classes) = {LEARNED * guess:.3g}."
        return "learned", rule, numbers
    if largest < VANISHING:
        return "vanishing", f"Largest r = {largest:.3g} < {VANISHING:g}.", numbers
    share = STILL_STARVING if starves else STARVING
    if first_third < share * last_third:
        return (
            "starving",
            f"Median r of the first third = {first_third:.3g} < {share:g} x the last third's "
            f"{last_third:.3g}.",
            numbers,
        )
    return (
        "healthy",
        f"Largest r = {largest:.3g} is from {VANISHING:g} to {EXPLODING:g}, the first third has "
        f"{first_third:.3g} and the last {last_third:.3g}, and the loss is {loss:.3g}.",
        numbers,
    )


def _medians(values: Values) -> Values:
    """Over the first axis, in a third of `np.median`'s time; what is not a number comes last."""
    ordered, count = np.sort(values, axis=0), len(values)
    middle: Values = (ordered[(count - 1) // 2] + ordered[count // 2]) / 2
    return middle


class Judge:
    """Follows one network from its first step, with hysteresis, so that words do not flicker.

    What is no longer finite is said at once; any other new word must come in 5 steps in a row.

    Args:
        classes: Number of classes.
        main_path: Convolutions of the main path: those after them are projections.
    """

    def __init__(self, classes: int, main_path: int) -> None:
        self._classes = classes
        self._main_path = main_path
        self._ratios: deque[Values] = deque(maxlen=WINDOW)
        self._losses: deque[float] = deque(maxlen=WINDOW)
        self._said: Verdict | None = None
        self._candidate: Word | None = None
        self._times = 0

    def step(self, relative_gradient: Values, loss: float) -> Verdict:
        """The verdict after one more step.

        Args:
            relative_gradient: (layers,) r of this step.
            loss: Of this step.
        """
        self._ratios.append(relative_gradient[: self._main_path])
        self._losses.append(loss)
        starves = self._said is not None and self._said.word == "starving"
        word, rule, numbers = judge(
            np.stack(self._ratios), np.array(self._losses), self._classes, starves=starves
        )
        finite = bool(np.isfinite(self._ratios[-1]).all()) and math.isfinite(loss)
        self._said = self._next(word, rule, numbers, at_once=not finite)
        return self._said

    def _next(
        self, word: Word, rule: str, numbers: Mapping[str, float], *, at_once: bool
    ) -> Verdict:
        said = self._said
        if said is None:
            return Verdict(word, word, rule, numbers)
        if word == said.word:
            self._candidate = None
            return Verdict(word, said.first_word, rule, numbers)
        self._times = self._times + 1 if word == self._candidate else 1
        self._candidate = word
        if self._times >= PATIENCE or at_once:
            self._candidate = None
            return Verdict(word, said.first_word, rule, numbers)
        # The rule and the numbers stay those that gave the word.
        return Verdict(said.word, said.first_word, said.rule, said.numbers)
