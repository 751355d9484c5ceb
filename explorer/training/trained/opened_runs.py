"""Recorded runs from files that a person gives: tables, what goes with them, or zips of folders.

Nothing is unpacked to the disk and no path is followed: only contents that were given are read.
"""

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from explorer.files.zip_member import checked_parts, read_named
from explorer.sentences.sentence import Sentence, refusal
from explorer.training.run.record import CARD, RESULT, SETTINGS, TABLE
from explorer.training.run.result import is_result
from explorer.training.trained.trained_run import TrainedRun, run_from_texts

SUFFIXES: Final = (".csv", ".json", ".md", ".zip")
LARGEST_TEXT: Final = 5_000_000  # bytes; 20,000 epochs are 1.2 million
MOST_TEXT: Final = 60_000_000  # of one zip: twenty runs of 20,000 epochs are 24 million
MOST_RUNS: Final = 20
MOST_FOLDERS: Final = 100  # looked at in one zip


class _TextError(ValueError):
    """What is wrong with one text, as a sentence for the person."""


def opened_runs(files: Sequence[Path]) -> tuple[TrainedRun, ...]:
    """The runs in some files, in their order.

    Args:
        files: `training.csv` of one or more runs, or of one run with its `settings.json`,
            `result.json` and `model-card.md`; or zips of runs' folders.

    Raises:
        FileNotFoundError: A file is not there.
        ValueError: A file is no such thing, or there is no run in it; one sentence that names it.
    """
    runs: list[TrainedRun] = []
    loose: list[Path] = []
    for file in files:
        suffix = file.suffix.lower()
        if suffix not in SUFFIXES:
            raise refusal(
                "{file} is no file of a run by its name: give training.csv, "
                "settings.json, result.json, model-card.md, or a zip of the run's "
                "folder",
                file=file.name,
            )
        if suffix == ".zip":
            runs += _from_zip(file)
            _check_count(len(runs))  # before the next is read
        else:
            loose.append(file)
    _check_count(len(runs) + sum(map(_is_table, loose)))
    return _told_apart([*runs, *_from_loose(loose)])


def _check_count(runs: int) -> None:
    if runs > MOST_RUNS:
        raise refusal(
            "{count} runs are more than can be told apart in one figure: give at most {most}",
            count=runs,
            most=MOST_RUNS,
        )


def _is_table(file: Path) -> bool:
    return file.suffix.lower() == ".csv"


def _told_apart(runs: Sequence[TrainedRun]) -> tuple[TrainedRun, ...]:
    """The same runs under names of their own: a bare `training.csv` is called by its network."""
    taken: set[str] = set()
    named = []
    for run in runs:
        plain = run.network.text if run.label == TABLE and run.network else run.label
        label, number = plain, 1
        while label in taken:
            number += 1
            label = f"{plain} ({number})"
        taken.add(label)
        named.append(replace(run, label=label))
    return tuple(named)


def _from_loose(files: Sequence[Path]) -> list[TrainedRun]:
    tables = [file for file in files if _is_table(file)]
    others = [file for file in files if not _is_table(file)]
    if others and not tables:
        raise refusal(
            "{file} has no curve: give the training.csv beside it too", file=others[0].name
        )
    ambiguous = refusal(
        "{file} could be of more than one of these runs: give one run's files, "
        "or a zip of each run's folder",
        file=others[0].name if others else "",
    )
    if len(others) > len((SETTINGS, RESULT, CARD)) or (len(tables) > 1 and others):
        raise ambiguous  # before any is read
    said = [_read(file) for file in others]
    kinds = [_kind(file, text) for file, text in zip(others, said, strict=True)]
    if len(set(kinds)) < len(kinds):
        raise ambiguous
    texts = dict(zip(kinds, said, strict=True))
    return [_run(_label(table), {TABLE: _read(table), **texts}) for table in tables]


def _kind(file: Path, text: str) -> str:
    """What a file beside the table is: browsers rename what is downloaded twice."""
    if file.suffix.lower() == ".md":
        return CARD
    return RESULT if is_result(text) else SETTINGS


def _label(table: Path) -> str:
    """`cifar-resnet20` of the shipped `cifar-resnet20.training.csv`; else the name itself."""
    return table.name.removesuffix(f".{TABLE}") or table.name


def _read(file: Path) -> str:
    if not file.is_file():
        raise FileNotFoundError(Sentence("there is no file {file}: give it again", file=file.name))
    if file.stat().st_size > LARGEST_TEXT:
        raise _too_large(file.name)
    return _decoded(file.name, file.read_bytes())


def _from_zip(file: Path) -> list[TrainedRun]:
    """The runs of a zip: each folder in it that holds a `training.csv`."""
    if not file.is_file():
        raise FileNotFoundError(Sentence("there is no file {file}: give it again", file=file.name))
    folders: dict[tuple[str, ...], dict[str, str]] = {}
    left = MOST_TEXT
    try:
        wanted = (TABLE, SETTINGS, RESULT, CARD)
        for name, info, content in read_named(file, wanted, LARGEST_TEXT):
            *folder, _ = checked_parts(info, file.name)
            left -= len(content)
            if left < 0:
                raise _TextError(
                    Sentence(
                        "{file} holds over {limit:.0f} MB of runs' texts: zip fewer folders",
                        file=file.name,
                        limit=MOST_TEXT / 1e6,
                    )
                )
            folders.setdefault(tuple(folder), {})[name] = _decoded(info.filename, content)
            if len(folders) > MOST_FOLDERS:
                break
    except _TextError:
        raise
    except (ValueError, zipfile.BadZipFile) as error:  # zip_member speaks of pictures
        raise refusal(
            "{file} is damaged, locked with a password or no ordinary zip: zip the "
            "run's folder again",
            file=file.name,
        ) from error
    found = {folder: texts for folder, texts in folders.items() if TABLE in texts}
    if not 0 < len(found) <= MOST_RUNS:
        raise refusal(
            "{file} holds {count} runs (folders with {table}): zip from 1 to {most} "
            "folders that were given to train as --output",
            file=file.name,
            count=len(found),
            table=TABLE,
            most=MOST_RUNS,
        )
    return [_run(folder[-1] if folder else file.stem, texts) for folder, texts in found.items()]


def _decoded(name: str, content: bytes) -> str:
    if len(content) > LARGEST_TEXT:
        raise _too_large(name)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _TextError(
            Sentence("{file} is not a text in UTF-8: give it as train wrote it", file=name)
        ) from error


def _too_large(name: str) -> _TextError:
    return _TextError(
        Sentence(
            "{file} is over {limit:.0f} MB, and no run's text is: give the one that train wrote",
            file=name,
            limit=LARGEST_TEXT / 1e6,
        )
    )


def _run(label: str, texts: Mapping[str, str]) -> TrainedRun:
    return run_from_texts(
        label,
        texts[TABLE],
        result=texts.get(RESULT),
        card=texts.get(CARD),
        settings=texts.get(SETTINGS),
    )
