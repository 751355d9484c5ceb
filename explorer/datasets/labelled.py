"""Labelled images in memory: what every source of training data gives."""

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.sentences.sentence import Sentence, refusal

TEST_SHARE = 0.2
_SPLIT_SEED = 0
LARGEST_SIDE = 512  # beyond this the whole set in memory is no longer a small one


@dataclass(frozen=True, eq=False, repr=False)
class LabelledImages:
    """Images and the class of each.

    Attributes:
        images: (N, H, W, C) uint8, C = 1 (grey) or 3 (RGB).
        labels: (N,) int64 class indices.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]

    def __repr__(self) -> str:
        """Short: how many images of which shape."""
        return f"<{len(self)} images of {' x '.join(map(str, self.images.shape[1:]))}>"

    def __len__(self) -> int:
        """How many images there are."""
        return len(self.labels)


@dataclass(frozen=True, eq=False, repr=False)
class Dataset:
    """Training and test images of the same classes and size.

    Attributes:
        name: What it is called, such as `cifar10`.
        train: Images to learn from.
        test: Images to measure the error on, never learned from.
        class_names: One name for each class index.
        mirrored: Whether a left-right mirror image is still the same class (not so for digits).
        note: A sentence on where the images come from and how they were split.
    """

    name: str
    train: LabelledImages
    test: LabelledImages
    class_names: tuple[str, ...]
    mirrored: bool
    note: str

    def __repr__(self) -> str:
        """Short: its name and how many images of how many classes."""
        return (
            f"<Dataset {self.name}: {len(self.train):,} training and {len(self.test):,} test "
            f"images of {len(self.class_names)} classes, {_size(self.train)}>"
        )

    def __post_init__(self) -> None:
        if len(self.class_names) < 2:
            raise refusal(
                "{name} has {count} class: there must be at least two to tell apart",
                name=self.name,
                count=len(self.class_names),
            )
        for part, images in ((Sentence("training"), self.train), (Sentence("test"), self.test)):
            check_images(self.name, part, images, len(self.class_names))
        if self.train.images.shape[1:] != self.test.images.shape[1:]:
            raise refusal(
                "the training images of {name} are {extent1} and its test images "
                "{extent2}: bring them to one size and one number of channels",
                name=self.name,
                extent1=_size(self.train),
                extent2=_size(self.test),
            )

    @property
    def parts(self) -> tuple[LabelledImages, LabelledImages]:
        """Training and test images."""
        return self.train, self.test

    def channel_statistics(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Mean and standard deviation of the training pixels, per channel, of values 0 to 1.

        Rounded to four places, so that what a file records is what was used.
        """
        count = self.train.images[..., 0].size
        means, deviations = [], []
        for channel in range(self.train.images.shape[-1]):
            # Exact integer sums over the 256 values: no float array of the whole set is made.
            histogram = np.bincount(self.train.images[..., channel].ravel(), minlength=256)
            values = np.arange(256) / 255
            mean = float(histogram @ values / count)
            variance = float(histogram @ (values - mean) ** 2 / count)
            means.append(round(mean, 4))
            deviations.append(max(round(variance**0.5, 4), 1e-4))  # a constant channel stays finite
        return tuple(means), tuple(deviations)

    def fingerprint(self) -> str:
        """SHA-256 of all images and labels, to tell whether a resumed run sees the same data."""
        digest = hashlib.sha256()
        for part in (self.train, self.test):
            digest.update(repr(part.images.shape).encode())
            digest.update(np.ascontiguousarray(part.images).data)
            digest.update(np.ascontiguousarray(part.labels).data)
        return digest.hexdigest()


def held_out(
    labels: NDArray[np.int64],
    class_names: tuple[str, ...],
    *,
    fewest: int = 1,
    seed: int = _SPLIT_SEED,
) -> NDArray[np.bool_]:
    """(N,) True for the test images: a fifth of every class, always the same ones for a seed.

    Args:
        labels: (N,) class indices.
        class_names: One for each class index.
        fewest: How many of a class are held out at least, if so many and one more are there.
        seed: Of the choice.

    Raises:
        ValueError: A class has a single image.
    """
    generator = np.random.default_rng(seed)
    chosen = np.zeros(len(labels), dtype=bool)
    for label, name in enumerate(class_names):
        members = generator.permutation(np.flatnonzero(labels == label))
        if len(members) < 2:
            raise refusal(
                "the class {name} has one image that can be read: give it two or more, "
                "of which one is held out to measure the error",
                name=name,
            )
        count = min(max(fewest, round(len(members) * TEST_SHARE)), len(members) - 1)
        chosen[members[:count]] = True
    return chosen


def check_images(name: str, part: str, images: LabelledImages, classes: int) -> None:
    """Refuse what are no images with a class for each.

    Args:
        name: What the data is called.
        part: `training` or `test`.
        images: What is looked at.
        classes: How many there are.

    Raises:
        ValueError: One sentence that says what is wrong.
    """
    shape = images.images.shape
    if images.images.dtype != np.uint8 or len(shape) != 4 or shape[-1] not in (1, 3):
        raise refusal(
            "the {part} images of {name} are {dtype} of shape {shape}: they must "
            "be uint8 of shape (images, height, width) or (images, height, width, "
            "1 or 3)",
            part=part,
            name=name,
            dtype=images.images.dtype,
            shape=shape,
        )
    if not len(images) or len(images) != shape[0]:
        raise refusal(
            "{name} has {count} {part} images and {labels} labels for them: there "
            "must be one label for each image, and at least one image",
            name=name,
            count=shape[0],
            part=part,
            labels=len(images),
        )
    if not 4 <= min(shape[1:3]) <= max(shape[1:3]) <= LARGEST_SIDE:
        raise refusal(
            "the {part} images of {name} are {extent}: a side must have 4 to "
            "{largest} pixels, so resize them first",
            part=part,
            name=name,
            extent=_size(images),
            largest=LARGEST_SIDE,
        )
    lowest, highest = int(images.labels.min()), int(images.labels.max())
    if lowest < 0 or highest >= classes:
        raise refusal(
            "the {part} labels of {name} go from {lowest} to {highest} and there "
            "are {classes} class names: labels must be whole numbers from 0 to "
            "{last}",
            part=part,
            name=name,
            lowest=lowest,
            highest=highest,
            classes=classes,
            last=classes - 1,
        )


def _size(images: LabelledImages) -> str:
    height, width, channels = images.images.shape[1:]
    return f"{height} x {width} pixels with {channels} channel{'' if channels == 1 else 's'}"
