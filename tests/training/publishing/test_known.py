"""What is known of each kind of network that may be published."""

import json
import shutil
from pathlib import Path

import pytest
import torch
from torchvision.models import ResNet50_Weights, resnet50

from explorer.datasets.labelled import Dataset
from explorer.networks.catalog.loaded import LoadedNetwork
from explorer.networks.cifar_resnet import CifarResNet
from explorer.networks.weights.checkpoint import write_safetensors
from explorer.training.finetune.finetuner import Finetuner
from explorer.training.finetune.record import write_finetune
from explorer.training.publishing.known import Measured, known
from explorer.training.run.record import RESULT, WEIGHTS
from explorer.training.run.train import train


@pytest.fixture(scope="module")
def run(bars: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a training."""
    folder = tmp_path_factory.mktemp("run") / "bars"
    train("cifar-plain8", bars, folder, epochs=1, width=4, batch=32, device="cpu")
    return folder


def test_a_shipped_network_has_its_card_and_its_error() -> None:
    found = known("cifar-plain56")
    assert found.card.startswith("# cifar-plain56 on cifar10\n")
    # 1 - the test error that the card's own table has
    assert found.measured is not None
    assert f"**{1 - found.measured.accuracy:.2%}** of 10,000 test images" in found.card
    assert (found.measured.data, found.measured.split) == ("cifar10", "test")
    assert (found.licence, found.source) == ("MIT", "")


def test_a_trained_run(run: Path) -> None:
    found = known(run)
    said = json.loads((run / RESULT).read_text())
    assert found.measured == Measured("bars", "test", pytest.approx(1 - said["test_error"]), 20)
    assert found.card == (run / "model-card.md").read_text("utf-8")
    assert found.loaded.name == "cifar-plain8"
    assert found.loaded.class_names == ("vertical", "horizontal")
    assert found.licence == ""
    # its weights alone are a checkpoint, of which nothing was measured
    alone = known(run / WEIGHTS)
    assert (alone.card, alone.measured) == ("", None)


def test_a_run_from_before_results_and_one_that_is_damaged(run: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(run, tmp_path / "old")
    (folder / RESULT).write_text("{")
    with pytest.raises(ValueError, match=r"the results in old cannot be read: .*weights\.safe"):
        known(folder)
    (folder / RESULT).unlink()
    assert known(folder).measured is None
    (folder / WEIGHTS).unlink()
    with pytest.raises(ValueError, match="the run in old is not finished"):
        known(folder)


def test_a_fine_tuning(tuned: Finetuner, resnet20: LoadedNetwork, tmp_path: Path) -> None:
    result = tuned.result()
    write_finetune(tmp_path / "tuned", result, tuned.network, resnet20)
    found = known(tmp_path / "tuned")
    assert found.measured is not None
    assert found.measured.accuracy == pytest.approx(result.accuracy)
    assert found.measured.images == len(result.held_out)
    assert found.measured.split == "held out"
    assert found.card.startswith("# cifar-resnet20 on ")


@pytest.mark.usefixtures("unchecked_weights")
def test_torchvision_s_number_is_said_to_be_torchvision_s(tmp_path: Path) -> None:
    name = ResNet50_Weights.IMAGENET1K_V2.url.rsplit("/", 1)[-1]
    torch.save(resnet50().state_dict(), tmp_path / name)
    found = known("resnet50", weights_version="V2", weights_folder=tmp_path)
    meta = ResNet50_Weights.IMAGENET1K_V2.meta["_metrics"]["ImageNet-1K"]
    assert found.measured is not None
    assert found.measured.accuracy == pytest.approx(meta["acc@1"] / 100)
    assert found.measured.source is not None
    assert found.measured.source[0] == "torchvision"
    assert found.licence == "torchvision's terms"
    assert found.loaded.resize == 232


def test_a_checkpoint_is_known_by_itself_or_by_the_name_that_is_given(tmp_path: Path) -> None:
    write_safetensors(tmp_path / "w.safetensors", CifarResNet(8, residual=False))
    found = known(tmp_path / "w.safetensors")
    assert (found.loaded.name, found.card, found.measured) == ("cifar-plain8", "", None)
    torch.save(CifarResNet(8, residual=False).state_dict(), tmp_path / "w.pth")
    given = known("cifar-plain8", checkpoint=tmp_path / "w.pth", class_names=list("abcdefghij"))
    assert (given.loaded.name, given.loaded.class_names[0]) == ("cifar-plain8", "a")


def test_what_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="random weights, nothing learned yet"):
        known("cifar-resnet32")
    with pytest.raises(FileNotFoundError, match=r"there is no checkpoint .*w\.pth"):
        known("w.pth")
    with pytest.raises(ValueError, match="one of the depths"):
        known("resnet5")
