"""The shortcut switch, against a loop and blocks written here, and repeated from its table."""

import dataclasses
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from explorer.training.measuring.quantities import QUANTITIES
from explorer.training.race.events import RaceEvent, in_order
from explorer.training.race.race import race
from explorer.training.race.record import write_race
from explorer.training.race.replay import read_events, read_race
from explorer.training.race.settings import RaceSettings
from explorer.training.race.twins import batches, optimiser, twins

SMALL = {"depth": 8, "width": 4, "batch": 16, "steps": 6}
EVENTS = (
    RaceEvent(2, "residual", 0.0),
    RaceEvent(3, "plain", 0.75),
    RaceEvent(4, "residual", 1.0),
    RaceEvent(6, "plain", 0.0),
)
MANY = [
    {},
    {"normalization": "batch", "initialization": "he", "clip": None},
    {"block": "pre-activation", "optimiser": "adam", "learning_rate": 1e-3},
    {"shortcut": "B", "shortcut_scale": 0.5, "residual_scale": 0.5, "activation": "tanh"},
]


def block_by_hand(block, x: Tensor, factor: float, scale: float, act: Callable) -> Tensor:
    """One block from its weights alone; `factor` times a shortcut that is built here."""
    stride = 1 if block.conv1.weight.shape[0] == x.shape[1] else 2

    def conv1(z: Tensor) -> Tensor:
        return F.conv2d(z, block.conv1.weight, stride=stride, padding=1)

    def conv2(z: Tensor) -> Tensor:
        return F.conv2d(z, block.conv2.weight, padding=1)

    if block.pre_activation:
        branch = conv2(act(block.bn2(conv1(act(block.bn1(x))))))
    else:
        branch = block.bn2(conv2(act(block.bn1(conv1(x)))))
    projection = [each for name, each in block.named_parameters() if "downsample" in name]
    if projection:
        carried = F.conv2d(x, projection[0], stride=2)
    elif stride == 2:
        new = torch.zeros(len(x), x.shape[1] // 2, x.shape[2] // 2, x.shape[3] // 2)
        carried = torch.cat([new, x[:, :, ::2, ::2], new], 1)
    else:
        carried = x
    total = branch * scale + carried * factor
    return total if block.pre_activation else act(total)


def losses_by_hand(settings: RaceSettings, events: tuple[RaceEvent, ...]) -> dict[str, list[float]]:
    """The losses of both networks, each trained by itself, its forward pass written out."""
    act = {"relu": torch.relu, "tanh": torch.tanh}[settings.activation]
    losses = {}
    for kind, network in zip(("plain", "residual"), twins(settings), strict=True):
        factor = settings.shortcut_scale if kind == "residual" else 0.0
        scale = settings.residual_factor if kind == "residual" else 1.0
        at = {event.step: event.factor for event in events if event.network == kind}
        learns, losses[kind] = optimiser(settings, network), []
        for step, (images, labels) in enumerate(batches(settings), 1):
            factor = at.get(step, factor)
            x = F.conv2d(images, network.conv1.weight, padding=1)
            x = x if network.pre_activation else act(network.bn1(x))
            for stage in (network.layer1, network.layer2, network.layer3):
                for block in stage:
                    x = block_by_hand(block, x, factor, scale, act)
            if network.pre_activation:
                x = act(network.final_bn(x))
            loss = F.cross_entropy(network.fc(x.mean((2, 3))), labels)
            learns.zero_grad()
            loss.backward()
            if settings.clip is not None:
                torch.nn.utils.clip_grad_norm_(network.parameters(), settings.clip)
            learns.step()
            losses[kind].append(loss.item())
    return losses


@pytest.mark.parametrize("chosen", MANY, ids=str)
def test_the_switch_does_what_a_loop_written_outside_does(chosen):
    settings = RaceSettings(**SMALL, **chosen)
    done = list(race(settings, device="cpu", events=EVENTS))
    by_hand = losses_by_hand(settings, EVENTS)
    without = losses_by_hand(settings, ())
    for kind in ("plain", "residual"):
        losses = [step.network(kind).loss for step in done]
        np.testing.assert_allclose(losses, by_hand[kind], rtol=1e-5)
        first = next(each.step for each in EVENTS if each.network == kind)
        assert losses[first - 1] != pytest.approx(without[kind][first - 1], rel=1e-5)
        assert losses[: first - 1] == pytest.approx(without[kind][: first - 1], rel=1e-5)


def numbers(steps) -> list[float]:
    return [
        float(value)
        for step in steps
        for each in step.networks
        for values in ([each.loss, each.train_accuracy], *map(each.quantity, QUANTITIES))
        for value in values
    ]


def test_a_live_switch_takes_effect_at_the_next_step_and_is_repeated_to_the_byte(tmp_path):
    settings = RaceSettings(**SMALL, shortcut="B")
    running = race(settings, device="cpu")
    for step in running:
        if step.step == 2:
            running.switch("plain", 3)
            running.switch("plain", 1 / 3)  # the last one counts
        if step.step == 4:
            running.switch("plain", 0.0)
            running.switch("residual", 0.0)
    raced = running.result()
    assert raced.events == running.events == (
        RaceEvent(3, "plain", 1 / 3), RaceEvent(5, "plain", 0.0), RaceEvent(5, "residual", 0.0)
    )  # fmt: skip
    write_race(tmp_path / "first", raced)
    assert (tmp_path / "first" / "events.csv").read_text() == (
        "step,network,factor\n3,plain,0.3333333333333333\n5,plain,0.0\n5,residual,0.0\n"
    )
    opened = read_race(tmp_path / "first")
    assert opened.events == read_events(tmp_path / "first" / "events.csv") == raced.events
    again = race(opened.settings, events=opened.events, device="cpu").result()
    assert numbers(again.steps) == numbers(raced.steps)
    write_race(tmp_path / "again", again)
    write_race(tmp_path / "opened", opened)
    for name in ("steps.csv", "layers.csv", "checks.csv", "events.csv"):
        written = (tmp_path / "first" / name).read_bytes()
        assert (tmp_path / "again" / name).read_bytes() == written
        assert (tmp_path / "opened" / name).read_bytes() == written
    quiet = race(settings, device="cpu").result()
    assert numbers(quiet.steps[:2]) == numbers(raced.steps[:2])
    write_race(tmp_path / "first", quiet)  # over the other
    assert read_race(tmp_path / "first").events == ()
    assert not (tmp_path / "first" / "events.csv").exists()


def test_an_event_that_was_not_computed_with_is_none():
    settings = RaceSettings(**SMALL)
    late = race(settings, device="cpu", events=(RaceEvent(7, "plain", 1.0),))
    assert late.result().events == ()
    stopped = race(settings, device="cpu", events=EVENTS)
    next(stopped), next(stopped)
    stopped.switch("plain", 1.0)
    stopped.close()
    assert stopped.result().events == EVENTS[:1]


def test_a_race_goes_on_for_longer_with_the_numbers_of_a_longer_one():
    settings = RaceSettings(**{**SMALL, "steps": 2})
    running = race(settings, device="cpu")
    next(running), next(running)
    running.extend(1)
    next(running)
    running.extend(2)
    assert "over 5 steps, 3 steps done" in repr(running)
    extended = running.result()
    assert extended.settings == dataclasses.replace(settings, steps=5)
    longer = race(extended.settings, device="cpu").result()
    assert numbers(extended.steps) == numbers(longer.steps)
    tested = [step.step for step in extended.steps if step.plain.test_accuracy is not None]
    assert tested == [2, 3, 5]  # each was the last step


def test_what_can_no_longer_be_done_is_said():
    settings = RaceSettings(**SMALL)
    running = race(settings, device="cpu")
    for wrong in ({"network": "both"}, {"factor": 11.0}, {"factor": float("nan")}):
        with pytest.raises(ValueError, match=next(iter(wrong))):
            running.switch(**{"network": "plain", "factor": 1.0, **wrong})
    for steps in (0, 1.5, 100_000):
        with pytest.raises(ValueError, match="steps must be"):
            running.extend(steps)
    assert running.settings == settings
    running.result()
    with pytest.raises(ValueError, match="this race is over"):
        running.switch("plain", 1.0)
    with pytest.raises(ValueError, match="this race is over"):
        running.extend(1)
    wild = race(dataclasses.replace(settings, clip=None, learning_rate=1e9), device="cpu")
    while not next(wild).residual.diverged:
        pass
    with pytest.raises(ValueError, match="residual network has diverged"):
        wild.switch("residual", 0.0)
    wild.close()


def test_events_are_ordered_and_no_two_are_for_one_step():
    assert in_order(reversed(EVENTS)) == EVENTS
    with pytest.raises(ValueError, match="two events switch the plain network at step 3"):
        in_order([*EVENTS, RaceEvent(3, "plain", 1)])
    for other in ("a/folder", Path("a/folder"), [(3, "plain", 1)], 5):
        with pytest.raises(TypeError, match=r"events are RaceEvents, such as explorer\.read_race"):
            in_order(other)
    for wrong in ((0, "plain", 1.0), (1, "other", 1.0), (1, "plain", -1.0)):
        with pytest.raises(ValueError, match="must be"):
            RaceEvent(*wrong)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("step,factor\n", "columns of events.csv must be step, network, factor"),
        ("step,network,factor\nx,plain,1\n", "'x'"),
        ("step,network,factor\n2,other,1\n", "'other' is no network"),
        ("step,network,factor\n2,plain,1\n2,plain,0\n", "two events"),
    ],
)
def test_a_table_that_is_none_is_refused(tmp_path, text, said):
    path = tmp_path / "events.csv"
    path.write_text(text)
    with pytest.raises(ValueError, match=r"the events of events.csv cannot be read") as refused:
        read_events(path)
    assert said in str(refused.value)
