"""The images of a race: brought to one size, held in the device's memory."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray

from explorer.datasets.digits import digits
from explorer.datasets.downloads import Fetch
from explorer.datasets.labelled import Dataset, LabelledImages
from explorer.datasets.picture_squares import read_pictures
from explorer.datasets.sources import list_pictures, load_dataset
from explorer.files.download import download
from explorer.networks.scaling import InputScaling
from explorer.photographs.photograph import read_photograph
from explorer.training.batches import DeviceImages, input_scaling
from explorer.training.measuring.words import Guess
from explorer.training.race.settings import RaceSettings

MOST_TEST_IMAGES = 1000  # a fixed draw of more: a test must not hold up the race
_TEST_SEED = 0
_CHUNK = 4096  # images resized at a time


@dataclass(frozen=True, eq=False)
class RaceData:
    """Images in the memory of a device.

    Attributes:
        name: What the data set is called.
        class_names: One for each class index.
        guess: What can be said of the labels without looking at an image.
        train: Images to learn from, (N, S, S, C) uint8.
        test: Images to be tested on, at most 1,000.
        scaling: Of the training images at this size, for three channels.
        mirrored: Whether a mirror image is still of the same class.
        sha256: Of all images and labels, before resizing.
    """

    name: str
    class_names: tuple[str, ...]
    guess: Guess
    train: DeviceImages
    test: DeviceImages
    scaling: InputScaling
    mirrored: bool
    sha256: str


def race_dataset(
    settings: RaceSettings,
    *,
    fetch: Fetch = download,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Dataset:
    """The labelled images that the settings name; pictures of a zip as squares of the race's size.

    Args:
        settings: Name the data and the size.
        fetch: Downloads a public data set's file.
        progress: Told how many pictures of a zip were looked at, of how many.

    Raises:
        ConnectionError: A public data set is not here and cannot be fetched.
        FileNotFoundError: There is no such data.
        ValueError: It cannot be used.
    """
    if _is_digits(settings):
        return digits(settings.image_size)
    if settings.data.strip().lower().endswith(".zip"):
        return _from_zip(Path(settings.data), settings.image_size, progress)
    return load_dataset(settings.data, fetch=fetch)


def _is_digits(settings: RaceSettings) -> bool:
    return settings.data.strip().lower() == "digits"


def _from_zip(path: Path, size: int, progress: Callable[[int, int], None]) -> Dataset:
    source = list_pictures(path)
    reading = read_pictures(
        source,
        lambda content, name: read_photograph(content, name).pixels,
        resize=size,
        size=size,
        seed=0,
    )
    while True:
        try:
            progress(*next(reading))
        except StopIteration as finished:
            found = finished.value
            break
    train, test = (
        LabelledImages(found.images[part], found.labels[part])
        for part in (~found.held_out, found.held_out)
    )
    return Dataset(
        name=source.name,
        train=train,
        test=test,
        class_names=source.class_names,
        mirrored=True,
        note=" ".join(found.notes),
    )


def race_data(
    settings: RaceSettings, dataset: Dataset | None = None, device: torch.device | str = "cpu"
) -> RaceData:
    """The images that the settings name, on a device.

    Args:
        settings: Name the data and the size.
        dataset: That data, already opened; by default it is opened here, and downloaded if it must
            be. The digits are always drawn at the settings' own size.
        device: Whose memory holds them.

    Raises:
        ConnectionError: A public data set is not here and cannot be fetched.
        FileNotFoundError: There is no such data.
        ValueError: It cannot be used.
    """
    if dataset is None or _is_digits(settings):
        dataset = race_dataset(settings)
    sized = _resized(dataset, settings.image_size)
    test = _drawn(sized.test)
    place = torch.device(device)
    return RaceData(
        name=dataset.name,
        class_names=dataset.class_names,
        guess=guess_of(sized.train.labels, test.labels),
        train=DeviceImages.of(sized.train, place),
        test=DeviceImages.of(test, place),
        scaling=input_scaling(sized),
        mirrored=dataset.mirrored,
        sha256=dataset.fingerprint(),
    )


def guess_of(train: NDArray[np.int64], test: NDArray[np.int64]) -> Guess:
    """What can be said of labels, (N,) and (M,) class indices, without looking at an image."""
    shares = np.bincount(train) / len(train)
    most_frequent = int(np.argmax(shares))
    some = shares[shares > 0]
    return Guess(
        entropy=float(-np.sum(some * np.log(some))),
        majority_share=float(shares[most_frequent]),
        test_share=float(np.mean(test == most_frequent)),
    )


def _resized(dataset: Dataset, size: int) -> Dataset:
    """Both parts at (size, size), linear between pixel centres, averaged where it shrinks."""
    if dataset.train.images.shape[1:3] == (size, size):
        return dataset
    train, test = (
        LabelledImages(_sized(part.images, size), part.labels)
        for part in (dataset.train, dataset.test)
    )
    return replace(dataset, train=train, test=test)


def _sized(images: NDArray[np.uint8], size: int) -> NDArray[np.uint8]:
    def chunk(start: int) -> NDArray[np.uint8]:
        pixels = torch.from_numpy(np.ascontiguousarray(images[start : start + _CHUNK]))
        channels_first = pixels.permute(0, 3, 1, 2).to(torch.float32)
        resized = F.interpolate(channels_first, (size, size), mode="bilinear", antialias=True)
        rounded = resized.round().clamp(0, 255).to(torch.uint8).permute(0, 2, 3, 1)
        whole: NDArray[np.uint8] = rounded.contiguous().numpy()
        return whole

    return np.concatenate([chunk(start) for start in range(0, len(images), _CHUNK)])


def _drawn(images: LabelledImages) -> LabelledImages:
    """At most `MOST_TEST_IMAGES` of them, always the same ones."""
    if len(images) <= MOST_TEST_IMAGES:
        return images
    order = np.random.default_rng(_TEST_SEED).permutation(len(images))
    chosen = order[:MOST_TEST_IMAGES]
    return LabelledImages(images.images[chosen], images.labels[chosen])
