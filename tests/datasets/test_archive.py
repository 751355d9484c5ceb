from pathlib import Path

import numpy as np
import pytest

from explorer.datasets.archive import read_archive


def arrays(classes: int = 3, shape: tuple[int, ...] = (8, 8)) -> dict[str, np.ndarray]:
    generator = np.random.default_rng(1)
    return {
        f"{part}_{what}": value
        for part, count in (("train", 9), ("val", 3), ("test", 6))
        for what, value in (
            ("images", generator.integers(0, 256, (count, *shape), np.uint8)),
            ("labels", (np.arange(count) % classes).astype(np.uint8)[:, None]),
        )
    }


def write(path: Path, content: dict[str, np.ndarray]) -> Path:
    np.savez(path, **content)
    return path


def test_medmnist_layout_grey(tmp_path):
    content = arrays()
    data = read_archive(write(tmp_path / "pathmnist.npz", content))
    assert data.name == "pathmnist"
    np.testing.assert_array_equal(data.train.images[..., 0], content["train_images"])
    np.testing.assert_array_equal(data.test.labels, [0, 1, 2, 0, 1, 2])
    assert data.test.labels.dtype == np.int64
    assert data.class_names == ("0", "1", "2")
    assert not data.mirrored


def test_colour_images_and_own_class_names(tmp_path):
    content = {**arrays(shape=(8, 8, 3)), "class_names": np.array(["ant", "bee", "cat"])}
    data = read_archive(write(tmp_path / "animals.npz", content))
    assert data.train.images.shape == (9, 8, 8, 3)
    assert data.class_names == ("ant", "bee", "cat")
    assert data.mirrored


def test_cifar10_gets_its_class_names(tmp_path):
    content = arrays(classes=10, shape=(8, 8, 3))
    content["train_labels"] = np.arange(10, dtype=np.uint8)[:9, None] + 1
    data = read_archive(write(tmp_path / "cifar10.npz", content))
    assert (data.class_names[0], data.class_names[9]) == ("airplane", "truck")


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"test_labels": None}, "test_labels"),
        ({"train_images": np.zeros((9, 8, 8), np.float64)}, "float64"),
        ({"train_labels": np.zeros((9, 14), np.uint8)}, r"\(9, 14\)"),
        ({"train_labels": np.zeros(9)}, "float64"),
        (arrays(classes=1), "some has 1 class: there must be at least two"),
        ({"train_labels": np.array([None] * 9)}, "cannot be read"),
    ],
)
def test_other_layouts_are_refused_in_a_sentence(tmp_path, change, word):
    content = {k: v for k, v in {**arrays(), **change}.items() if v is not None}
    with pytest.raises(ValueError, match=word):
        read_archive(write(tmp_path / "some.npz", content))


def test_files_that_are_no_archive(tmp_path):
    whole = write(tmp_path / "whole.npz", arrays()).read_bytes()
    for name, content in (
        ("text.npz", b"hello"),
        ("empty.npz", b""),
        ("cut.npz", whole[: len(whole) // 2]),
    ):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(ValueError, match=f"{name} cannot be read"):
            read_archive(tmp_path / name)
    np.save(tmp_path / "one", np.zeros(3))
    (tmp_path / "one.npy").rename(tmp_path / "one.npz")
    with pytest.raises(ValueError, match="no archive of arrays"):
        read_archive(tmp_path / "one.npz")
    with pytest.raises(FileNotFoundError, match=r"no\.npz"):
        read_archive(tmp_path / "no.npz")
