import dataclasses
from pathlib import Path
from typing import Any

import gradio as gr
import pytest
import torch

from explorer.figures.inspection.prediction_list import PREDICTED
from explorer.figures.inspection.shown import Shown
from explorer.interface.explore.answer import answer
from explorer.interface.explore.question import (
    Question,
    answered,
    attempt,
    common_class,
    download,
)
from explorer.interface.explore.shelf import Shelf
from explorer.interface.picking.known_classes import Listed
from explorer.interface.picking.network_choice import NetworkChoice
from explorer.interface.settings import PageSettings
from explorer.networks.cifar_resnet import CifarResNet

CPU = PageSettings(device="cpu")
ASKED = Question(
    None, "", (), Listed("cifar", ("cifar", "cifar-resnet20")), PREDICTED, "grad-cam",
    NetworkChoice("cifar-resnet20"),
)  # fmt: skip


def ask(settings: PageSettings = CPU, **changed: Any) -> list[Any]:
    question = dataclasses.replace(ASKED, **changed)
    return answered(question, Shelf(), settings, lambda _share, _what: None)


def test_failures_become_escaped_sentences(shown: Shown) -> None:
    def fails() -> Shown:
        raise ValueError("<b> is no photograph")

    found, message = attempt(fails)
    assert found is None
    assert message is not None
    assert "&lt;b&gt; is no photograph" in message
    assert attempt(lambda: shown) == (shown, None)


def test_a_mistake_of_the_programs_is_not_hidden() -> None:
    def fails() -> Shown:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        attempt(fails)


def test_without_a_photograph_an_example_is_answered_and_it_is_right() -> None:
    html, compared, *_, paths, said = ask()
    assert 'class="chosen"><th scope="row"><button type="button" data-explain="-1"' in html
    assert "airplane</span>" in html
    assert "cifar10-test-0003-airplane.png" in html
    assert compared == gr.update(value="", visible=False)
    assert paths == []
    assert "an airplane" in said
    assert "example" in said


def test_a_network_gets_an_example_that_it_gets_right() -> None:
    html = ask(network=NetworkChoice("cifar-plain20"))[0]
    assert "cifar10-test-0006-automobile.png" in html  # the airplane is a ship to it


def test_an_example_is_no_reason_to_download_weights(tmp_path: Path) -> None:
    settings = dataclasses.replace(CPU, weights_folder=tmp_path)
    html, *_, said = ask(settings, network=NetworkChoice("resnet18"))
    assert 'class="empty"' in html
    assert "none yet" in said
    assert not any(tmp_path.iterdir())


def test_a_file_that_cannot_be_read_is_named_and_said(tmp_path: Path) -> None:
    broken = tmp_path / "<broken>.png"
    broken.write_text("no picture")
    html, *_, said = ask(files=[(str(broken), None)])
    assert 'class="failure"' in html
    assert said == "<b>&lt;broken&gt;.png</b>"


def test_an_own_checkpoint_is_compared_with_by_the_same_class(tmp_path: Path) -> None:
    torch.manual_seed(0)
    torch.save(CifarResNet(8).state_dict(), tmp_path / "mine.pth")
    own = NetworkChoice("", checkpoint=tmp_path / "mine.pth", scaling="cifar")
    html, compared, *_ = ask(class_index=8, other=own)
    assert 'class="view pixels slim"' in html
    assert compared["visible"]
    assert "cifar-resnet8" in compared["value"]
    assert ("Explained below: <b>ship</b>" in compared["value"]) == ("ship" in compared["value"])


def test_an_own_checkpoint_that_cannot_be_compared_with_says_why(tmp_path: Path) -> None:
    (tmp_path / "mine.pth").write_text("no weights")
    html, compared, *_ = ask(other=NetworkChoice("", checkpoint=tmp_path / "mine.pth"))
    assert 'class="view pixels' in html  # the first one's answer stands
    assert 'class="failure"' in compared["value"]
    assert "mine.pth" in compared["value"]
    _, missing, *_ = ask(other_missing=True)
    assert "choose the checkpoint file to compare with" in missing["value"]


def test_a_comparison_explains_the_same_class_where_there_is_one(shown: Shown) -> None:
    explained = shown.inspection.explained.index
    assert common_class(shown, NetworkChoice("cifar-plain56"), CPU) == explained
    assert common_class(shown, NetworkChoice("resnet50"), CPU) is None
    assert common_class(None, NetworkChoice("resnet50"), CPU) is None
    own = dataclasses.replace(shown, network=dataclasses.replace(shown.network, weights="own"))
    assert common_class(own, NetworkChoice("cifar-plain56"), CPU) is None


def test_two_answers_are_downloaded_together() -> None:
    assert "explorer/download/ONE,TWO.zip" in download("ONE", "TWO")
    assert "explorer/download/ONE.zip" in download("ONE", "")


def test_of_two_networks_only_the_second_is_the_last_that_computes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    last: list[bool] = []

    def heard(*given: Any, **named: Any) -> Shown:
        last.append(named.get("last", True))  # as `answer` has it
        return answer(*given, **named)

    monkeypatch.setattr("explorer.interface.explore.question.answer", heard)
    ask()
    assert last == [True]
    ask(other=NetworkChoice("cifar-plain20"))
    assert last == [True, False, True]
