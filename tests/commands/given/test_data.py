import numpy as np
import pytest
from PIL import Image

from explorer.commands.given.data import open_dataset
from explorer.commands.progress import Narrator
from explorer.datasets.folder import upright_pixels


def test_pictures_are_read_upright(tmp_path):
    picture = Image.new("RGB", (8, 4), "white")
    picture.putpixel((0, 0), (255, 0, 0))
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned clockwise by a quarter to stand upright
    picture.save(tmp_path / "turned.png", exif=exif)
    upright = upright_pixels(tmp_path / "turned.png")
    assert upright.shape == (8, 4, 3)
    np.testing.assert_array_equal(upright[0, 3], [255, 0, 0])


def test_without_a_network_one_sentence(tmp_path, monkeypatch):
    def refused(*_, **__):
        raise ConnectionError("no network here")

    monkeypatch.setattr("explorer.files.download.download", refused)
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    with pytest.raises(ConnectionError, match="MNIST is not on this machine") as raised:
        open_dataset("mnist", Narrator())
    assert str(tmp_path / "datasets") in str(raised.value)
