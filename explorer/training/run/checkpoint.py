"""A run's state on the disk: the newest checkpoint and the one before it, each whole.

A checkpoint is a line with the SHA-256 of the rest, then what `torch.save` writes. So a file that
was cut short or changed anywhere is noticed, and the one before it is used.
"""

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from explorer.files.whole_file import write_whole

NEWEST, PREVIOUS = "checkpoint.pt", "checkpoint-previous.pt"
_MAGIC = b"resnet-explorer checkpoint 1 sha256="


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """All that a run needs to go on as if it had never stopped.

    The order of the images and their augmentation are functions of (seed, epoch, iteration), and
    so is the learning rate: no generator or schedule has a state beyond these numbers.

    Attributes:
        identity: What the run is (network, recipe, seed, data, ...), to refuse another's.
        iteration: Iterations done.
        network: State of the network, BatchNorm's running statistics included.
        optimiser: State of the optimiser: the momentum of every parameter.
        epoch_tally: Sums over the unfinished epoch.
        epoch_seconds: Time spent on the unfinished epoch.
        rows: Finished epochs, as `training.csv` has them.
        threads: CPU threads; another number adds in another order, so the last bits differ.
    """

    identity: dict[str, str]
    iteration: int
    network: dict[str, Tensor]
    optimiser: dict[str, Any]
    epoch_tally: dict[str, Tensor]
    epoch_seconds: float
    rows: list[list[float]]
    threads: int


def save(folder: Path, checkpoint: Checkpoint) -> None:
    """Write the newest checkpoint; the one that was newest becomes the previous one.

    Raises:
        OSError: It cannot be written; the message is a sentence and a good checkpoint remains.
    """
    buffer = io.BytesIO()
    torch.save(vars(checkpoint), buffer)
    payload = buffer.getvalue()
    newest, previous = folder / NEWEST, folder / PREVIOUS
    draft = folder / f"{NEWEST}.new"
    write_whole(draft, _MAGIC + hashlib.sha256(payload).hexdigest().encode() + b"\n" + payload)
    # Stopped between these two moves, the folder holds `previous` and a whole draft.
    if newest.exists():
        newest.replace(previous)
    draft.replace(newest)


def load(folder: Path) -> tuple[Checkpoint | None, str]:
    """The newest good checkpoint of a folder.

    Returns:
        The checkpoint (None if the folder has none at all) and a sentence about damaged ones
        that were passed over, or "".

    Raises:
        ValueError: There are checkpoints, and none of them is good.
    """
    damaged = []
    for name in (f"{NEWEST}.new", NEWEST, PREVIOUS):
        path = folder / name
        if not path.is_file():
            continue
        try:
            checkpoint = _read(path)
        except (ValueError, OSError) as error:
            damaged.append(f"{name} {error}")
            continue
        if not damaged:
            return checkpoint, ""
        return checkpoint, (
            f"{' and '.join(damaged)}: going on from {name}, {checkpoint.iteration:,} iterations in"
        )
    if damaged:
        raise ValueError(
            f"no checkpoint in {folder.name} can be used ({'; '.join(damaged)}): "
            "start again with another --output, or put a good copy there"
        )
    return None, ""


@contextmanager
def going_on() -> Iterator[None]:
    """Let what cannot be written inside say that the run need not begin again."""
    try:
        yield
    except OSError as error:
        raise OSError(f"{error}, then go on with --resume") from error


def check_same_run(saved: Checkpoint, identity: dict[str, str]) -> list[str]:
    """Sentences on how the resumed run goes on.

    Raises:
        ValueError: The checkpoint is of another run: it says what differs.
    """
    different = [
        f"{what} was {saved.identity.get(what)!r} and is now {value!r}"
        for what, value in identity.items()
        if saved.identity.get(what) != value
    ]
    if different:
        raise ValueError(
            f"this folder holds another training run ({'; '.join(different)}): "
            "give what it was started with, or another --output"
        )
    notes = [f"going on after {saved.iteration:,} iterations"]
    if saved.threads != torch.get_num_threads():
        notes.append(
            f"the run was started with {saved.threads} CPU threads and now has "
            f"{torch.get_num_threads()}: set OMP_NUM_THREADS={saved.threads} to get the same "
            "weights to the last bit"
        )
    return notes


def _read(path: Path) -> Checkpoint:
    header, _, payload = path.read_bytes().partition(b"\n")
    if not header.startswith(_MAGIC):
        raise ValueError("is not a checkpoint of this program")
    if header[len(_MAGIC) :].decode("ascii", "replace") != hashlib.sha256(payload).hexdigest():
        raise ValueError("is damaged (its check sum does not fit)")
    state = torch.load(io.BytesIO(payload), map_location="cpu", weights_only=True)
    return Checkpoint(**state)
