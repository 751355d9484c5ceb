import errno
import os
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from explorer.training.run import checkpoint
from explorer.training.run.checkpoint import NEWEST, PREVIOUS, Checkpoint


def state(iteration: int) -> Checkpoint:
    return Checkpoint(
        identity={"network": "cifar-resnet8", "seed": "0"},
        iteration=iteration,
        network={"w": torch.full((3,), float(iteration))},
        optimiser={"state": {0: {"momentum_buffer": torch.ones(3)}}, "param_groups": []},
        epoch_tally={"loss": torch.tensor(0.5)},
        epoch_seconds=1.5,
        rows=[[1.0, 4.0, 0.1]],
        threads=torch.get_num_threads(),
    )


def loaded(folder: Path) -> tuple[int, str]:
    saved, note = checkpoint.load(folder)
    assert saved is not None
    return saved.iteration, note


def test_what_was_saved_comes_back(tmp_path):
    checkpoint.save(tmp_path, state(7))
    saved, note = checkpoint.load(tmp_path)
    assert saved is not None
    assert (saved.iteration, saved.rows, saved.epoch_seconds, note) == (
        7,
        [[1.0, 4.0, 0.1]],
        1.5,
        "",
    )
    assert torch.equal(saved.network["w"], torch.full((3,), 7.0))


def test_a_folder_without_checkpoints(tmp_path):
    assert checkpoint.load(tmp_path) == (None, "")
    assert checkpoint.load(tmp_path / "nowhere") == (None, "")


def test_the_last_two_are_kept(tmp_path):
    for iteration in (1, 2, 3):
        checkpoint.save(tmp_path, state(iteration))
    assert sorted(each.name for each in tmp_path.iterdir()) == [PREVIOUS, NEWEST]
    (tmp_path / NEWEST).unlink()  # as if stopped between the two moves
    assert loaded(tmp_path) == (2, "")


@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "text"])
def test_a_damaged_checkpoint_is_passed_over_with_a_sentence(tmp_path, damage):
    checkpoint.save(tmp_path, state(1))
    checkpoint.save(tmp_path, state(2))
    content = (tmp_path / NEWEST).read_bytes()
    middle = len(content) // 2
    (tmp_path / NEWEST).write_bytes(
        {
            "cut": content[:middle],
            "flipped": content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :],
            "empty": b"",
            "text": b"hello",
        }[damage]
    )
    iteration, note = loaded(tmp_path)
    assert iteration == 1
    assert NEWEST in note
    assert "1 iterations in" in note
    (tmp_path / PREVIOUS).write_bytes(b"")
    with pytest.raises(ValueError, match=r"no checkpoint .* can be used"):
        checkpoint.load(tmp_path)


def test_every_length_of_a_cut_file_is_noticed(tmp_path):
    checkpoint.save(tmp_path, state(1))
    content = (tmp_path / NEWEST).read_bytes()
    for length in range(0, len(content), 97):
        (tmp_path / NEWEST).write_bytes(content[:length])
        with pytest.raises(ValueError, match="can be used"):
            checkpoint.load(tmp_path)


def test_stopped_at_any_step_of_saving_a_good_one_is_there(tmp_path, monkeypatch):
    """Fail at the first, second, ... move or flush of a save; each time resume finds 1 or 2."""
    for step in range(1, 8):
        folder = tmp_path / str(step)
        folder.mkdir()
        checkpoint.save(folder, state(1))
        left = step
        with monkeypatch.context() as patch:
            for owner, name in ((Path, "replace"), (os, "fsync")):
                original = getattr(owner, name)

                def counted(*arguments, original=original):
                    nonlocal left
                    left -= 1
                    if left == 0:
                        raise KeyboardInterrupt
                    return original(*arguments)

                patch.setattr(owner, name, counted)
            try:
                checkpoint.save(folder, state(2))
            except KeyboardInterrupt:
                assert loaded(folder)[0] in (1, 2)
            else:
                assert step > 4  # flush, move, flush, two more moves
        checkpoint.save(folder, state(3))
        assert loaded(folder) == (3, "")


def test_a_full_disk_keeps_the_last_good_one(tmp_path, monkeypatch):
    checkpoint.save(tmp_path, state(1))

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        checkpoint.save(tmp_path, state(2))
    assert loaded(tmp_path) == (1, "")


def test_another_run_is_refused_and_other_threads_are_mentioned():
    saved = state(5)
    assert checkpoint.check_same_run(saved, saved.identity) == ["going on after 5 iterations"]
    with pytest.raises(ValueError, match="seed was '0' and is now '1'"):
        checkpoint.check_same_run(saved, {**saved.identity, "seed": "1"})
    notes = checkpoint.check_same_run(replace(saved, threads=99), saved.identity)
    assert "OMP_NUM_THREADS=99" in notes[1]
