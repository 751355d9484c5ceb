"""What depth did to networks trained alike: only what their final errors show. Reads no tensors.

Source of the word: He et al. 2015, section 1: "with the network depth increasing, accuracy gets
saturated [...] and then degrades rapidly", and not by overfitting: the training error rises too.
"""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from explorer.training.race_result import NetworkKind
from explorer.training.trained_run import FinalErrors, TrainedRun

MARGIN: Final = 0.5  # percentage points that both errors must differ by before a word is said

Change = Literal["worse", "better", "unclear"]


@dataclass(frozen=True)
class Trained:
    """All finished runs of one network by one recipe; errors in per cent, means over the seeds.

    Attributes:
        kind: `plain` or `residual`.
        depth: Layers with weights.
        seeds: How many runs.
        train: Error on the training images, not augmented.
        test: Error on the test images.
    """

    kind: NetworkKind
    depth: int
    seeds: int
    train: float
    test: float


@dataclass(frozen=True)
class Comparison:
    """Two networks trained alike: by one recipe, on one data set."""

    first: Trained
    second: Trained

    @property
    def train_change(self) -> float:
        """Percentage points from the first to the second."""
        return self.second.train - self.first.train

    @property
    def test_change(self) -> float:
        """Likewise of the test error."""
        return self.second.test - self.first.test

    @property
    def change(self) -> Change:
        """Whether the second is worse or better by more than `MARGIN` in both errors."""
        if min(self.train_change, self.test_change) > MARGIN:
            return "worse"
        if max(self.train_change, self.test_change) < -MARGIN:
            return "better"
        return "unclear"


def depth_comparisons(runs: Sequence[TrainedRun]) -> tuple[Comparison, ...]:
    """For each kind its shallowest network beside every deeper one that was trained alike."""
    return tuple(
        Comparison(shallow, deep)
        for alike in _trained_alike(runs)
        for shallow in alike
        for deep in alike
        if deep.kind == shallow.kind
        and shallow.depth == min(each.depth for each in alike if each.kind == deep.kind)
        and deep.depth > shallow.depth
    )


def twin_comparisons(runs: Sequence[TrainedRun]) -> tuple[Comparison, ...]:
    """At each depth the plain network beside its residual twin, where they were trained alike."""
    return tuple(
        Comparison(plain, residual)
        for alike in _trained_alike(runs)
        for plain in alike
        for residual in alike
        if (plain.kind, residual.kind) == ("plain", "residual") and plain.depth == residual.depth
    )


def _trained_alike(runs: Sequence[TrainedRun]) -> list[list[Trained]]:
    """Networks by what they were trained with, shallow before deep."""
    ends: dict[tuple[object, ...], dict[tuple[NetworkKind, int], list[FinalErrors]]] = {}
    for run in runs:
        if run.final is not None and run.kind is not None and run.network is not None:
            alike = ends.setdefault(run.schedule, {})
            alike.setdefault((run.kind, run.network.depth), []).append(run.final)
    return [
        [
            Trained(
                kind,
                depth,
                len(finals),
                100 * statistics.fmean(final.train for final in finals),
                100 * statistics.fmean(final.test for final in finals),
            )
            for (kind, depth), finals in sorted(alike.items())
        ]
        for alike in ends.values()
    ]
