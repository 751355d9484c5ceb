"""What the widget tells, read by hand and drawn by a real browser on a page like a notebook's."""

import base64
import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import explorer
from explorer.notebook.live_widget import MOST_STEPS, LiveRace, held, told
from explorer.training.race.record import RecordedRace
from explorer.training.race.settings import RaceSettings


@pytest.fixture(scope="module")
def race() -> RecordedRace:
    return explorer.race(RaceSettings(depth=20, steps=12, width=4, batch=16)).result()


def test_it_tells_the_race_so_far(race: RecordedRace) -> None:
    widget = LiveRace(replace(race, steps=()))
    assert widget.told["news"]["rows"] == []
    changes: list[Any] = []
    widget.observe(lambda change: changes.append(change["new"]), "told")
    widget.tell(race, "finished")
    (new,) = changes
    assert new["phase"] == "finished"
    assert new["news"]["rows"][-1][0] == 12
    json.dumps(widget.get_state(["told", "held"]), allow_nan=False)


def test_its_numbers_are_the_gradients(race: RecordedRace) -> None:
    raw = base64.b64decode(told(race, "running")["news"]["numbers"])
    three = np.frombuffer(raw, np.uint8).reshape(-1, 3)
    four = np.concatenate([np.zeros((len(three), 1), np.uint8), three], axis=1)
    numbers = four.copy().view("<f4").reshape(12, 2, 19)
    for step, (plain, residual) in zip(race.steps, numbers, strict=True):
        assert step.plain is not None
        assert step.residual is not None
        assert np.allclose(plain, step.plain.weight_gradient, rtol=2e-5)
        assert np.allclose(residual, step.residual.weight_gradient, rtol=2e-5)


def test_a_long_race_is_told_thinned(race: RecordedRace) -> None:
    long = replace(race, steps=race.steps * 100)
    rows = told(long, "running")["news"]["rows"]
    assert len(rows) <= MOST_STEPS + 1
    assert rows[-1][0] == 12
    assert [each["name"] for each in held()["wire"]["gauges"]] == ["weight_gradient"]
