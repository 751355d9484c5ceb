"""Published and loaded again, a network is the same to the bit."""

import errno
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn
from torchvision.models import resnet18

import explorer
from explorer.datasets.labelled import Dataset
from explorer.networks.catalog.catalog import load
from explorer.networks.catalog.loaded import LoadedNetwork
from explorer.training.publishing.publish import check_free, publish
from explorer.training.run.record import WEIGHTS
from explorer.training.run.train import train

FILES = ["README.md", "config.json", "model.safetensors"]


def logits(network: LoadedNetwork) -> Tensor:
    images = torch.rand(2, 3, 64, 64, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        found: Tensor = network.module(images)
    return found


def shipped(_: Path, __: Dataset) -> tuple[str | Path, LoadedNetwork]:
    return "cifar-plain20", load("cifar-plain20", device="cpu")


def of_torchvision(folder: Path, _: Dataset) -> tuple[str | Path, LoadedNetwork]:
    network = resnet18(num_classes=5)
    for part in network.modules():
        if isinstance(part, nn.BatchNorm2d):  # statistics that no two networks have alike
            nn.init.normal_(part.running_mean)
            nn.init.uniform_(part.running_var, 0.5, 2)
    torch.save({"state_dict": network.state_dict()}, folder / "w.pth")
    return folder / "w.pth", load(None, checkpoint=folder / "w.pth", device="cpu")


def trained(folder: Path, bars: Dataset) -> tuple[str | Path, LoadedNetwork]:
    run = folder / "run"
    train("cifar-plain8", bars, run, epochs=1, width=4, batch=32, device="cpu")
    return run, load(None, checkpoint=run / WEIGHTS, device="cpu")


@pytest.mark.parametrize("kind", [shipped, of_torchvision, trained])
def test_round_trip(
    kind: Callable[[Path, Dataset], tuple[str | Path, LoadedNetwork]],
    bars: Dataset,
    tmp_path: Path,
) -> None:
    source, before = kind(tmp_path, bars)
    folder = publish(source, tmp_path / "hub")
    assert sorted(each.name for each in folder.iterdir()) == FILES
    # the folder, and its weights alone, as the page takes them
    for after in (load(folder, device="cpu"), load(None, checkpoint=folder / FILES[2])):
        assert torch.equal(logits(after), logits(before))
        assert after.name == before.name
        assert after.class_names == before.class_names
        assert (after.scaling, after.resize) == (before.scaling, before.resize)
    card = (folder / "README.md").read_text("utf-8")
    assert str(tmp_path) not in card + (folder / "config.json").read_text("utf-8")


def test_what_other_readers_look_for(tmp_path: Path) -> None:
    folder = explorer.publish("cifar-resnet20", tmp_path / "hub")
    said = json.loads((folder / "config.json").read_text("utf-8"))
    assert said["architectures"] == ["CifarResNet"]
    assert (said["num_classes"], said["num_features"]) == (10, 64)
    assert said["id2label"]["9"] == said["label_names"][9] == "truck"
    assert said["family"] == "cifar"


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    check_free(tmp_path)
    check_free(tmp_path / "new")
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(ValueError, match="already holds something"):
        publish("cifar-resnet20", tmp_path)
    assert sorted(each.name for each in tmp_path.iterdir()) == [".git", "mine.txt"]


@pytest.mark.parametrize("full_at", [0, 1, 2])
@pytest.mark.parametrize("there", [False, True])
def test_of_a_folder_that_cannot_be_written_nothing_is_left(
    there: bool, full_at: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "one" / "hub"
    if there:
        (folder / ".git").mkdir(parents=True)
    moved = []
    really = os.replace

    def full(source: Path, place: Path) -> None:
        if len(moved) == full_at:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        moved.append(Path(place).name)
        really(source, place)

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="could not be written") as raised:
        publish("cifar-resnet20", folder)
    assert str(raised.value) == (
        f"{folder} could not be written (No space left on device): make room or choose another "
        "folder"
    )
    assert len(moved) == full_at
    left = sorted(each.relative_to(tmp_path).as_posix() for each in tmp_path.rglob("*"))
    assert left == (["one", "one/hub", "one/hub/.git"] if there else [])
