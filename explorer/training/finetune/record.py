"""A fine-tuning as a folder, written whole or not at all.

weights.safetensors the network, with class names, input scaling and size beside the weights
model-card.md       what a person should know about it
settings.json       what was asked for, and what followed from it
history.csv         one row an epoch
confusion.csv       held-out pictures by true class (row) and predicted class (column)
held-out.csv        every picture that was held out, by name, with what it was taken for
"""

import contextlib
import glob
import json
import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from torch import nn

from explorer.files.tables import write_table
from explorer.files.whole_file import unwritable, write_whole
from explorer.networks.catalog.loaded import LoadedNetwork
from explorer.networks.scaling import scaling_text
from explorer.networks.weights.checkpoint import write_safetensors
from explorer.training.finetune.card import card
from explorer.training.finetune.result import FinetuneEpoch, FinetuneResult

WEIGHTS, CARD, SETTINGS, HISTORY, CONFUSION, HELD_OUT = (
    "weights.safetensors",
    "model-card.md",
    "settings.json",
    "history.csv",
    "confusion.csv",
    "held-out.csv",
)
HELD_OUT_COLUMNS = ("picture", "class", "predicted", "probability")


def check_free(folder: Path) -> None:
    """Refuse a folder that holds something, before hours are spent.

    Raises:
        ValueError: It exists and is not empty, or is a file.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ValueError(
            f"{folder} already holds something: give another --output, or empty that folder"
        )


def write_finetune(
    folder: Path, result: FinetuneResult, network: nn.Module, loaded: LoadedNetwork
) -> None:
    """Write everything, beside the folder's place first; then move it there.

    Args:
        folder: Made here; must not hold anything yet.
        result: What came of it.
        network: With the best epoch's weights.
        loaded: What it started from: input scaling and size.

    Raises:
        ValueError: The folder holds something.
        OSError: It cannot be written; nothing of it is left then.
    """
    check_free(folder)
    draft = folder.parent / f".{folder.name}.{os.getpid()}.part"
    for left in folder.parent.glob(f".{glob.escape(folder.name)}.[0-9]*.part"):
        shutil.rmtree(left, ignore_errors=True)  # of a process that was killed
    try:
        draft.mkdir(parents=True)
        write_safetensors(draft / WEIGHTS, network, metadata(result, loaded))
        write_whole(draft / CARD, card(result, loaded).encode())
        described = json.dumps(settings(result, loaded), indent=2, ensure_ascii=False)
        write_whole(draft / SETTINGS, f"{described}\n".encode())
        epoch = [field.name for field in fields(FinetuneEpoch)]
        write_table(draft / HISTORY, epoch, _history(result.rows))
        classes = ("true \\ predicted", *result.class_names)
        write_table(draft / CONFUSION, classes, _confusion(result))
        write_table(draft / HELD_OUT, HELD_OUT_COLUMNS, _held_out(result))
        if folder.exists():
            folder.rmdir()  # empty, as was checked: Windows replaces no folder
        draft.replace(folder)
    except OSError as error:
        raise unwritable(folder, error) from error
    finally:
        with contextlib.suppress(OSError):
            shutil.rmtree(draft)


def metadata(result: FinetuneResult, loaded: LoadedNetwork) -> dict[str, str]:
    """The texts beside the weights, by which the network is opened again as it was."""
    return {
        "class_names": json.dumps(result.class_names, ensure_ascii=False),
        "input_scaling": scaling_text(loaded.scaling),
        "resize": str(loaded.resize),
        "data": result.data,
        "trained": result.settings.train,
        "seed": str(result.settings.seed),
        "held_out_accuracy": f"{result.accuracy:.4f}",
        "held_out_pictures": str(len(result.held_out)),
    }


def settings(result: FinetuneResult, loaded: LoadedNetwork) -> dict[str, Any]:
    """What `settings.json` says; shares are from 0 to 1."""
    low, high = result.interval
    return {
        "network": result.network,
        "weights": result.source,
        **asdict(result.settings),
        "epochs": result.epochs,
        "best_epoch": result.best_epoch,
        "stopped": result.stopped,
        "data": result.data,
        "class_names": list(result.class_names),
        "learned_from": list(result.learned_from),
        "held_out": [sum(e.label == i for e in result.held_out) for i in range(_classes(result))],
        "held_out_accuracy": result.accuracy,
        "interval_95": [low, high],
        "per_class_accuracy": list(result.per_class),
        "frozen_statistics": result.frozen_statistics,
        "trained_parameters": result.trained_parameters,
        "parameters": result.parameters,
        "input_scaling": scaling_text(loaded.scaling),
        "resize": loaded.resize,
        "input_size": loaded.input_size,
        "device": result.device,
        "seconds": round(result.seconds, 1),
        "notes": list(result.notes),
    }


def _history(rows: Sequence[FinetuneEpoch]) -> Iterable[Sequence[object]]:
    for row in rows:
        yield (
            row.epoch,
            f"{row.loss:.6g}",
            f"{row.train_accuracy:.5f}",
            f"{row.held_out_loss:.6g}",
            f"{row.held_out_accuracy:.5f}",
            f"{row.seconds:.2f}",
        )


def _confusion(result: FinetuneResult) -> Iterable[Sequence[object]]:
    for name, row in zip(result.class_names, result.confusion.tolist(), strict=True):
        yield (name, *row)


def _held_out(result: FinetuneResult) -> Iterable[Sequence[object]]:
    for each in result.held_out:
        yield (
            each.name,
            result.class_names[each.label],
            result.class_names[each.predicted],
            f"{each.probability:.4f}",
        )


def _classes(result: FinetuneResult) -> int:
    return len(result.class_names)
