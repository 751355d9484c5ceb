import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from explorer.datasets.sources import list_pictures, load_dataset
from tests.shapes import draw_shapes


def load(source: str):
    def fetch(url: str, folder: Path) -> None:
        raise ConnectionError("no network")

    return load_dataset(source, fetch=fetch)


def test_every_kind_of_source(tmp_path):
    images, labels = np.zeros((4, 8, 8), np.uint8), np.arange(4) % 2
    np.savez(
        tmp_path / "two.NPZ.npz",
        train_images=images,
        train_labels=labels,
        test_images=images,
        test_labels=labels,
    )
    for name in ("a", "b"):
        (tmp_path / "mine" / name).mkdir(parents=True)
        for number in range(2):
            Image.new("RGB", (9, 9)).save(tmp_path / "mine" / name / f"{number}.png")
    assert load("Digits").name == "digits"
    assert load(str(tmp_path / "two.NPZ.npz")).class_names == ("0", "1")
    assert load(str(tmp_path / "mine")).class_names == ("a", "b")


def test_what_is_nowhere():
    with pytest.raises(FileNotFoundError, match="cifar10, cifar100, mnist, fashion-mnist"):
        load("imagenet")
    for nothing in (None, "", " ", "d" * 300):
        with pytest.raises(FileNotFoundError, match="there is no data"):
            load(nothing)


def test_own_pictures_are_a_folder_or_a_zip(tmp_path):
    draw_shapes(tmp_path / "mine.zip.d" / "mine", 5)
    shutil.make_archive(str(tmp_path / "MINE"), "zip", tmp_path / "mine.zip.d")
    (tmp_path / "MINE.zip").rename(tmp_path / "MINE.ZIP")
    assert list_pictures(tmp_path / "MINE.ZIP").archive == tmp_path / "MINE.ZIP"
    assert list_pictures(tmp_path / "mine.zip.d" / "mine").archive is None
    with pytest.raises(ValueError, match=r"test_sources\.py is neither a folder nor a zip"):
        list_pictures(Path(__file__))
    for nowhere in ("x", "x.zip"):
        with pytest.raises(FileNotFoundError, match="there is no"):
            list_pictures(tmp_path / nowhere)
