import errno
import os
import signal
import subprocess
import sys
import time
from itertools import islice
from pathlib import Path

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file

from explorer.networks.cifar_resnet import CifarResNet
from explorer.networks.weights.checkpoint import load_checkpoint
from explorer.training.run import checkpoint
from explorer.training.run.record import EpochRow, read_run
from explorer.training.run.result import RunResult
from explorer.training.run.settings import TrainingSettings
from explorer.training.run.trainer import Trainer

CPU = torch.device("cpu")
SMALL = TrainingSettings("cifar-resnet8", epochs=3, batch=16, width=4)
ITERATIONS = 3 * 4  # 70 images make four whole batches of 16


def trainer(bars, folder: Path, settings: TrainingSettings = SMALL, **choices) -> Trainer:
    return Trainer(settings, bars, folder, device=CPU, **{"checkpoint_seconds": 0.0, **choices})


def trained(bars, folder: Path, settings: TrainingSettings = SMALL, **choices) -> Trainer:
    run = trainer(bars, folder, settings, **choices)
    for _ in run.run():
        pass
    return run


@pytest.fixture(scope="module")
def unbroken(bars, tmp_path_factory, one_thread) -> Path:
    folder = tmp_path_factory.mktemp("unbroken")
    trained(bars, folder)
    return folder


def assert_same_weights(one: Path, other: Path) -> None:
    first, second = load_file(one / "weights.safetensors"), load_file(other / "weights.safetensors")
    assert first.keys() == second.keys()
    for name, tensor in first.items():
        assert torch.equal(tensor, second[name]), name


@pytest.mark.parametrize("stop_after", [0, 1, 3, 4, 5, 11, 12])
def test_a_stopped_run_ends_with_the_same_weights(bars, tmp_path, unbroken, stop_after):
    stopped = trainer(bars, tmp_path)
    steps = stopped.run()
    while stopped.state.iteration < stop_after:
        next(steps)
    steps.close()
    again = trained(bars, tmp_path, resume=True)
    assert again.state.iteration == ITERATIONS
    assert_same_weights(tmp_path, unbroken)
    for mine, theirs in zip(read_run(tmp_path).rows, read_run(unbroken).rows, strict=True):
        assert (mine.loss, mine.train_error, mine.test_error) == (
            theirs.loss,
            theirs.train_error,
            theirs.test_error,
        )


def test_bfloat16_and_mirroring_resume_alike(bars, tmp_path):
    settings = TrainingSettings(
        "cifar-plain8", epochs=2, batch=16, width=8, precision="bfloat16", seed=5
    )
    trained(bars, tmp_path / "whole", settings)
    stopped = trainer(bars, tmp_path / "parts", settings)
    steps = stopped.run()
    while stopped.state.iteration < 5:
        next(steps)
    steps.close()
    trained(bars, tmp_path / "parts", settings, resume=True)
    assert_same_weights(tmp_path / "whole", tmp_path / "parts")


CHILD = """
import sys, time
from pathlib import Path
from tests.training.run.test_trainer import SMALL, trained
from tests.training.conftest import draw_bars

folder, left, move = Path(sys.argv[1]), int(sys.argv[2]), Path.replace

def stalls(draft, path):
    global left
    left -= 1
    if left < 0:
        (folder / "stalled").touch()
        time.sleep(600)
    return move(draft, path)

Path.replace = stalls
trained(draw_bars(), folder, resume=True)
"""


def test_kill_9_and_resume(bars, tmp_path, unbroken):
    """A process is killed while it writes, twice; what it leaves is gone on from."""
    root = Path(__file__).parents[3]
    place = {**os.environ, "PYTHONPATH": str(root), "OMP_NUM_THREADS": str(torch.get_num_threads())}
    for written in (2, 7):  # files, and then one that is not moved to its place any more
        command = [sys.executable, "-c", CHILD, str(tmp_path), str(written)]
        child = subprocess.Popen(command, env=place, cwd=root)
        while not (tmp_path / "stalled").exists():
            assert child.poll() is None
            time.sleep(0.01)
        child.send_signal(signal.SIGKILL)
        assert child.wait() == -signal.SIGKILL
        (tmp_path / "stalled").unlink()
    trained(bars, tmp_path, resume=True)
    assert_same_weights(tmp_path, unbroken)
    assert (tmp_path / "layers.csv").read_bytes() == (unbroken / "layers.csv").read_bytes()
    assert not list(tmp_path.glob(".*.part"))


def test_a_cut_checkpoint_costs_little_and_changes_nothing(bars, tmp_path, unbroken):
    steps = trainer(bars, tmp_path).run()
    list(islice(steps, 3))
    steps.close()
    newest = tmp_path / "checkpoint.pt"
    newest.write_bytes(newest.read_bytes()[:1000])
    again = trained(bars, tmp_path, resume=True)
    assert any("check sum" in note for note in again.notes)
    assert_same_weights(tmp_path, unbroken)


def test_the_network_learns_and_its_files_tell(bars, tmp_path):
    settings = TrainingSettings("cifar-resnet8", epochs=12, batch=16, width=8)
    run = trained(bars, tmp_path, settings)
    recorded = read_run(tmp_path)
    assert len(recorded.rows) == 12
    assert recorded.rows[-1].test_error <= 0.1
    assert recorded.rows[-1].loss < recorded.rows[0].loss / 2
    assert [row.iteration for row in recorded.rows] == [4 * epoch for epoch in range(1, 13)]
    assert recorded.rows[-1].learning_rate == pytest.approx(1e-4)
    assert recorded.settings["data_sha256"] == bars.fingerprint()
    network = load_checkpoint(tmp_path / "weights.safetensors")
    assert isinstance(network, CifarResNet)
    for name, tensor in run.state.network.state_dict().items():
        assert torch.equal(tensor, network.state_dict()[name])
    with safe_open(tmp_path / "weights.safetensors", "pt") as file:
        assert file.metadata()["class_names"] == '["vertical", "horizontal"]'
        assert file.metadata()["input_scaling"].count(",") == 4
    card = (tmp_path / "model-card.md").read_text()
    for part in ("bars", "seed | 0", "SGD", "float", "CPU", torch.__version__, "test error"):
        assert part in card
    assert str(tmp_path) not in card
    result = RunResult.from_text((tmp_path / "result.json").read_text())
    assert (result.network, result.seed, result.recipe) == ("cifar-resnet8", 0, run.plan.recipe)
    assert (result.test_images, result.train_images) == (20, 70)
    assert f"**{result.test_error:.2%}** of 20 test images" in card
    assert f"{result.train_error:.2%} of 70 training images" in card
    assert run.state.network.training  # as it was while learning


def test_progress_counts_up_and_every_epoch_is_told(bars, tmp_path):
    events = list(trainer(bars, tmp_path).run())
    assert [event.epoch for event in events if isinstance(event, EpochRow)] == [1, 2, 3]
    progress = [event for event in events if not isinstance(event, EpochRow)]
    assert progress[-1].iteration == progress[-1].iterations == ITERATIONS
    assert all(event.images_per_second > 0 and event.seconds_left >= 0 for event in progress)


def test_plain_and_residual_twins_start_from_the_same_weights(bars, tmp_path):
    residual = trainer(bars, tmp_path / "r").state.network.state_dict()
    plain = trainer(
        bars, tmp_path / "p", TrainingSettings("cifar-plain8", epochs=3, batch=16, width=4)
    ).state.network.state_dict()
    assert residual.keys() == plain.keys()
    assert all(torch.equal(residual[name], plain[name]) for name in residual)


def test_a_run_is_not_written_over(bars, tmp_path):
    trainer(bars, tmp_path)
    with pytest.raises(ValueError, match="--resume"):
        trainer(bars, tmp_path)


@pytest.mark.parametrize(
    ("settings", "word"),
    [
        (TrainingSettings("cifar-plain8", epochs=3, batch=16, width=4), "network was"),
        (TrainingSettings("cifar-resnet8", epochs=4, batch=16, width=4), "recipe was"),
        (TrainingSettings("cifar-resnet8", epochs=3, batch=16, width=4, seed=1), "seed was"),
    ],
)
def test_another_run_is_not_gone_on_with(bars, tmp_path, settings, word):
    trained(bars, tmp_path)
    with pytest.raises(ValueError, match=word):
        trainer(bars, tmp_path, settings, resume=True)


def test_a_finished_run_stays_as_it_is(bars, tmp_path):
    trained(bars, tmp_path)
    before = {each.name: each.stat().st_mtime_ns for each in tmp_path.iterdir()}
    assert list(trainer(bars, tmp_path, resume=True).run()) == []
    assert {each.name: each.stat().st_mtime_ns for each in tmp_path.iterdir()} == before


@pytest.mark.parametrize("seconds", [0.0, 1e9])
def test_weights_that_are_no_numbers_are_not_saved(bars, tmp_path, seconds):
    run = trainer(bars, tmp_path, checkpoint_seconds=seconds)
    steps = run.run()
    while run.state.iteration < 5:  # the second epoch
        next(steps)
    with torch.no_grad():
        run.state.network.fc.weight.fill_(float("nan"))
    with pytest.raises(ValueError, match="no longer a finite number in epoch"):
        list(steps)
    saved, _ = checkpoint.load(tmp_path)
    assert saved is not None
    assert all(tensor.isfinite().all() for tensor in saved.network.values())


@pytest.mark.parametrize("writes", [0, 6])
def test_a_full_disk_says_how_to_go_on(bars, tmp_path, monkeypatch, writes):
    """At the first file, and at one in the middle of the training."""
    flush, done = os.fsync, []

    def full_soon(descriptor: int) -> None:
        done.append(descriptor)
        if len(done) > writes:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        flush(descriptor)

    monkeypatch.setattr(os, "fsync", full_soon)
    with pytest.raises(OSError, match=r"No space left on device.*then go on with --resume$"):
        trained(bars, tmp_path)
    monkeypatch.undo()
    trained(bars, tmp_path, resume=True)
    assert len(read_run(tmp_path).rows) == 3
