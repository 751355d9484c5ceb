"""One run of training as its own files tell it: curve, recipe, final errors. Reads no tensors.

`training.csv` must be there. `settings.json` and `model-card.md` add what the run was and how it
ended; without them a curve is drawn, but nobody knows of what.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from explorer.networks.names import NetworkName, parse
from explorer.training.race_result import NetworkKind
from explorer.training.record import EpochRow, rows_of

MOST_EPOCHS = 20_000


@dataclass(frozen=True)
class FinalErrors:
    """Errors of the finished weights in float32, by the model card: shares from 0 to 1.

    Attributes:
        test: Of the test images.
        train: Of the training images, not augmented.
        test_images: How many.
    """

    test: float
    train: float
    test_images: int


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
        final: None of a run that is not finished, or whose card is not there.
    """

    label: str
    network: NetworkName | None
    data: str
    recipe: str
    seed: int | None
    rows: tuple[EpochRow, ...]
    planned: int | None
    final: FinalErrors | None

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
    label: str, table: str, *, card: str | None = None, settings: str | None = None
) -> TrainedRun:
    """A run from the contents of its files.

    Args:
        label: What people call it.
        table: Of `training.csv`.
        card: Of `model-card.md`.
        settings: Of `settings.json`.

    Raises:
        ValueError: A file cannot be understood; one sentence that names it.
    """
    rows = _rows(label, table)
    said = _from_settings(label, settings) if settings is not None else _Said()
    final = None
    if card is not None:
        told, final = _from_card(label, card)
        names = [each.network.text for each in (said, told) if each.network is not None]
        if len(set(names)) > 1:
            raise ValueError(
                f"the files of {label} are of two runs (settings.json is of {names[0]}, "
                f"model-card.md of {names[1]}): give those of one folder"
            )
        said = told
    return TrainedRun(
        label, said.network, said.data, said.recipe, said.seed, rows, said.planned, final
    )


def by_network(runs: Sequence[TrainedRun]) -> tuple[tuple[TrainedRun, ...], ...]:
    """Runs of known networks, those together that differ in nothing but their seed."""
    seeds: dict[tuple[object, ...], list[TrainedRun]] = {}
    for run in runs:
        if run.network is not None:
            seeds.setdefault((run.network.text, run.schedule), []).append(run)
    return tuple(map(tuple, seeds.values()))


@dataclass(frozen=True)
class _Said:
    network: NetworkName | None = None
    data: str = ""
    recipe: str = ""
    seed: int | None = None
    planned: int | None = None


def _rows(label: str, table: str) -> tuple[EpochRow, ...]:
    try:
        rows = rows_of(table)
        if not rows:
            raise _fault("no epoch is finished")
        if len(rows) > MOST_EPOCHS:
            raise _fault(f"it has more than {MOST_EPOCHS:,} epochs")
        numbers = [row.iteration for row in rows]
        if numbers[0] < 1 or any(b <= a for a, b in pairwise(numbers)):
            raise _fault("its iterations must rise")
        if not all(0 <= error <= 1 for row in rows for error in (row.train_error, row.test_error)):
            raise _fault("its errors must be shares from 0 to 1")
    except ValueError as error:
        raise ValueError(
            f"the curve of {label} cannot be read ({error}): give its training.csv as train wrote "
            "it"
        ) from error
    return rows


def _from_settings(label: str, text: str) -> _Said:
    try:
        said = json.loads(text.removeprefix("\ufeff"))
        return _Said(
            parse(str(said["network"])),
            str(said["data"]),
            str(said["recipe"]),
            int(said["seed"]),
            int(said["epochs"]) * int(said["iterations_per_epoch"]),
        )
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ValueError(
            f"the settings.json of {label} cannot be read: give it as train wrote it"
        ) from error


def _from_card(label: str, text: str) -> tuple[_Said, FinalErrors]:
    found = {
        what: re.search(pattern, text)
        for what, pattern in {
            "title": r"# (\S+) on (.+)",
            "recipe": r"\| recipe \| (\w+): .* ([\d,]+) iterations",
            "seed": r"\| seed \| (\d{1,10}) \|",
            "test": r"\*\*test error\*\* \| \*\*([\d.]+)%\*\* of ([\d,]+) test",
            "train": r"\| training error \| ([\d.]+)% of",
        }.items()
    }
    try:
        title, recipe, seed, test, train = (_groups(each) for each in found.values())
        said = _Said(parse(title[0]), title[1].strip(), recipe[0], int(seed[0]), _whole(recipe[1]))
        return said, FinalErrors(float(test[0]) / 100, float(train[0]) / 100, _whole(test[1]))
    except ValueError as error:
        raise ValueError(
            f"the model-card.md of {label} cannot be read: give it as train wrote it"
        ) from error


def _groups(found: re.Match[str] | None) -> tuple[str, ...]:
    if found is None:
        raise _fault("a line is missing")
    return found.groups()


def _whole(text: str) -> int:
    return int(text.replace(",", ""))


def _fault(what: str) -> ValueError:
    """What is wrong inside a file; the sentence around it names the file."""
    return ValueError(what)
