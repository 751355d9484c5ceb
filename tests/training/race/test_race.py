import hashlib
from collections.abc import Iterator

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from explorer.training.measuring.quantities import QUANTITIES
from explorer.training.race.data import race_data
from explorer.training.race.lane import computing
from explorer.training.race.race import race
from explorer.training.race.result import NETWORKS
from explorer.training.race.settings import RaceSettings
from explorer.training.race.twins import batches, twins, weights_sha256

SMALL = {"depth": 8, "width": 4, "batch": 16, "steps": 5}
MANY = [
    {},
    {"normalization": "batch", "initialization": "he", "clip": None},
    {"clip": 1e-3, "learning_rate": 0.5},
    {"optimiser": "adam", "learning_rate": 1e-3, "weight_decay": 1e-3},
    {"shortcut": "B", "shortcut_scale": 0.5, "activation": "tanh"},
    {"block": "pre-activation", "image_size": 16, "momentum": 0.0},
]


def bare_loop(settings: RaceSettings) -> Iterator[tuple[float, float]]:
    """Both losses of each step, by nothing but PyTorch on the public twins and batches."""
    networks = twins(settings)
    if settings.optimiser == "adam":
        kind, how = torch.optim.Adam, {"betas": (settings.momentum, 0.999)}
    else:
        kind, how = torch.optim.SGD, {"momentum": settings.momentum}
    how |= {"lr": settings.learning_rate, "weight_decay": settings.weight_decay}
    optimisers = [kind(network.parameters(), **how) for network in networks]
    for images, labels in batches(settings):
        losses = []
        for network, optimiser in zip(networks, optimisers, strict=True):
            loss = F.cross_entropy(network(images), labels)
            optimiser.zero_grad()
            loss.backward()
            if settings.clip is not None:
                nn.utils.clip_grad_norm_(network.parameters(), settings.clip)
            optimiser.step()
            losses.append(loss.item())
        yield tuple(losses)


@pytest.mark.parametrize("chosen", MANY, ids=str)
def test_the_losses_are_those_of_a_bare_loop_to_the_bit(chosen):
    settings = RaceSettings(**SMALL, **chosen)
    steps = list(race(settings, device="cpu"))
    assert [(step.plain.loss, step.residual.loss) for step in steps] == list(bare_loop(settings))
    assert [step.step for step in steps] == [1, 2, 3, 4, 5]


def test_at_once_or_in_turn_the_twins_say_the_same():
    settings = RaceSettings(**SMALL)
    before = torch.get_num_threads()
    numbers = []
    try:
        for threads in (1, 2):
            torch.set_num_threads(threads)
            running = race(settings, device="cpu")
            assert (running._side_by_side._other is not None) == (threads == 2)
            steps = [each for step in running for each in step.networks]
            numbers.append([(each.loss, each.test_accuracy) for each in steps])
            numbers[-1].append(np.concatenate([each.weight_gradient for each in steps]).tolist())
        large = race(RaceSettings(depth=8, image_size=32, batch=128), device="cpu")
        assert large._side_by_side._other is None
    finally:
        torch.set_num_threads(before)
    assert numbers[0] == numbers[1]


def test_who_asks_for_steps_keeps_all_threads_of_the_processor():
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        asked = race(RaceSettings(**SMALL), device="cpu")
        for _ in asked:
            assert torch.get_num_threads() == 2
            break
        assert torch.get_num_threads() == 2
        asked.close()
    finally:
        torch.set_num_threads(before)


def test_the_same_seed_gives_the_same_race_and_another_another():
    def numbers(seed: int) -> list[float]:
        return [
            float(value)
            for step in race(RaceSettings(**SMALL, seed=seed), device="cpu")
            for network in step.networks
            for name in QUANTITIES
            for value in network.quantity(name)
        ]

    first = numbers(1)
    assert first == numbers(1)
    assert first != numbers(2)


def test_fingerprints_are_equal_and_those_of_what_was_used():
    settings = RaceSettings(**SMALL)
    running = race(settings, device="cpu")
    both = twins(settings)
    names = [name for name, _ in both.plain.named_parameters()]
    assert set(running.facts.weights_sha256.values()) == {weights_sha256(both.plain, names)}
    *_, last = running
    data = race_data(settings)
    stream, drawn = batches(settings, data), hashlib.sha256(data.sha256.encode())
    for _ in stream:  # again, and nothing is trained
        drawn.update(stream.drawn)
    assert last.plain.batches_sha256 == last.residual.batches_sha256 == drawn.hexdigest()


def test_the_facts_are_known_before_the_first_step():
    facts = race(RaceSettings(**SMALL, shortcut="B"), device="cpu").facts
    assert (len(facts.layers["plain"]), len(facts.layers["residual"])) == (7, 9)
    assert facts.layers["residual"][:7] == facts.layers["plain"]
    assert (facts.data, facts.train_images, facts.test_images) == ("digits", 1438, 359)
    assert facts.class_names == tuple("0123456789")
    assert facts.device.startswith("CPU")
    by_hand = sum(p.numel() for p in twins(RaceSettings(**SMALL)).plain.parameters())
    assert facts.parameters["plain"] == by_hand
    assert facts.versions["torch"] == torch.__version__


def test_a_network_that_diverges_stops_and_its_twin_goes_on():
    """Without normalisation a deep residual network drawn by He's rule explodes (science.md)."""
    settings = RaceSettings(
        depth=44, width=4, batch=8, steps=12, initialization="he", clip=None, learning_rate=0.1
    )
    steps = list(race(settings, device="cpu"))
    assert len(steps) == 12
    assert all(step.plain is not None and not step.plain.diverged for step in steps)
    seen = [step.residual for step in steps if step.residual is not None]
    assert 1 <= len(seen) < 12
    assert [each.diverged for each in seen] == [False] * (len(seen) - 1) + [True]
    assert seen[-1].verdict.word == "exploding"
    assert seen[-1].test_accuracy is None
    assert steps[-1].plain.test_accuracy is not None


def test_a_race_whose_networks_have_both_diverged_ends():
    settings = RaceSettings(**{**SMALL, "steps": 50}, learning_rate=1e9, clip=None)
    steps = list(race(settings, device="cpu"))
    assert len(steps) < 50
    assert all(each.diverged for each in steps[-1].networks)


@pytest.mark.parametrize("normalization", ["none", "batch"])
def test_the_test_accuracy_comes_at_the_last_step(normalization):
    steps = list(race(RaceSettings(**SMALL, normalization=normalization), device="cpu"))
    for step in steps[:-1]:
        assert all(each.test_accuracy is None for each in step.networks)
    for each in steps[-1].networks:
        assert each.test_accuracy * 359 == pytest.approx(round(each.test_accuracy * 359))
        assert 0 <= each.running_test_accuracy <= 1


def test_stop_takes_effect_before_the_next_step_and_hooks_are_gone():
    stopped = False
    running = race(RaceSettings(**SMALL), device="cpu", should_stop=lambda: stopped)
    lanes = running._lanes
    next(running)
    next(running)
    stopped = True
    assert list(running) == []
    assert lanes
    for lane in lanes:
        assert all(not module._forward_hooks for module in lane.network.modules())


def test_a_race_that_is_let_go_leaves_no_hooks():
    with_closed = race(RaceSettings(**SMALL), device="cpu")
    lanes = with_closed._lanes
    next(with_closed)
    with_closed.close()
    assert list(with_closed) == []
    assert all(not m._forward_hooks for lane in lanes for m in lane.network.modules())


def test_callers_modes_do_not_reach_the_numbers():
    settings = RaceSettings(**SMALL)
    expected = [step.plain.loss for step in race(settings, device="cpu")]
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        assert [step.plain.loss for step in race(settings, device="cpu")] == expected
        assert not torch.is_grad_enabled()


def test_gradients_far_below_the_smallest_squares_are_measured():
    """Elements below 1e-30 have squares that are 0 in float32; below 1e-45 they are 0."""
    settings = RaceSettings(depth=68, batch=4, steps=2, initialization="default")
    for step in race(settings, device="cpu"):
        assert step.plain.verdict.word == "vanishing"
        gradients = step.plain.activation_gradient
        steps = gradients[1:] / gradients[:-1]
        assert 0 < gradients[0] < 1e-30
        assert 1 < np.median(steps) < 10  # a slope on a log axis, all the way down
    settings = RaceSettings(depth=110, batch=4, steps=1, initialization="default")
    (step,) = race(settings, device="cpu")
    assert (step.plain.activation_gradient[:50] == 0).all()


def test_own_images_are_raced_on(bars):
    settings = RaceSettings(**SMALL, data="bars")
    running = race(settings, dataset=bars, device="cpu")
    *_, last = running
    assert running.facts.class_names == bars.class_names
    assert {each.network for each in last.networks} == set(NETWORKS)


def test_there_is_no_such_device_and_too_little_memory_is_a_sentence():
    with pytest.raises(ValueError, match="tpu"):
        race(RaceSettings(**SMALL), device="tpu")
    with pytest.raises(ValueError, match="smaller batch"), computing(torch.device("cpu")):
        raise torch.OutOfMemoryError("CUDA out of memory")
