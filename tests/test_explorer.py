"""The library's front door."""

import dataclasses
import subprocess
import sys
from pathlib import Path

import pytest
import torch.nn.functional as F

import explorer


@pytest.mark.parametrize("name", explorer.__all__)
def test_every_public_name_is_there_and_says_what_it_is(name: str) -> None:
    found = getattr(explorer, name)
    assert name == "__version__" or found.__doc__


def test_no_other_name_is() -> None:
    with pytest.raises(AttributeError, match="no attribute 'magic'"):
        explorer.magic  # noqa: B018


def test_the_door_opens_without_a_tensor_library() -> None:
    code = "import sys, explorer; assert 'load' in dir(explorer); print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_notebook_races_keeps_it_and_opens_it_again(tmp_path: Path) -> None:
    settings = explorer.RaceSettings(depth=8, width=4, batch=16, steps=2)
    running = explorer.race(settings, device="cpu")
    steps = tuple(running)
    explorer.write_race(tmp_path, explorer.RecordedRace(settings, running.facts, steps))
    opened = explorer.read_race(tmp_path)
    assert opened.settings == settings
    losses = [step.plain.loss for step in steps]
    assert [step.plain.loss for step in opened.steps] == pytest.approx(losses, rel=1e-6)


def test_a_notebook_sweeps_depths() -> None:
    settings = explorer.SweepSettings((8,), ("none",), ("he",), 1, width=4, batch=2, image_size=8)
    assert [cell.network for cell in explorer.depth_sweep(settings)] == ["plain", "residual"]


def test_a_notebook_writes_its_own_loop_and_has_the_races_losses() -> None:
    settings = dataclasses.replace(explorer.preset("textbook").settings, depth=8, steps=1)
    network = explorer.twins(settings).residual
    (batch,) = explorer.batches(settings)
    (step,) = explorer.race(settings, device="cpu")
    assert F.cross_entropy(network(batch[0]), batch[1]).item() == step.residual.loss
    assert explorer.optimiser(settings, network).defaults["lr"] == settings.learning_rate
    assert explorer.PRESETS[0] is explorer.preset("textbook")
