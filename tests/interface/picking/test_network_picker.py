import gradio as gr
import pytest

from explorer.interface.picking.network_choice import opening_choice
from explorer.interface.picking.network_picker import CIFAR_DEPTH, NetworkPicker
from explorer.interface.words.language import Labels


@pytest.mark.parametrize(
    ("family", "network", "visible"),
    [
        ("imagenet", "resnet50", [True, False, False, True, False]),
        ("imagenet", "resnet18", [True, False, False, False, False]),
        ("cifar", "resnet50", [False, True, True, False, False]),
        ("own", "resnet50", [False, False, True, False, True]),
    ],
)
def test_what_has_no_meaning_is_hidden(family: str, network: str, visible: list[bool]) -> None:
    updates = NetworkPicker.shown(family, network)
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
    assert len(picker.inputs) == 9


def test_no_ending_keeps_a_checkpoint_from_being_chosen() -> None:
    """A list of endings would also refuse an upload by its name; the content decides."""
    with gr.Blocks():
        assert NetworkPicker(Labels(), ()).own.checkpoint.file_types is None
