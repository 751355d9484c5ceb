"""The runs that come with the program, beside the paper's numbers. Reads no tensors.

Each is `assets/weights/NAME.training.csv` with `NAME.model-card.md`, where NAME is a network's
name, with `-seed1` and so on behind it for further seeds.
"""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from explorer.networks.assets import asset
from explorer.training.trained_run import TrainedRun, run_from_texts

TABLE_SUFFIX, CARD_SUFFIX = ".training.csv", ".model-card.md"

# He et al. 2015, Table 6: test error on CIFAR-10, in per cent, after 64,000 iterations. It has no
# plain network; those are only drawn, in Figure 6.
TABLE_6: Final = ((20, 8.75), (32, 7.51), (44, 7.17), (56, 6.97), (110, 6.43))
PAPER_110: Final = (6.61, 0.16)  # mean and standard deviation of five runs; 6.43 is the best
TOLERANCE: Final = 0.5  # percentage points above the paper's number that still count as reached


@dataclass(frozen=True)
class TableRow:
    """A depth in Table 6 beside our networks of that depth; errors in per cent.

    Attributes:
        depth: Layers with weights.
        paper: The paper's residual network.
        residual: Mean test error of ours over the seeds; None where none is shipped.
        residual_deviation: Sample standard deviation over the seeds; None with fewer than two.
        residual_seeds: How many.
        plain: Likewise of the plain twin.
        plain_deviation: Likewise.
        plain_seeds: Likewise.
    """

    depth: int
    paper: float
    residual: float | None
    residual_deviation: float | None
    residual_seeds: int
    plain: float | None
    plain_deviation: float | None
    plain_seeds: int

    @property
    def compared_with(self) -> float:
        """The paper's number that ours stands against: its mean where it has one, not its best."""
        return PAPER_110[0] if self.depth == 110 else self.paper

    @property
    def difference(self) -> float | None:
        """Ours minus the paper's, in percentage points."""
        return None if self.residual is None else self.residual - self.compared_with

    @property
    def reached(self) -> bool | None:
        """Whether ours is at most `TOLERANCE` above the paper's; None where there is none."""
        return None if self.difference is None else self.difference <= TOLERANCE + 1e-9


def shipped_runs(folder: Path | None = None) -> tuple[TrainedRun, ...]:
    """The runs that come with the program: plain before residual, by depth, then by seed.

    Args:
        folder: Where they lie; `assets/weights/` unless given.

    Raises:
        ValueError: A file of one cannot be understood.
    """
    runs = []
    for table in sorted((folder or asset("weights")).glob(f"*{TABLE_SUFFIX}")):
        label = table.name.removesuffix(TABLE_SUFFIX)
        card = table.with_name(label + CARD_SUFFIX)
        text = card.read_text("utf-8") if card.is_file() else None
        runs.append(run_from_texts(label, table.read_text("utf-8"), card=text))
    named = [run for run in runs if run.network is not None]
    return tuple(sorted(named, key=_place))


def table_6(runs: Sequence[TrainedRun]) -> tuple[TableRow, ...]:
    """Table 6 of the paper with our finished networks on CIFAR-10 beside it."""
    rows = []
    for depth, paper in TABLE_6:
        residual, plain = (_test_errors(runs, depth, kind) for kind in ("residual", "plain"))
        rows.append(
            TableRow(
                depth,
                paper,
                *(_mean(residual), _deviation(residual), len(residual)),
                *(_mean(plain), _deviation(plain), len(plain)),
            )
        )
    return tuple(rows)


def _place(run: TrainedRun) -> tuple[bool, int, int]:
    assert run.network is not None
    return run.network.residual, run.network.depth, run.seed or 0


def _test_errors(runs: Sequence[TrainedRun], depth: int, kind: str) -> list[float]:
    return [
        run.final.test * 100
        for run in runs
        if run.network is not None
        and (run.network.depth, run.kind, run.data) == (depth, kind, "cifar10")
        and run.final is not None
    ]


def _mean(values: Sequence[float]) -> float | None:
    return statistics.fmean(values) if values else None


def _deviation(values: Sequence[float]) -> float | None:
    return statistics.stdev(values) if len(values) > 1 else None
