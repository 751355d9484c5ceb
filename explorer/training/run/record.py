"""Runs as folders: the one door to their writers and readers.

A race's files are described in `explorer.training.race.record`; those of a training run are

settings.json       what was asked for, and the data and input scaling it was done with
training.csv        one row an epoch
layers.csv          what every convolution did, now and then (`explorer.training.run.layer_log`)
weights.safetensors the trained network, with metadata to rebuild it
result.json         how it ended, for programs (`explorer.training.run.result`)
model-card.md       what a person should know about it
"""

import json
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

from explorer.files.tables import write_table
from explorer.files.whole_file import write_whole
from explorer.sentences.sentence import refusal
from explorer.training.run.result import RunResult

SETTINGS, TABLE, WEIGHTS, RESULT, CARD = (
    "settings.json",
    "training.csv",
    "weights.safetensors",
    "result.json",
    "model-card.md",
)


@dataclass(frozen=True)
class EpochRow:
    """One finished epoch: a row of `training.csv`. Errors are shares from 0 to 1.

    Attributes:
        epoch: Counted from 1.
        iteration: Iterations done at its end.
        loss: Mean cross-entropy of its batches, while learning.
        train_error: Share of its images classified wrongly, while learning, augmented.
        test_error: Share of the test images classified wrongly at its end.
        learning_rate: Of its last iteration.
        seconds: Time it took, test included.
    """

    epoch: int
    iteration: int
    loss: float
    train_error: float
    test_error: float
    learning_rate: float
    seconds: float


@dataclass(frozen=True, repr=False)
class RecordedRun:
    """What a run's folder says.

    Attributes:
        settings: The contents of `settings.json`.
        rows: The epochs that are finished, in order.
        weights: The trained network's file, None while the run is unfinished.
        result: How it ended; None while it is unfinished, and of runs from before there was one.
    """

    settings: dict[str, Any]
    rows: tuple[EpochRow, ...]
    weights: Path | None
    result: RunResult | None = None

    def __repr__(self) -> str:
        """Short: what was trained, how far, and its error."""
        network, data = (self.settings.get(name, "?") for name in ("network", "data"))
        ended = "unfinished" if self.weights is None else "finished"
        if self.result is not None:
            ended = f"test error {self.result.test_error:.2%}"
        elif self.rows:
            ended += f", test error {self.rows[-1].test_error:.2%}"
        return f"<RecordedRun of {network} on {data}: {len(self.rows)} epochs, {ended}>"


def write_settings(folder: Path, settings: dict[str, Any]) -> None:
    """Write `settings.json`."""
    text = json.dumps(settings, indent=2, ensure_ascii=False)
    write_whole(folder / SETTINGS, f"{text}\n".encode())


def write_rows(folder: Path, rows: tuple[EpochRow, ...]) -> None:
    """Write `training.csv` whole: rows that a resumed run will do again are not in it."""
    texts = (
        (
            row.epoch,
            row.iteration,
            f"{row.loss:.6g}",
            f"{row.train_error:.5f}",
            f"{row.test_error:.5f}",
            f"{row.learning_rate:.6g}",
            f"{row.seconds:.1f}",
        )
        for row in rows
    )
    write_table(folder / TABLE, [field.name for field in fields(EpochRow)], texts)


def write_result(folder: Path, result: RunResult) -> None:
    """Write `result.json`."""
    write_whole(folder / RESULT, result.text().encode())


def write_card(folder: Path, text: str) -> None:
    """Write `model-card.md`."""
    write_whole(folder / CARD, text.encode())


def has_run(folder: Path) -> bool:
    """Whether a folder holds a run already, finished or not."""
    from explorer.training.run.checkpoint import (
        NEWEST,  # brings the tensor library, readers need none
    )

    names = (SETTINGS, TABLE, WEIGHTS, RESULT, CARD, NEWEST)
    return any((folder / name).exists() for name in names)


def is_finished(folder: Path) -> bool:
    """Whether the run in a folder has come to its end: the card is what is written last."""
    return (folder / WEIGHTS).is_file() and (folder / CARD).is_file()


def read_run(folder: str | Path) -> RecordedRun:
    """What a run's folder says.

    Raises:
        FileNotFoundError: The folder holds no run.
        ValueError: A file of it cannot be understood.
    """
    folder = Path(folder)
    if not (folder / SETTINGS).is_file() or not (folder / TABLE).is_file():
        raise FileNotFoundError(
            f"{folder} holds no training run ({SETTINGS} and {TABLE}): "
            "choose the folder that was given to train as --output"
        )
    try:
        settings = json.loads((folder / SETTINGS).read_text(encoding="utf-8"))
        rows = rows_of((folder / TABLE).read_text(encoding="utf-8"))
        ended = (folder / RESULT).read_text("utf-8") if (folder / RESULT).is_file() else None
        result = None if ended is None else RunResult.from_text(ended)
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(
            f"the run in {folder.name} cannot be read ({error}): "
            f"{SETTINGS} and {TABLE} must be as train wrote them"
        ) from error
    weights = folder / WEIGHTS
    return RecordedRun(settings, rows, weights if weights.is_file() else None, result)


def rows_of(table: str) -> tuple[EpochRow, ...]:
    """The epochs that the text of a `training.csv` holds.

    Raises:
        ValueError: It is not such a table.
    """
    wanted = [field.name for field in fields(EpochRow)]
    lines = table.removeprefix("\ufeff").splitlines()  # spreadsheets put a mark before the text
    if not lines or lines[0].split(",") != wanted:
        raise refusal("its first line must be {line}", line=",".join(wanted))
    rows = []
    for number, line in enumerate(lines[1:], 2):
        try:
            rows.append(row_from_numbers([float(each) for each in line.split(",")]))
        except (ValueError, TypeError, OverflowError) as error:
            raise refusal(
                "line {number} does not hold {count} numbers", number=number, count=len(wanted)
            ) from error
    return tuple(rows)


def row_numbers(row: EpochRow) -> list[float]:
    """A row as plain numbers, for the checkpoint."""
    return list(astuple(row))


def row_from_numbers(numbers: list[float]) -> EpochRow:
    """The row that `row_numbers` took apart."""
    return EpochRow(int(numbers[0]), int(numbers[1]), *numbers[2:])
