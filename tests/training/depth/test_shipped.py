import json

import numpy as np
import pytest

from explorer.training.depth.record import read_sweep, write_sweep
from explorer.training.depth.result import DEPTHS, SweepSettings, cell_verdict, chosen
from explorer.training.depth.shipped import shipped_sweep
from explorer.training.depth.sweep import depth_sweep
from explorer.training.race.result import NETWORKS
from tests.figures.swept import SWEEP, sweep


def test_it_is_whole_and_by_the_settings_of_its_command() -> None:
    shipped = shipped_sweep()
    assert shipped.settings == SweepSettings(DEPTHS, seeds=3)
    assert len(shipped.cells) == len(shipped.settings.networks()) * 3 * len(NETWORKS)
    for swept in shipped.settings.networks():
        for kind in NETWORKS:
            numbers = cell_verdict(chosen(shipped.cells, swept, kind)).numbers
            assert np.isfinite(numbers["largest_r"])


def test_its_first_networks_are_what_is_measured_now() -> None:
    shipped = shipped_sweep()
    again = depth_sweep(SweepSettings((8,), ("none",), ("xavier",), seeds=1))
    for was, now in zip(shipped.cells, again, strict=False):
        assert (was.swept, was.seed, was.network) == (now.swept, now.seed, now.network)
        assert was.weight_gradient == pytest.approx(now.weight_gradient, rel=1e-6)
        assert was.loss == pytest.approx(now.loss, rel=1e-6)


def test_settings_are_read_from_what_was_measured(tmp_path) -> None:
    write_sweep(tmp_path, sweep())
    origin = {"recorded": "2026-01-31", "cores": 2, "processor": "X", "pytorch": "1.0"}
    (tmp_path / "origin.json").write_text(json.dumps(origin))
    shipped = shipped_sweep(tmp_path)
    assert shipped.settings == SWEEP
    assert (shipped.recorded, shipped.machine) == ("2026-01-31", "2 cores of an X, PyTorch 1.0")
    assert len(shipped.cells) == len(read_sweep(tmp_path))
