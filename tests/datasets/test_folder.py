from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from torchvision.transforms import functional

from explorer.datasets.folder import class_folders, read_folder, split_folders, square


def fill(folder: Path, count: int, colour: int = 100, size: tuple[int, int] = (40, 30)) -> None:
    folder.mkdir(parents=True)
    for number in range(count):
        Image.new("RGB", size, (colour, number, 0)).save(folder / f"{number}.png")


def test_classes_are_the_folders_in_order(tmp_path):
    fill(tmp_path / "dog", 2)
    fill(tmp_path / "cat", 3)
    (tmp_path / ".hidden").mkdir()
    (tmp_path / "cat" / "notes.txt").write_text("no picture")
    found = class_folders(tmp_path)
    assert found.class_names == ("cat", "dog")
    assert [len(paths) for paths in found.paths] == [3, 2]
    assert [label for _, label in found.files()] == [0, 0, 0, 1, 1]


def test_pictures_become_labelled_squares(tmp_path):
    fill(tmp_path / "a", 3, colour=10)
    fill(tmp_path / "b", 3, colour=200)
    (tmp_path / "b" / "broken.png").write_bytes(b"")
    data = read_folder(tmp_path, size=16)
    assert data.train.images.shape == (4, 16, 16, 3)
    assert len(data.test) == 2
    for part in (data.train, data.test):
        np.testing.assert_array_equal(part.images[:, 0, 0, 0], np.array([10, 200])[part.labels])
    assert "1 files could not be read and were left out: broken.png" in data.note


def test_train_and_test_folders_are_used_as_they_are(tmp_path):
    for part, count in (("train", 3), ("test", 2)):
        for name in ("a", "b"):
            fill(tmp_path / part / name, count)
    data = read_folder(tmp_path)
    assert (len(data.train), len(data.test)) == (6, 4)
    fill(tmp_path / "test" / "c", 1)
    with pytest.raises(ValueError, match="only one of them has c"):
        split_folders(tmp_path)


def test_a_square_is_what_torchvisions_transform_cuts():
    pixels = np.random.default_rng(0).integers(0, 256, (61, 47, 3), np.uint8)
    resized = functional.resize(Image.fromarray(pixels), [16])
    expected = functional.center_crop(resized, [16])
    np.testing.assert_array_equal(square(pixels, 16), np.asarray(expected))


def test_folders_that_cannot_be_used(tmp_path):
    with pytest.raises(FileNotFoundError, match="no folder"):
        class_folders(tmp_path / "nowhere")
    with pytest.raises(ValueError, match="no folders"):
        class_folders(tmp_path)
    fill(tmp_path / "cat", 1)
    with pytest.raises(ValueError, match="only the folder cat"):
        class_folders(tmp_path)
    (tmp_path / "dog").mkdir()
    with pytest.raises(ValueError, match="no pictures in dog"):
        class_folders(tmp_path)
    fill(tmp_path / " Cat", 1)
    with pytest.raises(ValueError, match="same class name"):
        class_folders(tmp_path)


def test_a_class_with_one_picture_or_none_readable(tmp_path):
    fill(tmp_path / "a", 2)
    fill(tmp_path / "b", 1)
    with pytest.raises(ValueError, match="b has one image"):
        read_folder(tmp_path)
    for number in range(4):
        (tmp_path / "b" / f"{number}.png").write_bytes(b"")
    with pytest.raises(ValueError, match="none of the pictures of b"):
        read_folder(tmp_path)
