"""Labelled images in one `.npz` file, in the layout of the MedMNIST collection.

Source: Yang et al., MedMNIST v2, 2023: train_images, train_labels, (val_images, val_labels,)
test_images, test_labels; images uint8 (N, H, W) or (N, H, W, 3), labels (N, 1).
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from explorer.datasets.labelled import Dataset, LabelledImages
from explorer.datasets.npz_arrays import read_arrays
from explorer.sentences.sentence import Sentence, refusal

CIFAR10_CLASSES = (
    "airplane",
    "automobile",
    "bird",
    "cat",
    "deer",
    "dog",
    "frog",
    "horse",
    "ship",
    "truck",
)
MOST_CLASSES = 30_000  # the largest set of images in use, all of ImageNet, has 21,841
_REQUIRED = ("train_images", "train_labels", "test_images", "test_labels")


def read_archive(path: Path) -> Dataset:
    """The training and test images of a `.npz` file.

    Class names come from an array `class_names` if the file has one; a file called `cifar10.npz`
    gets CIFAR-10's; else the classes are called by their numbers. Validation images are left alone.

    Args:
        path: The file; its arrays are described above.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: It is no `.npz` file, or its arrays are not in this layout.
    """
    if not path.is_file():
        raise FileNotFoundError(
            Sentence(
                "there is no file {path}: give the path of a .npz file with {arrays}",
                path=path,
                arrays=", ".join(_REQUIRED),
            )
        )
    arrays = read_arrays(path, (*_REQUIRED, "class_names"))
    missing = [name for name in _REQUIRED if name not in arrays]
    if missing:
        raise refusal(
            "{file} has no {arrays}: a .npz file to train on must hold {required}",
            file=path.name,
            arrays=" and no ".join(missing),
            required=", ".join(_REQUIRED),
        )
    name = path.stem
    train = _labelled(name, arrays["train_images"], arrays["train_labels"])
    test = _labelled(name, arrays["test_images"], arrays["test_labels"])
    return Dataset(
        name=name,
        train=train,
        test=test,
        class_names=_class_names(name, arrays, train.labels, test.labels),
        mirrored="mnist" not in name.lower() and "digits" not in name.lower(),
        note=f"{len(train):,} training and {len(test):,} test images as {path.name} divides them.",
    )


def _labelled(
    name: str, images: NDArray[np.generic], labels: NDArray[np.generic]
) -> LabelledImages:
    if images.dtype != np.uint8:
        raise refusal(
            "the images of {name} are {dtype}: they must be uint8, with values 0 to 255",
            name=name,
            dtype=images.dtype,
        )
    single = labels.ndim > 0 and labels.size == labels.shape[0]
    if not single or not np.issubdtype(labels.dtype, np.integer):
        raise refusal(
            "the labels of {name} are {dtype} of shape {shape}: there must be one "
            "whole number for each image (sets with several labels an image are "
            "not supported)",
            name=name,
            dtype=labels.dtype,
            shape=labels.shape,
        )
    highest = int(labels.max(initial=0))
    if highest >= MOST_CLASSES:  # before a name is made for each
        raise refusal(
            "a label of {name} is {value}, and at most {most:,} classes are "
            "allowed: number the classes from 0",
            name=name,
            value=highest,
            most=MOST_CLASSES,
        )
    pixels: NDArray[np.uint8] = images.view(np.uint8)
    return LabelledImages(
        images=pixels[..., None] if pixels.ndim == 3 else pixels,
        labels=labels.reshape(-1).astype(np.int64),
    )


def _class_names(
    name: str,
    arrays: dict[str, NDArray[np.generic]],
    *labels: NDArray[np.int64],
) -> tuple[str, ...]:
    if "class_names" in arrays:
        own = arrays["class_names"]
        if own.size > MOST_CLASSES:
            raise refusal(
                "{name} has {count:,} class names, and at most {most:,} classes are "
                "allowed: leave the others out",
                name=name,
                count=own.size,
                most=MOST_CLASSES,
            )
        return tuple(str(each) for each in own.ravel())
    classes = 1 + max(int(each.max(initial=0)) for each in labels)
    if name.lower() == "cifar10" and classes == len(CIFAR10_CLASSES):
        return CIFAR10_CLASSES
    return tuple(str(index) for index in range(classes))
