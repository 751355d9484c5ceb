"""What depth did to networks trained alike: only what their final errors show. Reads no tensors.

Source of the word: He et al. 2015, section 1: "with the network depth increasing, accuracy gets
saturated [...] and then degrades rapidly", and not by overfitting: the training error rises too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from explorer.training.race.result import NetworkKind
from explorer.training.trained.over_seeds import OverSeeds, over_seeds
from explorer.training.trained.trained_run import TrainedRun

MARGIN: Final = 0.5  # percentage points that both errors must differ by before a word is said

Change = Literal["worse", "better", "inside the spread", "unclear"]


@dataclass(frozen=True)
class Trained:
    """All finished runs of one network by one recipe, over the seeds.

    Attributes:
        kind: `plain` or `residual`.
        depth: Layers with weights.
        epochs: How long each learned.
        train: Errors on the training images, not augmented.
        test: Errors on the test images.
    """

    kind: NetworkKind
    depth: int
    epochs: int
    train: OverSeeds
    test: OverSeeds


@dataclass(frozen=True)
class Comparison:
    """Two networks trained alike: by one recipe, on one data set."""

    first: Trained
    second: Trained

    @property
    def change(self) -> Change:
        """What both errors show of the second beside the first.

        `worse` or `better` where even the nearest two seeds differ by more than `MARGIN` and by
        more than the seeds of either network differ among themselves, in both errors; `inside the
        spread` where in one of them the nearest seeds differ by no more than that.
        """
        gaps = (
            _Gap.between(self.first.train, self.second.train),
            _Gap.between(self.first.test, self.second.test),
        )
        if all(gap.least > max(MARGIN, gap.spread or 0.0) for gap in gaps):
            return "worse"
        if all(gap.most < -max(MARGIN, gap.spread or 0.0) for gap in gaps):
            return "better"
        if any(
            gap.spread is not None and gap.least <= gap.spread and gap.most >= -gap.spread
            for gap in gaps
        ):
            return "inside the spread"
        return "unclear"


@dataclass(frozen=True)
class _Gap:
    """How one error differs between two networks, in percentage points.

    Attributes:
        least: The smallest of the second minus the largest of the first.
        most: The largest of the second minus the smallest of the first.
        spread: The wider of their spreads; None where neither was measured.
    """

    least: float
    most: float
    spread: float | None

    @classmethod
    def between(cls, first: OverSeeds, second: OverSeeds) -> "_Gap":
        spreads = [each.spread for each in (first, second) if each.spread is not None]
        return cls(
            second.smallest - first.largest,
            second.largest - first.smallest,
            max(spreads, default=None),
        )


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
    ends: dict[tuple[object, ...], dict[tuple[NetworkKind, int], list[TrainedRun]]] = {}
    for run in runs:
        if run.final is not None and run.kind is not None and run.network is not None:
            alike = ends.setdefault(run.schedule, {})
            alike.setdefault((run.kind, run.network.depth), []).append(run)
    return [
        [
            Trained(
                kind,
                depth,
                seeds[0].rows[-1].epoch,
                over_seeds(seeds, "training"),
                over_seeds(seeds, "test"),
            )
            for (kind, depth), seeds in sorted(alike.items())
        ]
        for alike in ends.values()
    ]
