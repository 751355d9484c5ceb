from pathlib import Path
from typing import Any

import pytest

from explorer.interface.picking.network_choice import NetworkChoice, choice, has_v2

VALUES: dict[str, Any] = {
    "family": "imagenet", "imagenet": "resnet50", "cifar_depth": 56, "kind": "plain",
    "version": "V1", "checkpoint": None, "class_names": None, "scaling": "imagenet", "mean_std": "",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, NetworkChoice("resnet50")),
        ({"version": "V2"}, NetworkChoice("resnet50", version="V2")),
        ({"imagenet": "resnet18", "version": "V2"}, NetworkChoice("resnet18")),  # 18 has V1 alone
        ({"family": "cifar"}, NetworkChoice("cifar-plain56")),
        ({"family": "cifar", "kind": "resnet"}, NetworkChoice("cifar-resnet56")),
        ({"family": "own"}, None),
        (
            {"family": "own", "checkpoint": "a.pth", "scaling": "own", "mean_std": "0/1"},
            NetworkChoice("", residual=False, checkpoint=Path("a.pth"), scaling="0/1"),
        ),
        (
            {"family": "own", "checkpoint": "a.pth", "class_names": "b.txt", "kind": "resnet"},
            NetworkChoice(
                "", checkpoint=Path("a.pth"), class_names=Path("b.txt"), scaling="imagenet"
            ),
        ),
    ],
)
def test_what_the_values_mean(changed: dict[str, Any], expected: NetworkChoice | None) -> None:
    assert choice(*(VALUES | changed).values()) == expected


def test_newer_weights_are_where_torchvision_has_them() -> None:
    assert [has_v2(f"resnet{depth}") for depth in (18, 34, 50, 101, 152)] == [False, False] + [
        True
    ] * 3


def test_an_own_network_is_called_by_its_file() -> None:
    assert NetworkChoice("", checkpoint=Path("/a/mine.pth")).called == "mine.pth"
    assert NetworkChoice("resnet18").called == "resnet18"
