"""At chance, fits its batches, learned, diverging: a word for what a network of a race has learned.

Gradients do not say it: a network may have healthy ones and learn nothing (a learning rate of
1e-9), or learn its batches by heart (random labels). So accuracies are held against the data's own
guess, the share of the most frequent class, and losses against the entropy of the labels; where 95
of 100 images are of one class, 95 % is chance. The rules are this program's own.
"""

import math
from collections import deque

import numpy as np

from explorer.sentences.sentence import Sentence
from explorer.training.measuring.quantities import Values
from explorer.training.measuring.steady_word import SteadyWord
from explorer.training.measuring.verdict import LONG_WINDOW, WINDOW, far_above
from explorer.training.measuring.words import Guess, LearningWord, Verdict

MARGIN = 0.1  # of the way from a guess's accuracy to 1
UNLIKELY = 0.01  # chance that a guess is right on every image
ERRORS = 3.0  # standard errors of a guess's accuracy on as many images, where that is more


def bar(share: float, images: int) -> float:
    """The accuracy above which more is known than a guess, from 0 to 1.

    Args:
        share: How often a guess is right, from 0 to 1.
        images: On how many the accuracy was measured.
    """
    by_chance = math.sqrt(share * (1 - share) / images)  # standard error
    limit = share + max(MARGIN * (1 - share), ERRORS * by_chance)
    if share**images < UNLIKELY:  # then all of them right is more than luck
        limit = min(limit, 1 - 0.5 / images)
    return min(1.0, limit)


class LearningJudge:
    """Follows one network from its first step.

    Args:
        guess: Of the data.
        batch: Images in a step.
        train_images: How many there are.
        test_images: On how many the test accuracy is measured.
    """

    def __init__(self, guess: Guess, batch: int, train_images: int, test_images: int) -> None:
        self._guess = guess
        self._batch = min(batch, train_images)
        self._train_images = train_images
        self._test_share = max(guess.majority_share, guess.test_share)
        self._test_bar = bar(self._test_share, test_images)
        self._losses: deque[float] = deque(maxlen=LONG_WINDOW)
        self._right: deque[float] = deque(maxlen=WINDOW)
        self._first_loss = math.nan
        self._tested: float | None = None
        self._tested_ago = 0  # steps
        self._steady: SteadyWord[LearningWord] = SteadyWord()

    def step(
        self, loss: float, train_accuracy: float, test_accuracy: float | None
    ) -> Verdict[LearningWord]:
        """The verdict after one more step.

        What a test says, and a loss that is no longer finite, is said at once; any other new word
        must come in 5 steps in a row.

        Args:
            loss: Of this step's batch.
            train_accuracy: Of the same batch.
            test_accuracy: After this step, where it was measured.
        """
        self._losses.append(loss)
        self._right.append(train_accuracy)
        if math.isnan(self._first_loss):
            self._first_loss = loss
        self._tested_ago += 1
        if test_accuracy is not None:
            self._tested, self._tested_ago = test_accuracy, 0
        word, rule, numbers = self._judged()
        at_once = test_accuracy is not None or not math.isfinite(loss)
        return self._steady.next(word, rule, numbers, at_once=at_once)

    def _judged(self) -> tuple[LearningWord, str, dict[str, float]]:
        entropy, share = self._guess.entropy, self._guess.majority_share
        losses: Values = np.array(self._losses)
        right = float(np.mean(self._right))
        train_bar = bar(share, min(self._batch * len(self._right), self._train_images))
        numbers = {
            "loss": float(np.median(losses[-WINDOW:])),
            "first_loss": self._first_loss,
            "entropy": entropy,
            "train_accuracy": right,
            "train_bar": train_bar,
            "test_accuracy": math.nan if self._tested is None else self._tested,
            "test_bar": self._test_bar,
            "majority_share": share,
        }
        if not math.isfinite(losses[-1]):
            return "diverging", Sentence("The loss is no longer a finite number."), numbers
        far = far_above(losses, entropy, self._first_loss)
        if far:
            return "diverging", far, numbers
        # A test speaks for a while; then its network must still be right on its batches.
        still = self._tested_ago < WINDOW or right > train_bar
        if self._tested is not None and self._tested > self._test_bar and still:
            return (
                "learned",
                Sentence(
                    "Test accuracy {right:.1%} > {limit:.1%}, well above the majority "
                    "share {share:.1%}.",
                    right=self._tested,
                    limit=self._test_bar,
                    share=self._test_share,
                ),
                numbers,
            )
        if right > train_bar:
            rule = (
                Sentence(
                    "Accuracy on the last batches {right:.1%} > {limit:.1%}, well above "
                    "the majority share {share:.1%}; not yet tested.",
                    right=right,
                    limit=train_bar,
                    share=share,
                )
                if self._tested is None
                else Sentence(
                    "Accuracy on the last batches {right:.1%} > {limit:.1%}, well above "
                    "the majority share {share:.1%}; on test images {tested:.1%}, not "
                    "above {bar:.1%}.",
                    right=right,
                    limit=train_bar,
                    share=share,
                    tested=self._tested,
                    bar=self._test_bar,
                )
            )
            return "fits its batches", rule, numbers
        return (
            "at chance",
            Sentence(
                "Accuracy on the last batches {right:.1%}, not above {limit:.1%}; "
                "always saying the most frequent class gives {share:.1%}.",
                right=right,
                limit=train_bar,
                share=share,
            ),
            numbers,
        )
