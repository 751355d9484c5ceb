from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from explorer.datasets.labelled import Dataset, LabelledImages
from explorer.networks.catalog.catalog import load
from explorer.networks.catalog.loaded import LoadedNetwork
from explorer.training.network_evaluation import evaluate

NAMES = ("airplane", "cat", "truck")


@pytest.fixture(scope="module")
def images() -> LabelledImages:
    pixels = np.random.default_rng(0).integers(0, 256, (12, 32, 32, 3), np.uint8)
    return LabelledImages(pixels, np.arange(12, dtype=np.int64) % 3)


@pytest.fixture(scope="module")
def network() -> LoadedNetwork:
    return load("cifar-resnet20", device="cpu")


def answers(network: LoadedNetwork, images: LabelledImages) -> np.ndarray:
    """What the network says, by plain torch."""
    mean, std = (torch.tensor(each)[:, None, None] for each in vars(network.scaling).values())
    scaled = (torch.from_numpy(images.images).permute(0, 3, 1, 2) / 255 - mean) / std
    with torch.no_grad():
        return network.module(scaled).argmax(1).numpy()


def test_a_name_and_a_file_are_taken_as_the_network_and_the_data_set_are(
    network: LoadedNetwork, images: LabelledImages, tmp_path: Path
):
    index = np.array([network.class_names.index(name) for name in NAMES])
    right = answers(network, images) == index[images.labels]
    np.savez(
        tmp_path / "some.npz",
        train_images=images.images,
        train_labels=images.labels,
        test_images=images.images,
        test_labels=images.labels,
        class_names=np.array(NAMES),
    )
    data = Dataset("mine", images, images, NAMES, False, "Noise.")
    told = []
    found = evaluate(network, data, progress=lambda done, count: told.append((done, count)))
    by_path = evaluate("cifar-resnet20", str(tmp_path / "some.npz"))
    for each in (found, by_path):
        assert each.images == 12
        assert each.error == pytest.approx(1 - right.mean())
        assert each.top1 == pytest.approx(right.mean())
        assert each.per_class == {
            name: pytest.approx(right[label::3].mean()) for label, name in enumerate(NAMES)
        }
    assert told == [(12, 12)]
    assert (found.network, found.data, found.source) == ("cifar-resnet20", "mine", network.source)
    assert repr(found).startswith("<NetworkEvaluation of cifar-resnet20 on mine: error ")


def test_arrays_have_the_networks_own_labels(network: LoadedNetwork, images: LabelledImages):
    own = LabelledImages(images.images, answers(network, images).astype(np.int64))
    assert evaluate(network, own).error == 0
    wrong = LabelledImages(images.images, images.labels + 8)
    with pytest.raises(ValueError, match="test labels of arrays go from 8 to 10"):
        evaluate(network, wrong)


def test_pictures_that_are_left_out_are_named(network: LoadedNetwork, tmp_path: Path):
    for name in ("cat", "dog"):
        (tmp_path / name).mkdir()
        Image.new("RGB", (40, 32), "red").save(tmp_path / name / "a.png")
    (tmp_path / "cat" / "broken.png").write_bytes(b"no picture")
    said: list[str] = []
    found = evaluate(network, tmp_path, say=said.append)
    assert found.images == 2
    assert len(found.notes) == 1
    assert found.notes[0].startswith("left out: broken.png")
    assert tuple(said) == found.notes
