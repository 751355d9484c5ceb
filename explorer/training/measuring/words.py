"""The words for a network that learns: of its gradients, and of what it has learned."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, Literal, TypeVar, get_args

GradientWord = Literal["exploding", "vanishing", "starving", "healthy"]
GRADIENT_WORDS: tuple[GradientWord, ...] = get_args(GradientWord)
LearningWord = Literal["at chance", "fits its batches", "learned", "diverging"]
LEARNING_WORDS: tuple[LearningWord, ...] = get_args(LearningWord)
Word = TypeVar("Word", bound=str)


@dataclass(frozen=True)
class Verdict(Generic[Word]):
    """A word from numbers, by a stated rule: of the gradients, or of what is learned.

    Attributes:
        word: What the network does now.
        first_word: What it did at first.
        rule: A sentence: the rule that gave the word, with its numbers.
        numbers: What the rules looked at, by name.
    """

    word: Word
    first_word: Word
    rule: str
    numbers: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Guess:
    """The best that can be said of the data without looking at an image.

    Attributes:
        entropy: Of the training labels, in nats: the smallest loss of one answer for all images.
        majority_share: Of the training labels' most frequent class, from 0 to 1.
        test_share: Of the same class among the test labels.
    """

    entropy: float
    majority_share: float
    test_share: float = 0.0
