import json
import shutil
from pathlib import Path

import pytest

from explorer.networks.catalog.catalog import load
from explorer.training.finetune.finetuner import OWN_START, Finetuner
from tests.commands.conftest import Command
from tests.shapes import draw_shapes


@pytest.fixture
def shapes(tmp_path: Path) -> Path:
    return draw_shapes(tmp_path / "shapes", 6)


def test_a_network_learns_and_opens_again(command: Command, shapes: Path, tmp_path: Path):
    out = tmp_path / "tuned"
    (shapes / "disc" / "bad.png").write_bytes(b"")
    ended = command(
        "finetune", "--network", "cifar-resnet20", "--data", shapes, "--device", "cpu",
        "--epochs", "3", "--seed", "1", "--no-augmentation", "--output", out,
    )  # fmt: skip
    assert ended.status == 0, ended.said
    assert ended.output == [str(out)]
    said = "\n".join(ended.said)
    assert "12 pictures" not in ended.said[0]
    assert "13 pictures of disc, frame" in ended.said[0]
    assert "Pictures that cannot be read were left out (1): disc/bad.png." in said
    assert "held out, and not learned from here: disc/disc-" in said
    assert "epoch 1/3: loss" in said
    assert "of 4 held-out pictures, which is evidence for" in said
    settings = json.loads((out / "settings.json").read_text("utf-8"))
    assert (settings["seed"], settings["augmentation"], settings["epochs"]) == (1, False, 3)
    again = command(
        "evaluate", "--network", "cifar-resnet20", "--checkpoint", out / "weights.safetensors",
        "--data", shapes, "--device", "cpu", "--json",
    )  # fmt: skip
    assert json.loads("\n".join(again.output))["per_class"].keys() == {"disc", "frame"}


def test_a_zip_and_an_own_checkpoint_do_too(command: Command, shapes: Path, tmp_path: Path):
    first, second = tmp_path / "first", tmp_path / "second"
    base = ("finetune", "--network", "cifar-resnet20", "--device", "cpu", "--epochs", "1")
    shutil.make_archive(str(tmp_path / "pack"), "zip", tmp_path, "shapes")
    started = command(*base, "--data", tmp_path / "pack.zip", "--output", first)
    assert started.status == 0
    assert OWN_START not in started.said
    ended = command(
        *base, "--data", shapes, "--train", "last-stage", "--output", second,
        "--checkpoint", first / "weights.safetensors", "--input-scaling", "0.5/0.25",
    )  # fmt: skip
    assert ended.status == 0, ended.said
    assert OWN_START in ended.said  # its pictures are those that the first has learned from
    loaded = load(None, checkpoint=second / "weights.safetensors", device="cpu")
    assert loaded.scaling.mean == (0.5, 0.5, 0.5)
    assert "your own checkpoint: weights.safetensors" in (second / "model-card.md").read_text()


def test_ctrl_c_keeps_the_best_so_far(command: Command, shapes: Path, tmp_path: Path, monkeypatch):
    run = Finetuner.run

    def interrupted(self):
        for progress in run(self):
            yield progress
            if progress.epoch == 3:
                raise KeyboardInterrupt

    monkeypatch.setattr(Finetuner, "run", interrupted)
    arguments = (
        "finetune", "--network", "cifar-resnet20", "--data", shapes, "--device", "cpu",
    )  # fmt: skip
    ended = command(*arguments, "--output", tmp_path / "tuned")
    assert ended.status == 130
    assert ended.said[-1] == "Stopped; anything finished is kept."
    settings = json.loads((tmp_path / "tuned" / "settings.json").read_text("utf-8"))
    assert settings["stopped"]
    assert settings["best_epoch"] <= 2

    def at_once(self):
        yield next(run(self))
        raise KeyboardInterrupt

    monkeypatch.setattr(Finetuner, "run", at_once)
    assert command(*arguments, "--output", tmp_path / "none").status == 130
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        ({"--network": "vgg16"}, 2, "no network is called 'vgg16'"),
        ({"--train": "tail"}, 2, "tail"),
        ({"--epochs": "0"}, 2, "epochs must be a whole number from 1 to 1000"),
        ({"--input-scaling": "bright"}, 2, "input scaling must be"),
        ({"--data": "nowhere"}, 1, "there is no folder nowhere"),
        ({"--data": "nowhere.zip"}, 1, "there is no file nowhere.zip"),
        ({"--data": __file__}, 1, "test_finetune.py is neither a folder nor a zip"),
        ({"--output": str(Path(__file__).parent)}, 2, "already holds something"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    change, status, said, command: Command, shapes: Path, tmp_path: Path
):
    options = {
        "--network": "cifar-resnet8",
        "--data": str(shapes),
        "--output": str(tmp_path / "out"),
        "--device": "cpu",
        **change,
    }
    ended = command("finetune", *(word for pair in options.items() for word in pair))
    assert ended.status == status
    assert said in ended.said[-1]
    assert not (tmp_path / "out").exists()
