"""Every answer that needs nothing of a person's own is found again by what its link holds."""

import json
from pathlib import Path

import pytest

from explorer.datasets.examples import FAMILIES, examples
from explorer.interface.examples import cifar_classes
from explorer.interface.explore.link import PICKED, class_index, link_of, linked
from explorer.interface.links.asked import Asked
from explorer.interface.picking.network_choice import NetworkChoice, choice

BIRD = examples("cifar")[2]


def values(link: str) -> dict[str, str]:
    """What stands in the address, as a browser writes it."""
    found = {name: each for name, each in json.loads(link)["values"].items() if each is not None}
    return {"tab": "explore", **found}


@pytest.mark.parametrize("name", PICKED)
def test_every_network_that_can_be_picked_is_found_again(name: str) -> None:
    network = NetworkChoice(name)
    asked = Asked(values(link_of(network, BIRD.path, "bird", None, "grad-cam", None)), "explore")
    found = linked(asked)
    assert found.network == network
    old = ("imagenet", "resnet18", 44, "resnet", "V1")
    filled = [before if new is None else new for new, before in zip(found.picks, old, strict=True)]
    assert choice(*filled) == network
    assert not asked.doubts


def test_the_newer_weights_are_found_again() -> None:
    network = NetworkChoice("resnet50", "V2")
    asked = Asked(values(link_of(network, BIRD.path, "x", None, "grad-cam", None)), "explore")
    assert linked(asked).network == network


@pytest.mark.parametrize(
    "example", [each for family in FAMILIES for each in examples(family)], ids=lambda e: e.path.stem
)
def test_every_example_is_found_again(example: object) -> None:
    network = NetworkChoice("cifar-plain20")
    link = link_of(network, example.path, "x", None, "grad-cam", None)  # type: ignore[attr-defined]
    assert linked(Asked(values(link), "explore")).example == example
    assert json.loads(link)["left"] == []


def test_class_method_and_comparison_are_found_again() -> None:
    other = NetworkChoice("cifar-plain56")
    link = link_of(NetworkChoice("cifar-resnet56"), BIRD.path, "truck", 9, "occlusion", other)
    asked = Asked(values(link), "explore")
    found = linked(asked)
    assert (found.method, found.other) == ("occlusion", "cifar-plain56")
    assert class_index(asked, cifar_classes()) == 9


def test_what_is_the_default_is_not_said() -> None:
    link = link_of(NetworkChoice("cifar-resnet20"), BIRD.path, "bird", None, "grad-cam", None)
    assert values(link) == {
        "tab": "explore",
        "network": "cifar-resnet20",
        "example": BIRD.path.stem,
    }


def test_what_is_a_persons_own_is_left_out_and_that_is_said(tmp_path: Path) -> None:
    own = NetworkChoice("", checkpoint=tmp_path / "secret.pt")
    link = link_of(own, tmp_path / "me.png", "cat", None, "grad-cam", own)
    assert json.loads(link)["left"] == ["photograph", "weights"]
    assert "secret" not in link
    assert "me.png" not in link


def test_a_class_is_asked_for_by_its_index_too() -> None:
    asked = Asked({"tab": "explore", "class": "9"}, "explore")
    assert class_index(asked, cifar_classes()) == 9
    for wrong in ("10", "-1", "²", "Truck"):
        asked = Asked({"tab": "explore", "class": wrong}, "explore")
        assert class_index(asked, cifar_classes()) is None
        assert asked.doubts[0].allowed.startswith("airplane, automobile")


def test_nothing_but_what_is_offered_is_asked_for() -> None:
    wrong = {
        "network": "/etc/passwd", "weights": "V3", "example": "../x", "method": "", "compare": "x"
    }  # fmt: skip
    asked = Asked({"tab": "explore", **wrong}, "explore")
    found = linked(asked)
    assert (found.network, found.example, found.method, found.other) == (None,) * 4
    assert set(found.picks) == {None}
    assert [each.name for each in asked.doubts] == list(wrong)
