import csv
import json
import math

import pytest

from explorer.training.measuring.quantities import QUANTITIES
from explorer.training.measuring.words import Verdict
from explorer.training.race.race import race
from explorer.training.race.record import RecordedRace, has_race, verdicts, write_race
from explorer.training.race.result import NETWORKS
from explorer.training.race.settings import RaceSettings, described


@pytest.fixture(scope="module")
def raced() -> RecordedRace:
    settings = RaceSettings(depth=8, width=4, batch=16, steps=3, shortcut="B")
    running = race(settings, device="cpu")
    return RecordedRace(settings, running.facts, tuple(running))


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_files_and_their_columns(raced, tmp_path):
    write_race(tmp_path / "new" / "run", raced)
    folder = tmp_path / "new" / "run"
    assert {path.name for path in folder.iterdir()} == {
        "settings.json",
        "steps.csv",
        "layers.csv",
        "checks.csv",
        "verdict.json",
    }
    assert list(rows(folder / "steps.csv")[0]) == [
        "step",
        "network",
        "loss",
        "train_accuracy",
        "test_accuracy",
    ]
    assert list(rows(folder / "layers.csv")[0]) == [
        "step",
        "network",
        "layer",
        "name",
        "weight_gradient",
        "activation_gradient",
        "activation",
        "weight",
        "relative_gradient",
        "relative_update",
    ]


def test_every_number_is_written_where_it_belongs(raced, tmp_path):
    write_race(tmp_path, raced)
    steps = {(int(row["step"]), row["network"]): row for row in rows(tmp_path / "steps.csv")}
    layers = {
        (int(row["step"]), row["network"], int(row["layer"])): row
        for row in rows(tmp_path / "layers.csv")
    }
    assert len(layers) == 3 * (7 + 9)
    for step in raced.steps:
        for each in step.networks:
            row = steps[step.step, each.network]
            assert float(row["loss"]) == pytest.approx(each.loss, rel=1e-8)
            assert (row["test_accuracy"] == "") == (each.test_accuracy is None)
            for layer, name in enumerate(raced.facts.layers[each.network], 1):
                line = layers[step.step, each.network, layer]
                assert line["name"] == name
                for quantity in QUANTITIES:
                    value = each.quantity(quantity)[layer - 1]
                    assert float(line[quantity]) == pytest.approx(value, rel=1e-8)
    assert 0 <= float(steps[3, "plain"]["test_accuracy"]) <= 1


def test_settings_are_written_with_fingerprints(raced, tmp_path):
    write_race(tmp_path, raced)
    said = json.loads((tmp_path / "settings.json").read_text())
    assert said | described(raced.settings) == said
    assert said["weights_sha256"] == dict(raced.facts.weights_sha256)
    assert said["weights_sha256"]["plain"] == said["weights_sha256"]["residual"]
    assert said["batches_sha256"]["plain"] == said["batches_sha256"]["residual"]
    assert said["batches_sha256"]["plain"] == raced.steps[-1].plain.batches_sha256
    assert (said["steps_done"], said["diverged"]["plain"]) == ({"plain": 3, "residual": 3}, False)


def test_the_verdict_is_that_of_each_networks_last_step(raced, tmp_path):
    write_race(tmp_path, raced)
    said = json.loads((tmp_path / "verdict.json").read_text())
    assert set(said) == set(NETWORKS)
    for kind in NETWORKS:
        last = raced.steps[-1].network(kind)
        untested = {"test_accuracy": None} if last.test_accuracy is None else {}
        for found, verdict, not_finite in (
            (said[kind], last.verdict, {}),
            (said[kind].pop("learning"), last.learning, untested),
        ):
            assert found == {
                "word": verdict.word,
                "first_word": verdict.first_word,
                "rule": verdict.rule,
                "numbers": {**verdict.numbers, **not_finite},
            }


def test_numbers_that_are_not_finite_stay_json(raced):
    import dataclasses

    last = raced.steps[-1]
    odd = Verdict("exploding", "healthy", "", {"largest_r": math.inf, "loss": math.nan, "r": 1.0})
    plain = dataclasses.replace(last.plain, verdict=odd)
    stopped = dataclasses.replace(last, plain=plain)
    later = dataclasses.replace(last, plain=None)
    said = verdicts(RecordedRace(raced.settings, raced.facts, (stopped, later)))
    assert said["plain"]["numbers"] == {"largest_r": None, "loss": None, "r": 1.0}


def test_a_race_that_was_stopped_before_its_first_step_is_written(raced, tmp_path):
    write_race(tmp_path, RecordedRace(raced.settings, raced.facts, ()))
    assert has_race(tmp_path)
    assert json.loads((tmp_path / "verdict.json").read_text()) == {}


def test_a_folder_without_one_has_none(tmp_path):
    assert not has_race(tmp_path)
    assert not has_race(tmp_path / "nowhere")
