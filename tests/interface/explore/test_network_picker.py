from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from explorer.interface.explore.answer import NetworkChoice
from explorer.interface.explore.network_picker import (
    CIFAR_DEPTH,
    NetworkPicker,
    choice,
    opening_choice,
)
from explorer.interface.words.language import Labels

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
    assert choice(**(VALUES | changed)) == expected


@pytest.mark.parametrize(
    ("family", "network", "scaling", "visible"),
    [
        ("imagenet", "resnet50", "own", [True, False, False, True, False, True]),
        ("imagenet", "resnet18", "none", [True, False, False, False, False, False]),
        ("cifar", "resnet50", "none", [False, True, True, False, False, False]),
        ("own", "resnet50", "none", [False, False, True, False, True, False]),
    ],
)
def test_what_has_no_meaning_is_hidden(
    family: str, network: str, scaling: str, visible: list[bool]
) -> None:
    updates = NetworkPicker.shown(family, network, scaling)
    assert [update["visible"] for update in updates] == visible


@pytest.mark.parametrize(
    ("cached", "family", "network"),
    [
        ((), "cifar", "resnet50"),
        (("resnet18",), "imagenet", "resnet18"),
        (("resnet18", "resnet50"), "imagenet", "resnet50"),
        (("resnet34", "resnet101"), "imagenet", "resnet101"),
    ],
)
def test_it_opens_on_what_is_here(cached: tuple[str, ...], family: str, network: str) -> None:
    with gr.Blocks():
        picker = NetworkPicker(Labels(), cached)
    assert picker.family.value == family
    assert picker.imagenet.value == network
    assert [label for label, _ in picker.imagenet.choices] == ["18", "34", "50", "101", "152"]
    assert picker.imagenet.visible == (family == "imagenet")
    assert picker.cifar_depth.value == CIFAR_DEPTH
    assert opening_choice(cached) == (family, network)
    assert len(picker.inputs) == len(VALUES)


def test_no_ending_keeps_a_checkpoint_from_being_chosen() -> None:
    """A list of endings would also refuse an upload by its name; the content decides."""
    with gr.Blocks():
        assert NetworkPicker(Labels(), ()).checkpoint.file_types is None
