import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

from explorer.networks.catalog.loaded import LoadedNetwork
from explorer.networks.scaling import InputScaling
from explorer.training.labelled_images import labelled_images, matched_classes


def loaded(name: str, classes: tuple[str, ...]) -> LoadedNetwork:
    return LoadedNetwork(
        name=name,
        module=nn.Linear(1, 1),
        input_size=16,
        resize=16,
        scaling=InputScaling((0.5,) * 3, (0.25,) * 3),
        class_names=classes,
        weights="own",
        source="",
        device=torch.device("cpu"),
    )


@pytest.fixture
def archive(tmp_path):
    images = np.random.default_rng(0).integers(0, 256, (20, 8, 8), np.uint8)
    labels = np.arange(20) % 2
    names = np.array(["bee", "ant"])
    np.savez(
        tmp_path / "some.npz",
        train_images=images,
        train_labels=labels,
        test_images=images,
        test_labels=labels,
        class_names=names,
    )
    return tmp_path / "some.npz"


@pytest.mark.parametrize(
    ("name", "side", "batches"), [("cifar-resnet8", 8, 1), ("resnet18", 16, 2)]
)
def test_small_images_keep_their_size_only_for_cifar_networks(archive, name, side, batches):
    images = labelled_images(str(archive), loaded(name, ("ant", "bee", "cow")), print)
    parts = list(images.batches)
    assert len(parts) == batches  # ImageNet networks get 16 at a time
    inputs, labels = torch.cat([p[0] for p in parts]), torch.cat([p[1] for p in parts])
    assert inputs.shape == (20, 3, side, side)
    assert labels.tolist() == [1, 0] * 10  # bee is the network's class 1
    assert images.classes == {"bee": 1, "ant": 0}
    assert images.count == 20


def test_a_test_folder_is_preferred(tmp_path):
    for part, count in (("train", 3), ("test", 1)):
        for name in ("ant", "bee"):
            (tmp_path / part / name).mkdir(parents=True)
            for number in range(count):
                Image.new("RGB", (20, 30)).save(tmp_path / part / name / f"{number}.png")
    images = labelled_images(str(tmp_path), loaded("resnet18", ("ant", "bee")), print)
    assert images.count == 2
    (inputs, labels) = next(images.batches)
    assert inputs.shape == (2, 3, 16, 16)
    assert labels.tolist() == [0, 1]


@pytest.mark.parametrize(
    ("data", "network", "expected"),
    [
        (["b", "a"], ["a", "b", "c"], (1, 0)),
        (["Siamese_cat"], ["x", "siamese  cat"], (1,)),
        (["0", "1"], ["ant", "bee"], (0, 1)),
        (["crane", "dog"], ["crane", "crane"], (0, 1)),
    ],
)
def test_matching(data, network, expected):
    assert matched_classes(data, network) == expected


def test_a_name_that_two_classes_share_matches_neither():
    with pytest.raises(ValueError, match="does not know crane"):
        matched_classes(["crane"], ["crane", "crane"])
