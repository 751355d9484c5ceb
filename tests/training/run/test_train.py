from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from explorer.datasets.labelled import Dataset
from explorer.training.run.record import EpochRow, read_run
from explorer.training.run.settings import TrainingSettings
from explorer.training.run.train import train
from explorer.training.run.trainer import Trainer, TrainingProgress


def test_one_call_is_a_run_of_the_trainer(bars: Dataset, tmp_path: Path):
    told: list[object] = []
    run = train(
        "cifar-resnet8", bars, str(tmp_path / "one"), epochs=2, batch=32, width=4, device="cpu",
        precision="float32", progress=told.append,
    )  # fmt: skip
    settings = TrainingSettings("cifar-resnet8", epochs=2, batch=32, width=4, precision="float32")
    cpu = torch.device("cpu")
    for _ in Trainer(settings, bars, tmp_path / "two", device=cpu).run():
        pass
    assert run.weights == tmp_path / "one" / "weights.safetensors"
    mine, theirs = (load_file(tmp_path / name / "weights.safetensors") for name in ("one", "two"))
    assert all(torch.equal(mine[key], theirs[key]) for key in theirs)
    assert run.result == read_run(tmp_path / "two").result
    assert [each.epoch for each in told if isinstance(each, EpochRow)] == [1, 2]
    assert any(isinstance(each, TrainingProgress) for each in told)
    assert f"2 epochs, test error {run.result.test_error:.2%}" in repr(run)
    with pytest.raises(ValueError, match="already holds a training run"):
        train("cifar-resnet8", bars, tmp_path / "one", epochs=2, device="cpu")
    again = train(
        "cifar-resnet8", bars, tmp_path / "one", epochs=2, batch=32, width=4, device="cpu",
        resume=True,
    )  # fmt: skip
    assert again.result == run.result


def test_what_cannot_be_trained_is_said_before_anything_is_opened(tmp_path: Path):
    with pytest.raises(ValueError, match="resnet50 is too large to be trained from nothing"):
        train("resnet50", tmp_path / "nowhere", tmp_path / "out")
    with pytest.raises(FileNotFoundError, match="there is no data"):
        train("cifar-resnet8", tmp_path / "nowhere", tmp_path / "out", device="cpu")
    assert not (tmp_path / "out").exists()
