import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file, save_file

from explorer.datasets.examples import examples
from explorer.figures.inspection.answer_view import view
from explorer.interface.explore.answer import answer, class_names_of
from explorer.interface.picking.network_choice import NetworkChoice
from explorer.interface.settings import PageSettings
from explorer.networks.catalog.request import bundled_file
from explorer.networks.cifar_resnet import CifarResNet
from explorer.networks.names import parse
from explorer.training.publishing.publish import publish

CPU = PageSettings(device="cpu")


@pytest.fixture
def photograph(tmp_path: Path) -> Path:
    pixels = np.random.default_rng(5).integers(0, 256, (40, 40, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(tmp_path / "noise.png")
    return tmp_path / "noise.png"


def test_a_question_becomes_an_answer(photograph: Path) -> None:
    shown = answer(photograph, NetworkChoice("cifar-resnet20"), 3, "grad-cam", CPU)
    assert shown.inspection.explained.name == "cat"
    assert shown.inspection.network == "cifar-resnet20"
    assert shown.attribution is None


def test_few_files_are_looked_at(photograph: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each look lets another of a class's threads go first, which may take 5 ms."""
    asked = photograph, NetworkChoice("cifar-resnet20"), None, "grad-cam", CPU
    answer(*asked).described()
    looked: list[object] = []
    for name in ("stat", "lstat"):
        look = getattr(os, name)

        def noted(path: object, *args: Any, look: Any = look, **named: Any) -> Any:
            looked.append(path)
            return look(path, *args, **named)

        monkeypatch.setattr(os, name, noted)
    answer(*asked).described()
    assert len(looked) <= 8, looked  # of the photograph, and of the weights, which may be others


def test_a_visitor_names_no_folder_of_this_machine(tmp_path: Path, photograph: Path) -> None:
    folder = publish("cifar-resnet20", tmp_path / "private")
    for name in (folder, tmp_path, tmp_path / "nothing"):  # nor learns which there are
        with pytest.raises(ValueError, match=f"no network is called '{name}'"):
            answer(photograph, NetworkChoice(str(name)), None, "grad-cam", CPU)


def test_captums_methods_come_with_an_attribution_and_progress(photograph: Path) -> None:
    told: list[float] = []
    shown = answer(
        photograph, NetworkChoice("cifar-resnet20"), None, "occlusion", CPU,
        progress=lambda share, _what: told.append(share),
    )  # fmt: skip
    assert shown.attribution is not None
    assert shown.attribution.map.shape[-2:] == (32, 32)
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1.0)


def test_who_waits_for_no_more_than_a_batch_steps_aside(
    photograph: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(
        "explorer.interface.explore.answer.step_aside", lambda: said.append("aside")
    )
    small = NetworkChoice("cifar-resnet20")
    answer(photograph, small, None, "occlusion", CPU)  # computes on afterwards
    answer(photograph, small, None, "grad-cam", CPU, last=False)
    Image.new("RGB", (2400, 2400)).save(photograph)  # 17 MB of pixels
    answer(photograph, small, None, "grad-cam", CPU)
    assert said == []
    Image.new("RGB", (24, 24)).save(photograph)
    answer(photograph, small, None, "grad-cam", CPU)
    assert said == ["aside"]


@pytest.mark.parametrize(("residual", "name"), [(True, "cifar-resnet8"), (False, "cifar-plain8")])
def test_plain_or_residual_is_the_persons_word(
    tmp_path: Path, photograph: Path, residual: bool, name: str
) -> None:
    torch.save(CifarResNet(8, classes=4).state_dict(), tmp_path / "own.pth")
    choice = NetworkChoice(
        "", residual=residual, checkpoint=tmp_path / "own.pth", scaling="0.5/0.25"
    )
    shown = answer(photograph, choice, None, "grad-cam", CPU)
    assert shown.inspection.network == name
    assert len(shown.inspection.logits) == 4
    assert shown.inspection.scaling.mean == (0.5, 0.5, 0.5)


def test_errors_are_sentences(photograph: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="got 51"):
        answer(photograph, NetworkChoice("resnet51"), None, "grad-cam", CPU)
    with pytest.raises(OSError, match=r"nothing\.png"):
        answer(tmp_path / "nothing.png", NetworkChoice("cifar-resnet20"), None, "grad-cam", CPU)


def test_the_classes_of_a_network_are_known_before_any_photograph(tmp_path: Path) -> None:
    assert class_names_of(NetworkChoice("cifar-plain56"), CPU)[3] == "cat"
    empty = PageSettings(device="cpu", weights_folder=tmp_path)
    assert len(class_names_of(NetworkChoice("resnet50"), empty)) == 1000
    assert not list(tmp_path.iterdir())  # nothing was fetched for that
    torch.save(CifarResNet(8, classes=2).state_dict(), tmp_path / "own.pth")
    (tmp_path / "names.txt").write_text("left\nright\n")
    own = NetworkChoice(
        "", checkpoint=tmp_path / "own.pth", class_names=tmp_path / "names.txt", scaling="cifar"
    )
    assert class_names_of(own, CPU) == ("left", "right")
    (tmp_path / "own.pth").write_text("no weights")
    with pytest.raises(ValueError, match=r"own\.pth"):
        class_names_of(own, CPU)


def test_an_example_of_the_networks_own_classes_is_known(photograph: Path) -> None:
    choice = NetworkChoice("cifar-resnet20")
    cat = examples("cifar")[3].path
    assert answer(cat, choice, None, "grad-cam", CPU).known
    assert not answer(photograph, choice, None, "grad-cam", CPU).known


@pytest.mark.parametrize("residual", [True, False])
def test_weights_that_seem_to_be_the_twin_s_are_doubted(
    photograph: Path, tmp_path: Path, residual: bool
) -> None:
    """A plain network's weights; as residual they are what the picker takes first."""
    save_file(load_file(bundled_file(parse("cifar-plain20"))), tmp_path / "net.th")
    choice = NetworkChoice("", residual=residual, checkpoint=tmp_path / "net.th")
    shown = answer(photograph, choice, None, "grad-cam", CPU)
    assert ("statistics fit cifar-plain20" in shown.doubt) == residual
    html = view(shown, "KEY")
    assert ("请当作 cifar-plain20 打开" in html) == residual
