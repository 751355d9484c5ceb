"""The runs that come with the program, beside the paper's numbers. Reads no tensors.

Each is `assets/weights/NAME.training.csv` with `NAME.result.json`, where NAME is a network's name,
with `-seed1` and so on behind it for further seeds, whose weights do not come with the program.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar, Final

from explorer.files.assets import asset
from explorer.training.race.result import NetworkKind
from explorer.training.run.result import RunResult
from explorer.training.trained.over_seeds import OverSeeds, over_seeds
from explorer.training.trained.trained_run import TrainedRun, run_from_texts

TABLE_SUFFIX, RESULT_SUFFIX = ".training.csv", ".result.json"

# He et al. 2015, Table 6: test error on CIFAR-10, in per cent, after 64,000 iterations. It has no
# plain network; those are only drawn, in Figure 6.
TABLE_6: Final = ((20, 8.75), (32, 7.51), (44, 7.17), (56, 6.97), (110, 6.43))
PAPER_110: Final = (6.61, 0.16)  # mean and standard deviation of five runs; 6.43 is the best
_OURS: Final = ("mean", "smallest", "largest")
TOLERANCE: Final = 0.5  # percentage points above the paper's number that still count as reached


@dataclass(frozen=True)
class TableRow:
    """A depth in Table 6 beside our networks of that depth; errors in per cent.

    Attributes:
        depth: Layers with weights.
        paper: The paper's residual network.
        residual: Test errors of ours; None where none is shipped.
        plain: Likewise of the plain twin.
    """

    depth: int
    paper: float
    residual: OverSeeds | None
    plain: OverSeeds | None

    NAMES: ClassVar = (
        "depth", "paper_residual", "compared_with", "difference",
        *(f"{kind}_{name}" for kind in ("residual", "plain") for name in (*_OURS, "seeds")),
    )  # fmt: skip

    @property
    def compared_with(self) -> float:
        """The paper's number that ours stands against: its mean where it has one, not its best."""
        return PAPER_110[0] if self.depth == 110 else self.paper

    @property
    def difference(self) -> float | None:
        """The mean of ours minus the paper's, in percentage points."""
        return None if self.residual is None else self.residual.mean - self.compared_with

    @property
    def reached(self) -> bool | None:
        """Whether ours is at most `TOLERANCE` above the paper's; None where there is none."""
        return None if self.difference is None else self.difference <= TOLERANCE + 1e-9

    def cells(self) -> list[object]:
        """The row as plain values by `NAMES`; None where there is nothing."""
        difference = None if self.difference is None else round(self.difference, 3)
        found: list[object] = [self.depth, self.paper, self.compared_with, difference]
        for errors in (self.residual, self.plain):
            said = {} if errors is None else errors.described()
            found += [*map(said.get, _OURS), None if errors is None else len(errors.seeds)]
        return found


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
        result = table.with_name(label + RESULT_SUFFIX)
        text = result.read_text("utf-8") if result.is_file() else None
        runs.append(run_from_texts(label, table.read_text("utf-8"), result=text))
    named = [run for run in runs if run.network is not None]
    return tuple(sorted(named, key=_place))


def one_recipe(runs: Sequence[TrainedRun]) -> RunResult | None:
    """What stands for the recipe of all runs; None where there is more than one, or none is said.

    Their results differ in network, seed and errors alone.
    """
    results = [run.result for run in runs if run.result is not None]
    alike = {
        (each.data_sha256, replace(each.recipe, depth=0), each.precision, each.input_scaling)
        for each in results
    }
    return results[-1] if len(alike) == 1 and len(results) == len(runs) else None


def table_6(runs: Sequence[TrainedRun]) -> tuple[TableRow, ...]:
    """Table 6 of the paper with our finished networks on CIFAR-10 beside it."""
    return tuple(
        TableRow(depth, paper, _errors(runs, depth, "residual"), _errors(runs, depth, "plain"))
        for depth, paper in TABLE_6
    )


def _place(run: TrainedRun) -> tuple[bool, int, int]:
    assert run.network is not None
    return run.network.residual, run.network.depth, run.seed or 0


def _errors(runs: Sequence[TrainedRun], depth: int, kind: NetworkKind) -> OverSeeds | None:
    found = [
        run
        for run in runs
        if run.network is not None
        and (run.network.depth, run.kind, run.data) == (depth, kind, "cifar10")
        and run.final is not None
    ]
    return over_seeds(found, "test") if found else None
