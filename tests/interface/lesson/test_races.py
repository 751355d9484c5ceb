"""What steps 3, 4, 5 and 8 claim of their races holds for what is measured in them."""

import numpy as np
import pytest
import torch.nn.functional as F
from torch import nn

import explorer
from explorer.interface.lesson.races import CURES, DEPTHS, RACES
from explorer.training.race.accuracy import race_accuracy
from explorer.training.race.data import race_data
from explorer.training.race.result import RaceStep
from explorer.training.race.twins import batches, optimiser, twins


def last_of(name: str) -> RaceStep:
    *_, last = explorer.race(RACES[name], device="cpu")
    return last


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


def learned(name: str, kind: str) -> float:
    """The test accuracy of one network of a race, by the bare loop over its batches."""
    settings = RACES[name]
    data = race_data(settings)
    network = getattr(twins(settings), kind)
    learns = optimiser(settings, network)
    for images, labels in batches(settings, data):
        learns.zero_grad()
        F.cross_entropy(network(images), labels).backward()
        if settings.clip is not None:
            nn.utils.clip_grad_norm_(network.parameters(), settings.clip)
        learns.step()
    return race_accuracy(network, data).estimated


@pytest.mark.parametrize(
    "depth", [pytest.param(each, marks=[pytest.mark.long] * (each > 20)) for each in DEPTHS]
)
def test_8_at_20_layers_every_cure_helps_at_56_only_shortcuts(depth: int) -> None:
    sick = learned(f"none-{depth}", "plain")
    assert sick < 0.2
    for cure, (name, network) in CURES.items():
        helps = learned(f"{name}-{depth}", network) > sick + 0.2
        assert helps == (depth == 20 or network == "residual"), cure
