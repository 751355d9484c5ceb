"""One error of a network over the seeds that it was trained from. Reads no tensors."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from explorer.training.trained.trained_run import TrainedRun


@dataclass(frozen=True)
class OverSeeds:
    """Errors in per cent, one a seed; of three values the range says more than a deviation.

    Attributes:
        seeds: Which; None where no file says it.
        errors: Of the network from each, in the same order; at least one.
    """

    seeds: tuple[int | None, ...]
    errors: tuple[float, ...]

    @property
    def mean(self) -> float:
        """Over the seeds."""
        return statistics.fmean(self.errors)

    @property
    def smallest(self) -> float:
        """Of the best seed."""
        return min(self.errors)

    @property
    def largest(self) -> float:
        """Of the worst seed."""
        return max(self.errors)

    @property
    def spread(self) -> float | None:
        """From the smallest to the largest, in percentage points; None with one seed."""
        return self.largest - self.smallest if len(self.errors) > 1 else None

    def described(self) -> dict[str, object]:
        """All of it as plain values, rounded to thousandths."""
        return {
            "mean": round(self.mean, 3),
            "smallest": round(self.smallest, 3),
            "largest": round(self.largest, 3),
            "seeds": list(self.seeds),
            "errors": [round(error, 3) for error in self.errors],
        }


def over_seeds(runs: Sequence[TrainedRun], images: Literal["training", "test"]) -> OverSeeds:
    """The errors of finished runs that differ only in their seed.

    Args:
        runs: At least one that is finished.
        images: On which; those for training are not augmented here.
    """
    ends = [(run.seed, run.final) for run in runs if run.final is not None]
    shares = (final.test if images == "test" else final.train for _, final in ends)
    return OverSeeds(tuple(seed for seed, _ in ends), tuple(100 * share for share in shares))
