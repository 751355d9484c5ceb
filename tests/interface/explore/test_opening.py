"""The first answer is the one that the address asks for, computed once."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from explorer.datasets.examples import examples
from explorer.interface.explore.opening import names_a_network, opened
from explorer.interface.explore.question import Known, Question
from explorer.interface.explore.shelf import Shelf
from explorer.interface.picking.class_picker import PREDICTED
from explorer.interface.picking.known_classes import Listed
from explorer.interface.picking.network_choice import NetworkChoice
from explorer.interface.settings import PageSettings

CPU = PageSettings(device="cpu")
PICKED = ["cifar", "resnet50", 20, "resnet", "V1", None, None, "file", None]
FIRST = Question(
    None, "", (), Listed("cifar", ("cifar", "cifar-resnet20")), PREDICTED, "grad-cam",
    NetworkChoice("cifar-resnet20"),
)  # fmt: skip


def visit(shelf: Shelf, settings: PageSettings = CPU, **query: str) -> list[Any]:
    request = gr.Request(query_params={"tab": "explore", **query} if query else {})
    return opened(FIRST, PICKED, request, shelf, settings, lambda _share, _what: None)


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


def test_without_an_address_an_example_is_answered_and_nothing_filled(shelf: Shelf) -> None:
    result = visit(shelf)
    assert "cifar10-test-0003-airplane.png" in result[0]
    assert result[-8:] == [gr.skip()] * 8


def test_what_is_asked_for_is_answered_and_stands_in_the_pickers(shelf: Shelf) -> None:
    bird = examples("cifar")[2]
    result = visit(
        shelf, network="cifar-plain20", example=bird.path.stem, method="layer-cam",
        **{"class": "truck"},
    )  # fmt: skip
    assert "<h3>cifar-plain20</h3>" in result[0]
    assert bird.path.name in result[0]
    assert json.loads(result[2])["chosen"] == result[3] == 9
    skip = gr.skip()
    assert result[-8:] == [
        [str(bird.path)], "layer-cam", "cifar", skip, 20, "plain", skip, skip
    ]  # fmt: skip


def test_what_the_filled_pickers_ask_again_is_known(shelf: Shelf, tmp_path: Path) -> None:
    """Gradio keeps a copy of the photograph, and tells of every change."""
    bird = examples("cifar")[2]
    result = visit(shelf, network="cifar-plain20", example=bird.path.stem)
    known = result[8]
    assert isinstance(known, Known)
    copy = tmp_path / bird.path.name
    copy.write_bytes(bird.path.read_bytes())
    again = dataclasses.replace(
        FIRST, network=NetworkChoice("cifar-plain20"), files=[(str(copy), None)]
    )
    assert known.answers(again, shelf)
    assert not known.answers(dataclasses.replace(again, files=None), shelf)
    assert not known.answers(dataclasses.replace(again, method="layer-cam"), shelf)
    assert not known.answers(dataclasses.replace(again, class_index=3), shelf)
    assert not known.answers(dataclasses.replace(again, other=again.network), shelf)
    assert not known.answers(again, Shelf())  # no longer kept


def test_nothing_is_downloaded_for_a_link(shelf: Shelf, tmp_path: Path) -> None:
    settings = PageSettings(device="cpu", weights_folder=tmp_path)
    result = visit(shelf, settings, network="resnet50", example="cheetah", compare="resnet18")
    assert 'class="empty"' in result[0]
    assert result[-6:-4] == ["imagenet", "resnet50"]
    assert result[-1] == gr.skip()
    assert list(tmp_path.iterdir()) == []


def test_what_is_asked_for_in_vain_is_said_and_the_default_shown(shelf: Shelf) -> None:
    result = visit(shelf, network="<b>", **{"class": "unicorn"})
    assert "<h3>cifar-resnet20</h3>" in result[0]
    assert "&quot;doubts&quot;: [{&quot;name&quot;: &quot;network&quot;" in result[0]
    assert "unicorn" in result[0]
    assert "<b>&quot;" not in result[0]


def test_an_address_names_a_network_or_not() -> None:
    asked = {"tab": "explore", "network": "x"}
    assert names_a_network(gr.Request(query_params=asked))
    assert not names_a_network(gr.Request(query_params={"tab": "race", "network": "x"}))
    assert not names_a_network(None)
