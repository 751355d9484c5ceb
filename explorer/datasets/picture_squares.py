"""A person's pictures as a network sees them: small squares, some held out, copies left out."""

import hashlib
import tempfile
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from explorer.datasets.class_pictures import ClassPictures, Picture, check_enough
from explorer.datasets.folder import square
from explorer.datasets.labelled import held_out
from explorer.sentences.sentence import Sentence, refusal

Read = Callable[[Path | bytes, str], NDArray[np.uint8]]

IN_MEMORY = 256_000_000  # bytes of squares; more are kept in a file that the system pages in
FEWEST_HELD_OUT = 2
_SHOWN_NAMES = 5


@dataclass(frozen=True, eq=False)
class PictureSquares:
    """Pictures that were read, reduced to what the network sees of them.

    Attributes:
        images: (N, size, size, 3) uint8, as torchvision's evaluation transform cuts them.
        labels: (N,) int64 class indices.
        held_out: (N,) True for those that are never learned from.
        pictures: Where each of them is from, N.
        notes: Sentences on what was left out.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    held_out: NDArray[np.bool_]
    pictures: tuple[Picture, ...]
    notes: tuple[str, ...]


def read_pictures(
    source: ClassPictures, read: Read, *, resize: int, size: int, seed: int
) -> Generator[tuple[int, int], None, PictureSquares]:
    """Read all pictures, one in memory at a time.

    A picture that cannot be read is left out, and so is a copy of another; the notes say which.
    A fifth of every class is held out, two pictures at least, unless the folders divide them.

    Args:
        source: The pictures.
        read: A file's or content's upright (H, W, 3) pixels; raises ValueError or OSError.
        resize: Pixels of the shorter side before the square is cut.
        size: Side of the squares.
        seed: Decides which are held out.

    Yields:
        How many were looked at, of how many.

    Raises:
        ValueError: A class has too few pictures that can be read, or two classes share one.
    """
    images = _storage(len(source.pictures), size)
    kept: list[Picture] = []
    unread: list[Picture] = []
    copies: list[Picture] = []
    seen: dict[bytes, Picture] = {}
    with source.opened() as content:
        for number, picture in enumerate(source.pictures, 1):
            try:
                pixels = square(read(content(picture), picture.name), size, resize)
            except (ValueError, OSError):
                unread.append(picture)
            else:
                first = seen.setdefault(hashlib.blake2b(pixels.tobytes()).digest(), picture)
                if first is picture:
                    images[len(kept)] = pixels
                    kept.append(picture)
                elif first.label == picture.label:
                    copies.append(picture)
                else:
                    raise refusal(
                        "{first} and {second} are the same picture in two classes: take it out "
                        "of one",
                        first=first.name,
                        second=picture.name,
                    )
            yield number, len(source.pictures)
    labels = np.array([each.label for each in kept], dtype=np.int64)
    for label, name in enumerate(source.class_names):
        missing = sum(each.label == label for each in unread)
        check_enough(name, int((labels == label).sum()), missing)
    notes = list(source.notes)
    if unread:
        notes.append(
            Sentence(
                "Pictures that cannot be read were left out ({count}): {names}.",
                count=len(unread),
                names=_names(unread),
            )
        )
    if copies:
        notes.append(
            Sentence(
                "Copies of other pictures were left out ({count}): {names}.",
                count=len(copies),
                names=_names(copies),
            )
        )
    chosen = _held_out(kept, labels, source, seed)
    return PictureSquares(images[: len(kept)], labels, chosen, tuple(kept), tuple(notes))


def _held_out(
    kept: Sequence[Picture], labels: NDArray[np.int64], source: ClassPictures, seed: int
) -> NDArray[np.bool_]:
    if all(each.held_out is None for each in kept):
        return held_out(labels, source.class_names, fewest=FEWEST_HELD_OUT, seed=seed)
    chosen = np.array([bool(each.held_out) for each in kept])
    for part, folder in ((~chosen, "train"), (chosen, "test")):
        for label, name in enumerate(source.class_names):
            if not (part & (labels == label)).any():
                raise refusal(
                    "the class {name} has no picture of its own in the folder {folder}: "
                    "put some there that are no copies",
                    name=name,
                    folder=folder,
                )
    return chosen


def _storage(count: int, size: int) -> NDArray[np.uint8]:
    shape = (count, size, size, 3)
    if count * size * size * 3 <= IN_MEMORY:
        return np.empty(shape, np.uint8)
    with tempfile.TemporaryFile() as file:  # gone from the disk when the array is
        return np.memmap(file, np.uint8, mode="w+", shape=shape)


def _names(pictures: Sequence[Picture]) -> str:
    shown = ", ".join(each.name for each in pictures[:_SHOWN_NAMES])
    more = ", ..." if len(pictures) > _SHOWN_NAMES else ""
    return shown + more
