"""What measuring a race costs beside the same two training loops bare.

Each pair times one step of a race and one of the bare loop over the same twins and batches
(forward, backward, clipping, update of both networks; losses read once a step, as any progress bar
does), in an order that alternates; the ratio is taken within each pair, and the losses are compared
to the bit. Tests on test images are in neither. Where a race is small it trains both networks at
once, each on a processor, which no bare loop does: in turn, the ratio is of measuring alone. On a
GPU a race repeats a recorded step, so there a race whose steps are done as they are written runs
beside both.
"""

import dataclasses
import statistics
import time
from collections.abc import Iterator, Sequence
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

from benchmarks.measuring import machine, show
from explorer.training.processor.captured_step import CapturedStep
from explorer.training.processor.side_by_side import SideBySide
from explorer.training.race import race as raced
from explorer.training.race.data import RaceData, race_data
from explorer.training.race.race import Race
from explorer.training.race.settings import RaceSettings
from explorer.training.race.twins import batches, optimiser, twins

WARM_UP = 3  # steps that are not counted


def race(settings: RaceSettings, pairs: int, in_turn: bool, device: torch.device) -> dict[str, Any]:
    """Milliseconds a step of both, and the ratio.

    Args:
        settings: But for the steps, which are as many as there are pairs.
        pairs: Steps that are counted.
        in_turn: Train one network after the other, whatever the race would do.
        device: Where both train.
    """
    settings = dataclasses.replace(settings, steps=pairs + WARM_UP)
    data = race_data(settings, device=device)
    tested, at_once = raced.is_tested, raced.SideBySide
    try:
        raced.is_tested = lambda settings, step: False
        if in_turn:
            raced.SideBySide = lambda at_once, broken_off: SideBySide(False, broken_off)
        loops = [
            bare_loop(settings, data, device),
            race_loop(raced.race(settings, device=device)),
        ]
        if device.type == "cuda":
            loops.append(written_race_loop(settings, data, device))
        times: list[list[float]] = [[] for _ in loops]
        losses: list[list[float]] = [[] for _ in loops]
        for step in range(settings.steps):
            for which in range(len(loops)) if step % 2 else reversed(range(len(loops))):
                began = time.perf_counter()
                losses[which] += next(loops[which])
                times[which].append(time.perf_counter() - began)
    finally:
        raced.is_tested, raced.SideBySide = tested, at_once
    if device.type == "cpu" and losses[0] != losses[1]:
        raise SystemExit("measuring changed a loss")
    bare, measured, *written = (each[WARM_UP:] for each in times)
    ratios = [second / first for first, second in zip(bare, measured, strict=True)]
    low, middle, high = statistics.quantiles(ratios)
    show(
        f"depth {settings.depth}, {settings.image_size} x {settings.image_size}, "
        f"batch {settings.batch}, {settings.normalization}{', in turn' * in_turn}: {pairs} pairs",
        ("", "ms a step", "ratio", "half of the pairs"),
        [
            ("bare loops", 1e3 * statistics.median(bare), "", ""),
            ("race", 1e3 * statistics.median(measured), middle, f"{low:.2f} to {high:.2f}"),
            *(
                ("race, no step recorded", 1e3 * statistics.median(each), ratio(each, bare), "")
                for each in written
            ),
        ],
    )
    return {
        **machine(device),
        "settings": dataclasses.asdict(settings),
        "in_turn": in_turn,
        "bare_milliseconds": 1e3 * statistics.median(bare),
        "race_milliseconds": 1e3 * statistics.median(measured),
        "ratio": middle,
        **({"ratio_where_no_step_is_recorded": ratio(written[0], bare)} if written else {}),
        "quartiles": [low, high],
        "ratio_of_least": min(measured) / min(bare),
        "losses": "the same to the bit" if device.type == "cpu" else "not compared",
    }


def ratio(times: Sequence[float], bare: Sequence[float]) -> float:
    """The median of what each step takes of what the bare loops' takes."""
    return statistics.median(own / other for own, other in zip(times, bare, strict=True))


def bare_loop(
    settings: RaceSettings, data: RaceData, device: torch.device
) -> Iterator[list[float]]:
    """Both losses of each step, by nothing but PyTorch."""
    networks = twins(settings, classes=len(data.class_names), device=device)
    optimisers = [optimiser(settings, network) for network in networks]
    for images, labels in batches(settings, data):
        losses = []
        for network, learns in zip(networks, optimisers, strict=True):
            loss = F.cross_entropy(network(images), labels)
            learns.zero_grad()
            loss.backward()
            if settings.clip is not None:
                nn.utils.clip_grad_norm_(network.parameters(), settings.clip)
            learns.step()
            losses.append(loss.item())
        yield losses


def written_race_loop(
    settings: RaceSettings, data: RaceData, device: torch.device
) -> Iterator[list[float]]:
    """A race on a GPU that asks for every kernel of every step."""
    record = CapturedStep.__init__

    def never(self: CapturedStep, *given: Any) -> None:
        record(self, *given)
        self.problem = RuntimeError("it is to be done as it is written")

    CapturedStep.__init__ = never
    try:
        race = raced.race(settings, device=device)
    finally:
        CapturedStep.__init__ = record
    return race_loop(race)


def race_loop(race: Race) -> Iterator[list[float]]:
    """The same of a race."""
    for step in race:
        yield [each.loss for each in step.networks]
