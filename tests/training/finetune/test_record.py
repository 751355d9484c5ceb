import csv
import json

import pytest
import torch

from explorer.networks.catalog.catalog import load
from explorer.networks.imagenet_resnet import build
from explorer.networks.weights.checkpoint import write_safetensors
from explorer.networks.weights.weights_file import read_metadata
from explorer.photographs.photograph import read_photograph
from explorer.training.finetune.record import (
    CARD,
    CONFUSION,
    HELD_OUT,
    HISTORY,
    SETTINGS,
    WEIGHTS,
    metadata,
    write_finetune,
)


@pytest.fixture(scope="module")
def folder(tuned, resnet20, tmp_path_factory):
    folder = tmp_path_factory.mktemp("out") / "deeper" / "tuned"
    write_finetune(folder, tuned.result(), tuned.network, resnet20)
    return folder


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_every_file_is_there_and_nothing_else(folder):
    names = {WEIGHTS, CARD, SETTINGS, HISTORY, CONFUSION, HELD_OUT}
    assert {path.name for path in folder.iterdir()} == names
    assert [path.name for path in folder.parent.iterdir()] == ["tuned"]


def test_the_network_opens_again_with_its_classes_scaling_and_answers(folder, tuned, resnet20):
    again = load(None, checkpoint=folder / WEIGHTS, device="cpu")
    assert again.name == "cifar-resnet20"
    assert again.class_names == ("disc", "frame")
    assert again.scaling == resnet20.scaling
    assert (again.resize, again.input_size) == (32, 32)
    photographs = [read_photograph(each.place) for each in tuned.pictures.pictures]
    seen = torch.stack([again.transform(each.image) for each in photographs])
    tuned.result()
    with torch.no_grad():
        assert torch.equal(again.module(seen), tuned.network(seen))
    before, after = resnet20.module.state_dict(), again.module.state_dict()
    assert all(torch.equal(before[key], after[key]) for key in before if key[:2] != "fc")


def test_another_size_before_the_crop_is_kept(tmp_path, tuned):
    """torchvision's newer weights see photographs scaled to 232 pixels, the older ones to 256."""
    write_safetensors(tmp_path / "old.safetensors", build(18, classes=2), {"resize": "232"})
    old = load("resnet18", checkpoint=tmp_path / "old.safetensors", device="cpu")
    assert (old.resize, old.input_size) == (232, 224)
    assert metadata(tuned.result(), old)["resize"] == "232"
    write_safetensors(tmp_path / "bad.safetensors", build(18, classes=2), {"resize": "9000000"})
    with pytest.raises(ValueError, match="the size recorded beside the weights is damaged"):
        load("resnet18", checkpoint=tmp_path / "bad.safetensors", device="cpu")


def test_tables_say_what_was_measured(folder, tuned):
    result = tuned.result()
    header, *history = rows(folder / HISTORY)
    assert header[:3] == ["epoch", "loss", "train_accuracy"]
    assert len(history) == len(result.rows)
    assert float(history[-1][4]) == pytest.approx(result.rows[-1].held_out_accuracy)
    header, *table = rows(folder / CONFUSION)
    assert header[1:] == ["disc", "frame"]
    assert [[int(cell) for cell in row[1:]] for row in table] == result.confusion.tolist()
    _, *held_out = rows(folder / HELD_OUT)
    assert [row[0] for row in held_out] == [each.name for each in result.held_out]
    assert {row[2] for row in held_out} <= {"disc", "frame"}


def test_settings_and_metadata(folder, tuned):
    settings = json.loads((folder / SETTINGS).read_text("utf-8"))
    assert settings["train"] == "head"
    assert settings["learned_from"] == [6, 6]
    assert settings["held_out"] == [2, 2]
    assert settings["held_out_accuracy"] == tuned.result().accuracy
    recorded = read_metadata(folder / WEIGHTS)
    assert json.loads(recorded["class_names"]) == ["disc", "frame"]
    assert recorded["network"] == "cifar-resnet20"
    assert recorded["held_out_pictures"] == "4"


def test_a_folder_that_holds_something_is_refused(folder, tuned, resnet20):
    before = (folder / CARD).read_bytes()
    with pytest.raises(ValueError, match="already holds something"):
        write_finetune(folder, tuned.result(), tuned.network, resnet20)
    assert (folder / CARD).read_bytes() == before
    with pytest.raises(ValueError, match="already holds something"):
        write_finetune(folder / CARD, tuned.result(), tuned.network, resnet20)


def test_an_empty_folder_is_filled_and_what_a_killed_writer_left_beside_it_goes(
    tmp_path, tuned, resnet20
):
    (tmp_path / "new").mkdir()
    (tmp_path / ".new.123.part").mkdir()
    (tmp_path / ".new.123.part" / CARD).touch()
    (tmp_path / ".other.123.part").mkdir()
    write_finetune(tmp_path / "new", tuned.result(), tuned.network, resnet20)
    assert (tmp_path / "new" / CARD).is_file()
    assert {each.name for each in tmp_path.iterdir()} == {"new", ".other.123.part"}


def test_a_full_disk_leaves_nothing(tmp_path, tuned, resnet20, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    says = r"new could not be written \(No space left on device\): make room or choose another"
    with pytest.raises(OSError, match=says):
        write_finetune(tmp_path / "new", tuned.result(), tuned.network, resnet20)
    assert list(tmp_path.iterdir()) == []
