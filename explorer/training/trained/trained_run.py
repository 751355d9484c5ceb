"""One run of training as its own files tell it: curve, recipe, final errors. Reads no tensors.

`training.csv` must be there. `settings.json` says what the run was and `result.json` how it ended
too, in older folders `model-card.md`; without them a curve is drawn, but nobody knows of what.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from explorer.networks.names import NetworkName
from explorer.sentences.sentence import Sentence, refusal
from explorer.training.race.result import NetworkKind
from explorer.training.run.record import CARD, RESULT, SETTINGS, EpochRow, rows_of
from explorer.training.run.result import RunResult
from explorer.training.trained.run_description import (
    FinalErrors,
    RunDescription,
    by_card,
    by_result,
    by_settings,
)

MOST_EPOCHS = 20_000
LARGEST_NUMBER = 10**12  # of an epoch or iteration: JSON of figures ends at 64 bits


@dataclass(frozen=True)
class TrainedRun:
    """A run of training, finished or not.

    Attributes:
        label: What people call it: the name of its folder or file.
        network: What was trained; None where no file says it.
        data: The data set's name, "" where no file says it.
        recipe: `short` or `paper`, "" where no file says it.
        seed: None where no file says it.
        rows: The finished epochs, in order; at least one.
        planned: Iterations of the whole run; None where no file says it.
        final: None of a run that is not finished, or of which no file says how it ended.
        result: What `result.json` says; None where it is not there.
    """

    label: str
    network: NetworkName | None
    data: str
    recipe: str
    seed: int | None
    rows: tuple[EpochRow, ...]
    planned: int | None
    final: FinalErrors | None
    result: RunResult | None = None

    @property
    def kind(self) -> NetworkKind | None:
        """`plain` or `residual`; None where it is not known."""
        if self.network is None:
            return None
        return "residual" if self.network.residual else "plain"

    @property
    def finished(self) -> bool:
        """Whether the run has come to the end of its recipe."""
        return self.final is not None or self.rows[-1].iteration == self.planned

    @property
    def schedule(self) -> tuple[object, ...]:
        """What two runs must agree on to be compared: data, recipe and the rate of every epoch."""
        rates = tuple((row.iteration, row.learning_rate) for row in self.rows)
        return self.data, self.recipe, rates


def run_from_texts(
    label: str,
    table: str,
    *,
    result: str | None = None,
    card: str | None = None,
    settings: str | None = None,
) -> TrainedRun:
    """A run from the contents of its files.

    Args:
        label: What people call it.
        table: Of `training.csv`.
        result: Of `result.json`.
        card: Of `model-card.md`; looked at only where there is no result.
        settings: Of `settings.json`.

    Raises:
        ValueError: A file cannot be understood; one sentence that names it.
    """
    rows = _rows(label, table)
    begun = RunDescription() if settings is None else by_settings(label, settings)
    ended, file = begun, SETTINGS
    if result is not None:
        ended, file = by_result(label, result), RESULT
    elif card is not None:
        ended, file = by_card(label, card), CARD
    names = [each.network.text for each in (begun, ended) if each.network is not None]
    if len(set(names)) > 1:
        raise refusal(
            "the files of {run} are of two runs (settings.json is of {first}, "
            "{file} of {second}): give those of one folder",
            run=label,
            first=names[0],
            file=file,
            second=names[1],
        )
    return TrainedRun(
        label=label,
        network=ended.network,
        data=ended.data,
        recipe=ended.recipe,
        seed=ended.seed,
        rows=rows,
        planned=ended.planned,
        final=ended.final,
        result=ended.result,
    )


def by_network(runs: Sequence[TrainedRun]) -> tuple[tuple[TrainedRun, ...], ...]:
    """Runs of known networks, those together that differ in nothing but their seed."""
    seeds: dict[tuple[object, ...], list[TrainedRun]] = {}
    for run in runs:
        if run.network is not None:
            seeds.setdefault((run.network.text, run.schedule), []).append(run)
    return tuple(map(tuple, seeds.values()))


def _rows(label: str, table: str) -> tuple[EpochRow, ...]:
    try:
        rows = rows_of(table)
        if not rows:
            raise _fault(Sentence("no epoch is finished"))
        if len(rows) > MOST_EPOCHS:
            raise _fault(Sentence("it has more than {count:,} epochs", count=MOST_EPOCHS))
        numbers = [row.iteration for row in rows]
        if numbers[0] < 1 or any(b <= a for a, b in pairwise(numbers)):
            raise _fault(Sentence("its iterations must rise"))
        if any(abs(each) > LARGEST_NUMBER for row in rows for each in (row.epoch, row.iteration)):
            raise _fault(
                Sentence("its epochs and iterations must be at most {most:,}", most=LARGEST_NUMBER)
            )
        if not all(0 <= error <= 1 for row in rows for error in (row.train_error, row.test_error)):
            raise _fault(Sentence("its errors must be shares from 0 to 1"))
    except ValueError as error:
        raise refusal(
            "the curve of {run} cannot be read ({fault}): give its training.csv as train wrote it",
            run=label,
            fault=error,
        ) from error
    return rows


def _fault(what: str) -> ValueError:
    """What is wrong inside a file; the sentence around it names the file."""
    return ValueError(what)
