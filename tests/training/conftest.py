import numpy as np
import pytest

from explorer.datasets.labelled import Dataset, LabelledImages


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
