import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from explorer.datasets import picture_squares
from explorer.datasets.class_pictures import folder_pictures
from explorer.datasets.picture_squares import PictureSquares, read_pictures
from explorer.networks.catalog.catalog import load
from explorer.training.finetune.network import scaled
from tests.shapes import draw_shapes
from tests.training.conftest import pixels


def read(folder: Path, seed: int = 0, size: int = 32, resize: int = 32) -> PictureSquares:
    reading = read_pictures(folder_pictures(folder), pixels, resize=resize, size=size, seed=seed)
    while True:
        try:
            done, total = next(reading)
            assert 0 < done <= total
        except StopIteration as end:
            return end.value


def test_pictures_are_what_the_network_sees(tmp_path):
    found, resnet20 = read(draw_shapes(tmp_path)), load("cifar-resnet20", device="cpu")
    assert found.images.shape == (16, 32, 32, 3)
    assert found.labels.tolist() == [0] * 8 + [1] * 8
    for image, picture in zip(found.images, found.pictures, strict=True):
        with Image.open(picture.place) as opened:
            expected = resnet20.transform(opened)
        assert torch.equal(scaled(torch.from_numpy(image)[None], resnet20.scaling)[0], expected)


def test_a_fifth_of_every_class_is_held_out_two_at_least(tmp_path):
    few = read(draw_shapes(tmp_path / "few", 5))
    assert [int(few.held_out[few.labels == label].sum()) for label in (0, 1)] == [2, 2]
    many = read(draw_shapes(tmp_path / "many", 20))
    assert [int(many.held_out[many.labels == label].sum()) for label in (0, 1)] == [4, 4]
    assert np.array_equal(many.held_out, read(tmp_path / "many").held_out)
    assert not np.array_equal(many.held_out, read(tmp_path / "many", seed=1).held_out)


def test_folders_that_divide_are_followed(tmp_path):
    draw_shapes(tmp_path / "train", 4)
    draw_shapes(tmp_path / "test", 1, seed=9)
    found = read(tmp_path)
    assert found.held_out.tolist() == [False] * 8 + [True] * 2
    name = "disc/disc-0.png"
    shutil.copy(tmp_path / "train" / name, tmp_path / "test" / name)
    shutil.copy(tmp_path / "train" / name, tmp_path / "train" / "disc" / "more.png")
    Image.new("RGB", (40, 40)).save(tmp_path / "train" / "disc" / "plain.png")
    with pytest.raises(ValueError, match="disc has no picture of its own in the folder test"):
        read(tmp_path)


def test_damaged_pictures_and_copies_are_left_out_and_said(tmp_path):
    draw_shapes(tmp_path, 6)
    (tmp_path / "disc" / "bad.png").write_bytes(b"not a picture")
    shutil.copy(tmp_path / "frame" / "frame-2.png", tmp_path / "frame" / "frame-2 (1).png")
    found = read(tmp_path)
    assert len(found.pictures) == len(found.images) == 12
    assert found.notes == (
        "Pictures that cannot be read were left out (1): disc/bad.png.",
        "Copies of other pictures were left out (1): frame/frame-2.png.",
    )


def test_one_picture_in_two_classes_is_refused(tmp_path):
    draw_shapes(tmp_path, 6)
    shutil.copy(tmp_path / "disc" / "disc-3.png", tmp_path / "frame" / "x.png")
    with pytest.raises(ValueError, match=r"frame/x\.png are the same picture in two classes"):
        read(tmp_path)


def test_a_class_with_too_few_that_can_be_read_is_refused(tmp_path):
    draw_shapes(tmp_path, 5)
    for number in (0, 1):
        (tmp_path / "disc" / f"disc-{number}.png").write_bytes(b"")
    with pytest.raises(ValueError, match="disc has 3 pictures that can be read and 2 that cannot"):
        read(tmp_path)


def test_many_pictures_lie_in_a_file_and_not_in_memory(tmp_path, monkeypatch):
    shapes = draw_shapes(tmp_path)
    here = read(shapes)
    monkeypatch.setattr(picture_squares, "IN_MEMORY", 1000)
    there = read(shapes)
    assert isinstance(there.images, np.memmap)
    assert not isinstance(here.images, np.memmap)
    np.testing.assert_array_equal(here.images, there.images)
