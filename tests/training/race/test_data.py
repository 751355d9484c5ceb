import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from explorer.datasets.digits import digits
from explorer.datasets.folder import square
from explorer.datasets.labelled import Dataset, LabelledImages
from explorer.training.batches import input_scaling
from explorer.training.race.data import MOST_TEST_IMAGES, race_data, race_dataset
from explorer.training.race.settings import RaceSettings
from tests.shapes import draw_shapes


def flat_colours(count: int, size: int = 32) -> Dataset:
    """Images of one colour each: resizing must not change them."""
    labels = np.arange(count, dtype=np.int64) % 2
    values = np.arange(count, dtype=np.uint8)[:, None, None, None]
    images = np.broadcast_to(values, (count, size, size, 3)).copy()
    part = LabelledImages(images, labels)
    return Dataset("flat", part, part, ("even", "odd"), True, "")


@pytest.mark.parametrize("size", [8, 12])
def test_the_digits_are_drawn_at_the_settings_own_size(size):
    data = race_data(RaceSettings(image_size=size), dataset=digits(16))
    own = digits(size)
    assert np.array_equal(data.train.images.numpy(), own.train.images)
    assert data.sha256 == own.fingerprint()
    assert data.scaling == input_scaling(own)
    assert (data.mirrored, len(data.class_names), len(data.test.labels)) == (False, 10, 359)


@pytest.mark.parametrize("size", [8, 48])
def test_other_data_are_resized_and_keep_their_fingerprint(size):
    source = flat_colours(20)
    data = race_data(RaceSettings(image_size=size, data="flat.npz"), dataset=source)
    assert data.train.images.shape == (20, size, size, 3)
    assert data.train.images.dtype == torch.uint8
    assert torch.equal(data.train.images[:, 0, 0, 0], torch.arange(20, dtype=torch.uint8))
    assert torch.equal(data.train.images.amin((1, 2, 3)), data.train.images.amax((1, 2, 3)))
    assert data.sha256 == source.fingerprint()


def test_halving_is_the_mean_of_neighbours():
    """Antialiased triangle of width 2: weights 1/8, 3/8, 3/8, 1/8 away from the edges."""
    source = flat_colours(4, size=16)
    ramp = np.arange(16, dtype=np.uint8) * 10
    source.train.images[:] = ramp[None, None, :, None]
    data = race_data(RaceSettings(image_size=8, data="ramp"), dataset=source)
    expected = [(10 * (2 * k) + 10 * (2 * k + 1)) / 2 for k in range(1, 7)]
    assert data.train.images[0, 4, 1:7, 0].tolist() == expected


def test_a_large_test_part_is_drawn_from_always_alike():
    source = flat_colours(2)
    labels = np.arange(1500, dtype=np.int64) % 2
    many = LabelledImages(np.zeros((1500, 8, 8, 1), np.uint8), labels)
    source = Dataset("many", many, many, ("even", "odd"), True, "")
    first, second = (
        race_data(RaceSettings(image_size=8, data="many"), dataset=source) for _ in range(2)
    )
    assert len(first.test.labels) == MOST_TEST_IMAGES
    assert torch.equal(first.test.labels, second.test.labels)
    assert 0.4 < first.test.labels.float().mean() < 0.6


def test_a_path_is_opened_and_a_missing_one_named(tmp_path):
    source = flat_colours(6, size=8)
    np.savez(
        tmp_path / "flat.npz",
        train_images=source.train.images,
        train_labels=source.train.labels[:, None],
        test_images=source.test.images,
        test_labels=source.test.labels[:, None],
    )
    data = race_data(RaceSettings(data=str(tmp_path / "flat.npz")))
    assert np.array_equal(data.train.images.numpy(), source.train.images)
    with pytest.raises(FileNotFoundError, match="nowhere"):
        race_data(RaceSettings(data="nowhere"))


def test_a_folder_of_pictures_is_read_and_refused_where_it_cannot_be(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        for number in range(2):
            (tmp_path / name / f"{number}.png").touch()
    with pytest.raises(ValueError, match="none of the pictures of a, b can be read"):
        race_data(RaceSettings(data=str(tmp_path)))


def test_a_zip_is_read_as_squares_of_the_races_size(tmp_path):
    draw_shapes(tmp_path / "pictures" / "mine")
    zipped = shutil.make_archive(str(tmp_path / "mine"), "zip", tmp_path / "pictures")
    told = []
    settings = RaceSettings(image_size=12, data=Path(zipped))
    found = race_dataset(settings, progress=lambda done, total: told.append((done, total)))
    assert told == [(number, 16) for number in range(1, 17)]
    assert (found.name, found.class_names) == ("mine", ("disc", "frame"))
    assert found.train.images.shape == (12, 12, 12, 3)
    drawn = [
        square(np.asarray(Image.open(path).convert("RGB")), 12)
        for path in sorted((tmp_path / "pictures" / "mine" / "disc").iterdir())
    ]
    for image, label in zip(found.train.images, found.train.labels, strict=True):
        assert any(np.array_equal(image, each) for each in drawn) == (label == 0)
    assert race_data(settings).sha256 == found.fingerprint()
