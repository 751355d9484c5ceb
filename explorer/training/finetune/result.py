"""What a fine-tuning says while it works, and what came of it. Reads no tensor library."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from explorer.training.finetune.settings import FinetuneSettings

_Z = 1.959964  # of a normal distribution, 95 % lie within so many standard deviations


@dataclass(frozen=True)
class FinetuneProgress:
    """How far a fine-tuning is.

    Attributes:
        phase: `reading` pictures, computing `features`, or `training`.
        done: Pictures, in training steps, of `total`.
        total: Of the phase.
        seconds_left: Of the phase, at the pace so far; None while that is not known.
        epoch: The epoch at work, counted from 1; 0 before training.
        epochs: Of the whole training.
        loss: Mean cross-entropy of the epoch so far, None before training.
        train_accuracy: Share of the epoch's pictures so far classified rightly, while learning.
        held_out_accuracy: Share of the held-out pictures classified rightly after the last
            finished epoch, None before that.
    """

    phase: Literal["reading", "features", "training"]
    done: int
    total: int
    seconds_left: float | None = None
    epoch: int = 0
    epochs: int = 0
    loss: float | None = None
    train_accuracy: float | None = None
    held_out_accuracy: float | None = None


@dataclass(frozen=True)
class FinetuneEpoch:
    """One finished epoch: a row of `history.csv`. Accuracies are shares from 0 to 1.

    Attributes:
        epoch: Counted from 1; 0 is the best of the new head alone, before more learns.
        loss: Mean cross-entropy of its batches, while learning.
        train_accuracy: While learning, on augmented pictures.
        held_out_loss: Mean cross-entropy of the held-out pictures at its end.
        held_out_accuracy: At its end.
        seconds: Time it took, test included.
    """

    epoch: int
    loss: float
    train_accuracy: float
    held_out_loss: float
    held_out_accuracy: float
    seconds: float


@dataclass(frozen=True)
class HeldOutPicture:
    """What the finished network makes of a picture that it did not learn from.

    Attributes:
        name: Class and file, `cat/tom.jpg`.
        label: Its class index.
        predicted: The likeliest class index.
        probability: Of the predicted class, from 0 to 1.
    """

    name: str
    label: int
    predicted: int
    probability: float

    @property
    def right(self) -> bool:
        """Whether the prediction is its class."""
        return self.label == self.predicted


@dataclass(frozen=True, repr=False)
class FinetuneResult:
    """What came of a fine-tuning: the weights of its best epoch, measured on held-out pictures.

    Attributes:
        network: Name of the network.
        source: A sentence on the weights that it started from.
        data: What the collection of pictures is called.
        settings: What was asked for.
        class_names: One for each logit.
        learned_from: For each class how many pictures were learned from.
        held_out: The others, class by class.
        rows: Finished epochs, in order.
        best_epoch: The epoch whose weights were kept.
        epochs: That were planned.
        stopped: Whether a person ended it before the last epoch.
        frozen_statistics: Whether all batch-norm statistics stayed as they were.
        trained_parameters: Numbers that were learned, of `parameters`.
        parameters: Of the network.
        device: The processor's label.
        seconds: Time from the first picture to the end.
        notes: Sentences on pictures that were left out, and on an own starting network.
    """

    network: str
    source: str
    data: str
    settings: FinetuneSettings
    class_names: tuple[str, ...]
    learned_from: tuple[int, ...]
    held_out: tuple[HeldOutPicture, ...]
    rows: tuple[FinetuneEpoch, ...]
    best_epoch: int
    epochs: int
    stopped: bool
    frozen_statistics: bool
    trained_parameters: int
    parameters: int
    device: str
    seconds: float
    notes: tuple[str, ...]

    def __repr__(self) -> str:
        """Short: what learned what, and how well."""
        return (
            f"<FinetuneResult of {self.network} on {self.data}, {len(self.class_names)} classes: "
            f"{self.right} of {len(self.held_out)} held-out pictures right>"
        )

    @property
    def right(self) -> int:
        """Held-out pictures that are classified rightly."""
        return sum(each.right for each in self.held_out)

    @property
    def accuracy(self) -> float:
        """Share of the held-out pictures that are classified rightly."""
        return self.right / len(self.held_out)

    @property
    def interval(self) -> tuple[float, float]:
        """Where the accuracy on all pictures of this kind lies, with 95 % confidence."""
        return binomial_interval(self.right, len(self.held_out))

    @property
    def confusion(self) -> NDArray[np.int64]:
        """(classes, classes) held-out pictures by true class (row) and predicted class (column)."""
        return confusion_matrix(
            [each.label for each in self.held_out],
            [each.predicted for each in self.held_out],
            len(self.class_names),
        )

    @property
    def per_class(self) -> tuple[float, ...]:
        """For each class the share of its held-out pictures that are classified rightly."""
        table = self.confusion
        return tuple(float(table[i, i] / table[i].sum()) for i in range(len(table)))

    @property
    def guessing(self) -> float:
        """The accuracy of always answering the class that most held-out pictures have."""
        return float(self.confusion.sum(axis=1).max() / len(self.held_out))


def confusion_matrix(
    labels: Sequence[int], predicted: Sequence[int], classes: int
) -> NDArray[np.int64]:
    """(classes, classes) counts by true class (row) and predicted class (column)."""
    table = np.zeros((classes, classes), dtype=np.int64)
    np.add.at(table, (np.asarray(labels, np.int64), np.asarray(predicted, np.int64)), 1)
    return table


def binomial_interval(right: int, count: int) -> tuple[float, float]:
    """The share that `right` of `count` is evidence for, from and to, with 95 % confidence.

    Source: Wilson 1927; unlike the usual p +- 1.96 s, right for few trials and shares near 0 and 1.
    """
    share, z2 = right / count, _Z * _Z
    middle = (share + z2 / (2 * count)) / (1 + z2 / count)
    spread = math.sqrt(share * (1 - share) / count + z2 / (4 * count * count))
    half = _Z * spread / (1 + z2 / count)
    return max(0.0, middle - half), min(1.0, middle + half)
