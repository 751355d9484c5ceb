"""What a race yields: plain numbers on the CPU, a frozen record a step. Reads no tensor library."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from explorer.training.measuring.quantities import QUANTITIES, Quantity, Values
from explorer.training.measuring.words import GradientWord, Guess, LearningWord, Verdict

NetworkKind = Literal["plain", "residual"]
NETWORKS: tuple[NetworkKind, ...] = get_args(NetworkKind)


@dataclass(frozen=True)
class SelfCheck:
    """An identity that the measured gradients must satisfy: a light with its number.

    Attributes:
        name: `equal-inner-products` or `zero-inner-product`.
        applicable: False where the identity does not hold for this network.
        value: How far the numbers are from it; None where it does not apply.
        tolerance: Of `value`, in float32.
        note: A sentence on what was compared, or why it does not apply.
    """

    name: str
    applicable: bool
    value: float | None
    tolerance: float
    note: str

    @property
    def passed(self) -> bool | None:
        """Whether the light is green; None where it is off."""
        return None if self.value is None else bool(self.value <= self.tolerance)


@dataclass(frozen=True, eq=False, repr=False)
class NetworkStep:
    """One network after one step of training. All gradients are of the batch's mean loss.

    Arrays are (layers,) float64, in the order of `RaceFacts.layers`. They are measured before
    clipping and weight decay. A value of 0 is one that float32 cannot tell from 0.

    Attributes:
        network: `plain` or `residual`.
        loss: Mean cross-entropy of the batch, before the step's update.
        train_accuracy: Of the same batch, augmented, from 0 to 1.
        test_accuracy: After the update; None in most steps. With batch normalisation its
            statistics are estimated again from training images.
        running_test_accuracy: The same by the running statistics; equal without normalisation.
        weight_gradient: L2 norm of the loss gradient of each convolution's weight.
        activation_gradient: L2 norm of the loss gradient of each convolution's output (the batch's
            tensor as a whole).
        activation: Root mean square of each convolution's output.
        weight: L2 norm of each convolution's weight, before the update.
        relative_gradient: weight_gradient / weight.
        relative_update: L2 norm of the change that the optimiser applied, / weight.
        inner_product: Of each weight and its gradient, for the self-checks.
        diverged: Whether a number was no longer finite; the network has then stopped.
        verdict: The word for what its gradients do.
        learning: The word for what it has learned.
        checks: The identities.
        batches_sha256: Of all batches that it was trained on so far.
    """

    network: NetworkKind
    loss: float
    train_accuracy: float
    test_accuracy: float | None
    running_test_accuracy: float | None
    weight_gradient: Values
    activation_gradient: Values
    activation: Values
    weight: Values
    relative_gradient: Values
    relative_update: Values
    inner_product: Values
    diverged: bool
    verdict: Verdict[GradientWord]
    learning: Verdict[LearningWord]
    checks: tuple[SelfCheck, ...]
    batches_sha256: str

    def __repr__(self) -> str:
        """Short: the two words and the loss."""
        tested = "" if self.test_accuracy is None else f", test accuracy {self.test_accuracy:.1%}"
        return (
            f"<{self.network}: {self.verdict.word}, {self.learning.word}, loss {self.loss:.3g}"
            f"{tested}>"
        )

    def quantity(self, name: Quantity) -> Values:
        """(layers,) of one of `QUANTITIES`."""
        values: Values = getattr(self, name)
        return values


@dataclass(frozen=True, eq=False)
class RaceStep:
    """One step of both networks on the same batch.

    Attributes:
        step: Counted from 1.
        plain: None once it has diverged in an earlier step.
        residual: Likewise.
        seconds: Computing time of the race so far, without the reader's.
    """

    step: int
    plain: NetworkStep | None
    residual: NetworkStep | None
    seconds: float

    def network(self, kind: NetworkKind) -> NetworkStep | None:
        """`plain` or `residual`."""
        return self.plain if kind == "plain" else self.residual

    @property
    def networks(self) -> tuple[NetworkStep, ...]:
        """Those that are still in the race."""
        return tuple(each for each in (self.plain, self.residual) if each is not None)


@dataclass(frozen=True, repr=False)
class RaceFacts:
    """What is known of a race before its first step.

    Attributes:
        layers: For each network the names of its convolutions, input side first, projections of
            option B last: `conv1`, `stage1.block1.conv1`, ...
        weights_sha256: For each network, of the initial weights that both networks have.
        data_sha256: Of all images and labels.
        data: The data set's name.
        class_names: One for each class.
        guess: What can be said of its labels without looking at an image.
        train_images: How many there are to learn from.
        test_images: How many the test accuracy is measured on.
        device: The processor's name for people.
        parameters: For each network, how many numbers it learns.
        versions: Of what computes, by name.
        missing: Quantities that were not measured, which a record from before they were has as nan.
    """

    layers: Mapping[NetworkKind, tuple[str, ...]]
    weights_sha256: Mapping[NetworkKind, str]
    data_sha256: str
    data: str
    class_names: tuple[str, ...]
    guess: Guess
    train_images: int
    test_images: int
    device: str
    parameters: Mapping[NetworkKind, int]
    versions: Mapping[str, Any] = field(default_factory=dict)
    missing: tuple[Quantity, ...] = ()

    @property
    def measured(self) -> tuple[Quantity, ...]:
        """Quantities that were measured, in the order of the columns."""
        return tuple(name for name in QUANTITIES if name not in self.missing)

    def __repr__(self) -> str:
        """Short: the data and the processor."""
        return (
            f"<RaceFacts: {self.data}, {self.train_images:,} training and {self.test_images:,} "
            f"test images of {len(self.class_names)} classes, {self.device}>"
        )
