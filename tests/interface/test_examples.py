import json
import re
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from explorer.datasets.examples import (
    FAMILIES,
    PHOTOGRAPHS,
    Example,
    example_at,
    examples,
    same_file,
)
from explorer.files.assets import asset
from explorer.interface.examples import cifar_classes, examples_html, family_of
from explorer.interface.words.language import texts
from explorer.networks.catalog.catalog import entries, load
from explorer.networks.catalog.class_names import CIFAR10_CLASSES, imagenet_classes

FOLDER = asset("examples/cifar10")
SHIPPED = [each.name for each in entries() if each.weights == "bundled"]


def test_the_photographs_come_with_the_packages() -> None:
    found = examples("imagenet")
    assert len(found) == len(PHOTOGRAPHS)
    for each in found:
        assert each.key in texts("en")
        with Image.open(each.path) as opened:
            assert min(opened.size) >= 224


def test_cifar_has_one_of_each_class_and_at_most_sixteen_of_32_pixels() -> None:
    found = examples("cifar")
    assert tuple(each.class_name for each in found[:10]) == CIFAR10_CLASSES
    assert cifar_classes() == CIFAR10_CLASSES
    assert len(found) <= 16
    assert {each.path for each in found} == set(FOLDER.glob("*.png"))
    for each in found:
        assert each.key in texts("en")
        with Image.open(each.path) as opened:
            assert (opened.format, opened.mode, opened.size) == ("PNG", "RGB", (32, 32))


def test_where_they_are_from_is_named_beside_them() -> None:
    origin = json.loads((FOLDER / "origin.json").read_text("utf-8"))
    assert "CIFAR-10" in origin["data"]
    assert "Krizhevsky 2009" in origin["source"]
    for each in origin["pictures"]:
        assert each["file"] == f"cifar10-test-{each['test_index']:04d}-{each['class']}.png"


def answers(name: str, pixels: np.ndarray) -> torch.Tensor:
    """The class that a network gives to each of (N, 32, 32, 3) pictures, scaled by hand."""
    network = load(name, device="cpu")
    mean, std = (torch.tensor(each) for each in (network.scaling.mean, network.scaling.std))
    images = ((torch.from_numpy(pixels) / 255 - mean) / std).permute(0, 3, 1, 2)
    with torch.inference_mode():
        found: torch.Tensor = network.module(images).argmax(1)
    return found


@pytest.mark.parametrize("name", SHIPPED)
def test_what_a_network_is_said_to_get_wrong_is_wrong_and_all_else_right(name: str) -> None:
    found = examples("cifar")
    pixels = np.stack([np.asarray(Image.open(each.path)) for each in found])
    named = [CIFAR10_CLASSES[index] for index in answers(name, pixels).tolist()]
    wrong = [said != each.class_name for said, each in zip(named, found, strict=True)]
    assert wrong == [name in each.wrong_for for each in found]
    assert any(wrong)
    assert sum(wrong) <= 2


def test_the_choice_follows_from_the_data(shared_data: Path) -> None:
    sheet = np.asarray(Image.open(shared_data / "cifar10" / "test.webp").convert("RGB"))
    tiles = sheet.reshape(100, 32, 100, 32, 3).transpose(0, 2, 1, 3, 4).reshape(-1, 32, 32, 3)
    with np.load(shared_data / "cifar10" / "labels.npz") as read:
        labels = read["test_labels"].ravel()
        exact = np.unpackbits(read["test_exact"])[: len(labels)].astype(bool)
    chosen = [int(np.flatnonzero((labels == class_) & exact)[0]) for class_ in range(10)]
    some = tiles[:100].copy()
    said = np.stack([answers(name, some).numpy() for name in SHIPPED])
    fooled = (said == said[0]).all(0) & (said[0] != labels[: len(some)]) & exact[: len(some)]
    chosen.append(int(np.flatnonzero(fooled)[0]))
    found = examples("cifar")
    assert [int(each.path.name.split("-")[2]) for each in found] == chosen
    for index, each in zip(chosen, found, strict=True):
        assert each.class_name == CIFAR10_CLASSES[labels[index]]
        np.testing.assert_array_equal(np.asarray(Image.open(each.path)), tiles[index])


@pytest.mark.parametrize("family", FAMILIES)
def test_every_example_is_a_button(family: str) -> None:
    html = examples_html(family)
    places = [int(place) for place in re.findall(r'data-example="(\d+)"', html)]
    assert places == list(range(len(examples(family))))
    assert f'data-family="{family}"' in html
    assert "gets wrong" not in html
    assert len(html) < 60_000  # part of the first visit


@pytest.mark.parametrize("name", [*SHIPPED, "cifar-resnet110"])
def test_only_what_this_network_gets_wrong_is_called_so_and_comes_last(name: str) -> None:
    html = examples_html("cifar", name)
    wrong = [place for place, each in enumerate(examples("cifar")) if name in each.wrong_for]
    assert html.count("one that it gets wrong") == html.count("它认错的一张") == len(wrong)
    places = [int(place) for place in re.findall(r'data-example="(\d+)"', html)]
    assert places[len(places) - len(wrong) :] == wrong


def test_small_pictures_are_enlarged_pixel_by_pixel_and_lose_nothing() -> None:
    assert examples_html("cifar").count('<img class="pixels" src="data:image/png') == 11
    assert "pixels" not in examples_html("imagenet")


def test_a_network_gets_examples_of_its_own_classes() -> None:
    assert family_of(CIFAR10_CLASSES) == "cifar"
    assert family_of(imagenet_classes()) == "imagenet"
    assert family_of(("cat", "dog")) == "imagenet"


def test_an_example_is_known_by_name_and_content(tmp_path: Path) -> None:
    each: Example = examples("cifar")[3]
    copy = tmp_path / each.path.name
    copy.write_bytes(each.path.read_bytes())
    assert same_file(copy, each.path)
    assert example_at(copy) == each
    copy.write_bytes(examples("cifar")[0].path.read_bytes())
    assert not same_file(copy, each.path)
    assert example_at(copy) is None
    assert example_at(tmp_path / "away.png") is None
