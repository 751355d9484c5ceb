"""Tiny files in the layouts of the originals: the real ones are not fetched by tests."""

import gzip
import pickle
import struct
from pathlib import Path

import numpy as np
import pytest
from torchvision import datasets

from explorer.datasets.downloads import public_dataset

PIXELS = np.random.default_rng(0).integers(0, 256, (4, 28, 28), np.uint8)


def unreachable(url: str, folder: Path) -> None:
    raise ConnectionError("no network")


def idx(array: np.ndarray) -> bytes:
    """LeCun's format: two zeros, type 8 (uint8), dimensions, sizes, values."""
    header = struct.pack(f">BBBB{array.ndim}I", 0, 0, 8, array.ndim, *array.shape)
    return header + array.tobytes()


def write_mnist(raw: Path) -> None:
    raw.mkdir(parents=True)
    for part, count in (("train", 4), ("t10k", 2)):
        (raw / f"{part}-images-idx3-ubyte").write_bytes(idx(PIXELS[:count]))
        (raw / f"{part}-labels-idx1-ubyte").write_bytes(idx(np.arange(count, dtype=np.uint8)))


def test_mnist_that_is_there_needs_no_network(tmp_path):
    write_mnist(tmp_path / "MNIST" / "raw")
    data = public_dataset("mnist", unreachable, tmp_path)
    np.testing.assert_array_equal(data.train.images[..., 0], PIXELS)
    np.testing.assert_array_equal(data.test.labels, [0, 1])
    assert data.class_names == tuple("0123456789")
    assert not data.mirrored


def test_clothes_may_be_mirrored_and_have_names(tmp_path):
    write_mnist(tmp_path / "FashionMNIST" / "raw")
    data = public_dataset("fashion-mnist", unreachable, tmp_path)
    assert data.mirrored
    assert data.class_names[1] == "Trouser"


def test_cifar10_batches_become_upright_colour_images(tmp_path, monkeypatch):
    folder = tmp_path / "cifar-10-batches-py"
    folder.mkdir()
    image = np.arange(3072, dtype=np.uint16).astype(np.uint8).reshape(3, 32, 32)
    batch = {"data": image.reshape(1, 3072), "labels": [3]}
    (folder / "one").write_bytes(pickle.dumps(batch))
    (folder / "meta").write_bytes(pickle.dumps({"label_names": [*"abcdefghij"]}))
    monkeypatch.setattr(datasets.CIFAR10, "train_list", [("one", None)])
    monkeypatch.setattr(datasets.CIFAR10, "test_list", [("one", None)])
    meta = {**datasets.CIFAR10.meta, "filename": "meta", "md5": None}
    monkeypatch.setattr(datasets.CIFAR10, "meta", meta)
    data = public_dataset("cifar10", unreachable, tmp_path)
    np.testing.assert_array_equal(data.train.images[0], image.transpose(1, 2, 0))
    assert data.train.labels[0] == 3


@pytest.mark.parametrize("name", ["cifar10", "cifar100", "mnist", "fashion-mnist"])
def test_without_a_network_one_sentence_says_what_to_do(tmp_path, name):
    with pytest.raises(ConnectionError, match=r"put the file from http.* into .*meanwhile"):
        public_dataset(name, unreachable, tmp_path)


def test_a_fetched_file_is_checked_before_it_is_used(tmp_path):
    def fetch(url: str, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / url.rsplit("/", 1)[-1]).write_bytes(gzip.compress(b"a login page"))

    with pytest.raises(ValueError, match="MD5 differs"):
        public_dataset("mnist", fetch, tmp_path)
