from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from explorer.datasets.class_pictures import folder_pictures
from explorer.datasets.labelled import Dataset, LabelledImages
from explorer.networks.catalog.catalog import load
from explorer.networks.catalog.loaded import LoadedNetwork
from explorer.training.finetune.finetuner import Finetuner
from explorer.training.finetune.settings import FinetuneSettings
from tests.shapes import draw_shapes


def draw_bars() -> Dataset:
    """70 training and 20 test images of 8 x 8 pixels: vertical and horizontal bars."""
    generator = np.random.default_rng(0)

    def part(count: int) -> LabelledImages:
        labels = np.arange(count, dtype=np.int64) % 2
        images = generator.integers(0, 60, (count, 8, 8, 3), np.uint8)
        for image, label in zip(images, labels, strict=True):
            at = generator.integers(1, 6)
            bar = image if label else image.swapaxes(0, 1)  # both are views
            bar[at : at + 2] = 220
        return LabelledImages(images, labels)

    return Dataset(
        name="bars",
        train=part(70),
        test=part(20),
        class_names=("vertical", "horizontal"),
        mirrored=True,
        note="Drawn bars.",
    )


@pytest.fixture(scope="session")
def bars() -> Dataset:
    return draw_bars()


def pixels(source: Path | bytes, name: str) -> np.ndarray:
    """A drawn picture's (H, W, 3) pixels."""
    assert isinstance(source, Path), name
    with Image.open(source) as picture:
        return np.asarray(picture.convert("RGB"))


@pytest.fixture(scope="session")
def shapes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two classes of eight pictures."""
    return draw_shapes(tmp_path_factory.mktemp("shapes"))


@pytest.fixture(scope="session")
def resnet20() -> LoadedNetwork:
    """The network that comes with the program; shared, so never changed."""
    return load("cifar-resnet20", device="cpu")


@pytest.fixture(scope="session")
def tuned(shapes: Path, resnet20: LoadedNetwork) -> Finetuner:
    """A finished fine-tuning of the head."""
    tuner = Finetuner(resnet20, folder_pictures(shapes), FinetuneSettings(epochs=30), pixels)
    for _ in tuner.run():
        pass
    return tuner
