"""What each step claims holds for what it measures, whatever the numbers are today."""

import numpy as np
import pytest

import explorer
from explorer.files.assets import asset
from explorer.interface.lesson.curves import degraded, final_test_errors, shattered
from explorer.interface.lesson.races import CURES, DEPTHS, RACES
from explorer.training.race.result import RaceStep


def last_of(name: str) -> RaceStep:
    *_, last = explorer.race(RACES[name], device="cpu")
    return last


def accuracy(step: RaceStep, network: str) -> float:
    found = next(each for each in step.networks if each.network == network).test_accuracy
    assert found is not None
    return found


def test_2_deeper_was_worse_on_training_and_test_pictures() -> None:
    networks = degraded()["networks"]
    shallow, deep = (networks[depth]["final"] for depth in ("20", "56"))
    assert deep["train"] > 1.5 * shallow["train"]
    assert deep["test"] > shallow["test"]
    # an overfitted network would do well on its own pictures
    assert deep["train"] > shallow["test"]
    assert "15378" in asset("weights/cifar-plain56.result.json").read_text("utf-8")
    assert deep["train"] == 0.15378
    assert len(networks["20"]["train"]) == len(networks["56"]["train"]) == 24


def test_3_and_5_the_message_dies_without_shortcuts_and_arrives_with_them() -> None:
    plain, residual = last_of("hears").networks
    main = RACES["hears"].depth - 2  # place of the last convolution of the main path
    dead = plain.activation_gradient[0] / plain.activation_gradient[main]
    alive = residual.activation_gradient[0] / residual.activation_gradient[main]
    assert dead < 1e-10
    assert 0.1 < alive < 10


def test_4_with_normalisation_it_grows_at_first_then_the_first_layers_starve() -> None:
    first, *_, last = explorer.race(RACES["normalise"], device="cpu")
    third = 55 // 3

    def towards(step: RaceStep) -> float:
        relative = step.networks[0].relative_gradient
        return float(np.median(relative[:third]) / np.median(relative[-third:]))

    assert towards(first) > 10
    assert towards(last) < 0.1
    curves = shattered()["curves"]
    assert abs(curves["plain-56"][1]) < 0.1  # neighbours 1.5 degrees apart
    assert curves["plain-8"][1] > 0.7
    assert curves["residual-56"][1] > 0.5


def test_7_what_trains_better_sees_better_on_average() -> None:
    errors = final_test_errors()
    assert errors["residual"] < 0.6 * errors["plain"]


@pytest.mark.parametrize("depth", DEPTHS)
def test_8_at_20_layers_every_cure_helps_at_56_only_shortcuts(depth: int) -> None:
    steps = {name: last_of(f"{name}-{depth}") for name in {race for race, _ in CURES.values()}}
    sick = accuracy(steps["none"], "plain")
    assert sick < 0.2
    for cure, (name, network) in CURES.items():
        helps = accuracy(steps[name], network) > sick + 0.2
        assert helps == (depth == 20 or network == "residual"), cure
