"""A person's own pictures: one folder for each class, named as the class."""

import os
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from explorer.datasets.labelled import Dataset, LabelledImages, held_out
from explorer.photographs.photograph import read_photograph
from explorer.sentences.sentence import Sentence, refusal

SUFFIXES = frozenset(
    (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".ppm", ".avif")
)
TEST_FOLDERS = ("test", "val", "valid", "validation")
_SHOWN_NAMES = 3


@dataclass(frozen=True)
class ClassFolders:
    """The image files of some classes.

    Attributes:
        class_names: In the order of their names.
        paths: For each class its files, in the order of their names.
        root: The folder that holds the classes' folders.
    """

    class_names: tuple[str, ...]
    paths: tuple[tuple[Path, ...], ...]
    root: Path

    def files(self) -> list[tuple[Path, int]]:
        """Every file with its class index."""
        return [(path, label) for label, paths in enumerate(self.paths) for path in paths]


def upright_pixels(path: Path) -> NDArray[np.uint8]:
    """(H, W, 3) of a picture, upright.

    Raises:
        OSError: It is not there.
        ValueError: It is no picture that can be read.
    """
    return read_photograph(path).pixels


def class_folders(folder: Path) -> ClassFolders:
    """The class-named folders in a folder; hidden ones are left alone.

    Raises:
        FileNotFoundError: There is no such folder.
        ValueError: There are fewer than two classes, one has no images, or two have the same name.
    """
    if not folder.is_dir():
        raise FileNotFoundError(
            Sentence(
                "there is no folder {folder}: give one that holds a folder of pictures "
                "for each class",
                folder=folder,
            )
        )
    classes = sorted(
        each for each in folder.iterdir() if each.is_dir() and not each.name.startswith(".")
    )
    if len(classes) < 2:
        if not classes:
            raise refusal(
                "{name} holds no folders: there must be a folder of pictures for each of two or "
                "more classes",
                name=folder.name,
            )
        raise refusal(
            "{name} holds only the folder {folder}: there must be a folder of pictures for "
            "each of two or more classes",
            name=folder.name,
            folder=classes[0].name,
        )
    seen: dict[str, str] = {}
    for each in classes:
        key = name_key(each.name)
        if key in seen:
            raise refusal(
                "{first!r} and {second!r} in {where} are the same class name: rename "
                "one, or put their pictures together",
                first=seen[key],
                second=each.name,
                where=folder.name,
            )
        seen[key] = each.name
    paths = tuple(_images(each) for each in classes)
    empty = [each.name for each, found in zip(classes, paths, strict=True) if not found]
    if empty:
        raise refusal(
            "there are no pictures in {folder} ({name}): put some there (.jpg, "
            ".png, ...), or remove the folder",
            folder=", ".join(empty),
            name=folder.name,
        )
    return ClassFolders(tuple(" ".join(each.name.split()) for each in classes), paths, folder)


def name_key(name: str) -> str:
    """What two class names have in common that a person would take for the same.

    Case, spaces and the way in which a letter with an accent is encoded (macOS writes two
    characters for it) make no difference.
    """
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def split_folders(folder: Path) -> tuple[ClassFolders, ClassFolders] | None:
    """Training and test classes of a folder that holds `train` and `test` (or `val`), else None.

    Raises:
        ValueError: The two do not have the same classes.
    """
    if not (folder / "train").is_dir():
        return None
    tests = [folder / name for name in TEST_FOLDERS if (folder / name).is_dir()]
    if not tests:
        return None
    train, test = class_folders(folder / "train"), class_folders(tests[0])
    if train.class_names != test.class_names:
        different = sorted({*train.class_names} ^ {*test.class_names})
        raise refusal(
            "train and {test} in {name} must have the same classes, and only one "
            "of them has {classes}",
            test=tests[0].name,
            name=folder.name,
            classes=", ".join(different),
        )
    return train, test


def read_folder(folder: Path, size: int = 32) -> Dataset:
    """All pictures of class-named folders, as small squares in memory.

    `train` and `test` folders are used as they are; else a fifth of every class is held out.

    Args:
        folder: The folder.
        size: Side of the squares, in pixels.

    Raises:
        FileNotFoundError: There is no such folder.
        ValueError: Its classes cannot be used, or none of a class's pictures can be read.
    """
    unread: list[str] = []
    divided = split_folders(folder)
    if divided:
        names, how = divided[0].class_names, "as its folders divide them"
        train, test = (_read_all(part, size, unread) for part in divided)
    else:
        classes = class_folders(folder)
        names, how = classes.class_names, "a fifth of every class held out"
        whole = _read_all(classes, size, unread)
        chosen = held_out(whole.labels, names)
        train = LabelledImages(whole.images[~chosen], whole.labels[~chosen])
        test = LabelledImages(whole.images[chosen], whole.labels[chosen])
    note = f"pictures of {folder.name}, scaled and cropped to {size} x {size} pixels; {how}."
    if unread:
        shown = ", ".join(unread[:_SHOWN_NAMES]) + (", ..." if len(unread) > _SHOWN_NAMES else "")
        note += f" {len(unread)} files could not be read and were left out: {shown}."
    return Dataset(
        name=folder.name,
        train=train,
        test=test,
        class_names=names,
        mirrored=True,
        note=note,
    )


def square(pixels: NDArray[np.uint8], size: int, resize: int | None = None) -> NDArray[np.uint8]:
    """The centre square of a picture, cut as torchvision's transform does.

    Args:
        pixels: (H, W, 3).
        size: Side of the square, in pixels.
        resize: What the picture's shorter side is scaled to before; by default the same.

    Returns:
        (size, size, 3).
    """
    height, width = pixels.shape[:2]
    shorter = min(height, width)
    resize = resize or size
    scaled = (int(resize * width / shorter), int(resize * height / shorter))
    image = Image.fromarray(pixels).resize(scaled, Image.Resampling.BILINEAR)
    left, top = round((scaled[0] - size) / 2), round((scaled[1] - size) / 2)
    return np.asarray(image.crop((left, top, left + size, top + size)))


def _images(folder: Path) -> tuple[Path, ...]:
    """The image files of a folder and of those inside it."""
    found = [
        Path(place) / name
        for place, _, names in os.walk(folder)
        for name in names
        if Path(name).suffix.lower() in SUFFIXES and not name.startswith(".")
    ]
    return tuple(sorted(found))


def _read_all(classes: ClassFolders, size: int, unread: list[str]) -> LabelledImages:
    images, labels = [], []
    for path, label in classes.files():
        try:
            images.append(square(upright_pixels(path), size))
        except (ValueError, OSError):
            unread.append(path.name)
        else:
            labels.append(label)
    without = [name for i, name in enumerate(classes.class_names) if i not in set(labels)]
    if without:
        raise refusal(
            "none of the pictures of {classes} can be read: replace {files}",
            classes=", ".join(without),
            files=", ".join(unread[:_SHOWN_NAMES]),
        )
    return LabelledImages(np.stack(images), np.array(labels, dtype=np.int64))
