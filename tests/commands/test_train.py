from pathlib import Path

import numpy as np
import pytest

from explorer.__main__ import commands
from explorer.commands.exit_status import DONE, FAILED, WRONG_USAGE, run
from explorer.training.run.record import read_run


@pytest.fixture
def archive(tmp_path) -> Path:
    """32 + 8 noisy images of two colours, in MedMNIST's layout."""
    generator = np.random.default_rng(0)
    content = {}
    for part, count in (("train", 32), ("test", 8)):
        labels = np.arange(count) % 2
        images = generator.integers(0, 100, (count, 8, 8, 3), np.uint8)
        images[labels == 1, :, :, 0] += 150
        content |= {f"{part}_images": images, f"{part}_labels": labels[:, None]}
    np.savez(tmp_path / "colours.npz", **content)
    return tmp_path / "colours.npz"


def train(archive: Path, *more: str, network: str = "cifar-resnet8") -> int:
    output = str(archive.parent / "run")
    return run(
        commands(),
        ["train", "--network", network, "--data", str(archive), "--output", output, *more],
    )


def test_a_run_writes_its_files_and_prints_its_folder(archive, capsys):
    assert train(archive, "--epochs", "2", "--seed", "3", "--device", "cpu") == DONE
    said = capsys.readouterr()
    assert said.out == f"{archive.parent / 'run'}\n"
    assert "epoch 2/2: loss" in said.err
    recorded = read_run(archive.parent / "run")
    assert (len(recorded.rows), recorded.settings["seed"]) == (2, 3)
    assert recorded.weights is not None
    card = (archive.parent / "run" / "model-card.md").read_text()
    assert "cifar-resnet8 on colours" in card


def test_a_run_is_only_gone_on_with_when_told(archive, capsys):
    assert train(archive, "--epochs", "1") == DONE
    assert train(archive, "--epochs", "1") == FAILED
    said = capsys.readouterr().err.splitlines()[-1]
    assert "--resume" in said
    assert train(archive, "--epochs", "1", "--resume") == DONE
    assert train(archive, "--epochs", "2", "--resume") == FAILED
    assert "another training run" in capsys.readouterr().err


def test_the_papers_recipe_can_be_asked_for(archive, capsys):
    assert train(archive, "--recipe", "paper", "--epochs", "1") == DONE
    assert "weight decay 0.0001" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "network", "status", "word"),
    [
        ((), "cifar-resnet21", WRONG_USAGE, "6n+2"),
        ((), "resnet50", WRONG_USAGE, "fine-tune"),
        (("--epochs", "0"), "cifar-resnet8", WRONG_USAGE, "epochs"),
        (("--device", "tpu"), "cifar-resnet8", WRONG_USAGE, "tpu"),
        (("--recipe", "long"), "cifar-resnet8", WRONG_USAGE, "long"),
        (("--data", "nowhere.npz"), "cifar-resnet8", FAILED, "nowhere.npz"),
        (("--data", "imagenet"), "cifar-resnet8", FAILED, "digits"),
    ],
)
def test_mistakes_are_one_sentence(archive, capsys, arguments, network, status, word):
    assert train(archive, *arguments, network=network) == status
    said = capsys.readouterr().err
    assert word in said
    assert "Traceback" not in said
    assert not (archive.parent / "run").exists()
