"""Races without networks: steps made by hand, let through one by one."""

import threading
import time
from collections.abc import Callable, Iterator

import torch

from explorer.interface.race.controls import Memory
from explorer.interface.race.run import RaceRun
from explorer.training.processor.reserved import MEMORY as RESERVED
from explorer.training.processor.reserved import Reservation
from explorer.training.race.events import RaceEvent
from explorer.training.race.record import RecordedRace
from explorer.training.race.result import NetworkKind, RaceFacts, RaceStep
from explorer.training.race.settings import RaceSettings
from tests.figures.race_steps import FACTS, race_steps

SMALL = RaceSettings(depth=8)
TITLE = {"en": "a race", "zh": "一场训练"}


class Clock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class FakeRace:
    """What `race` returns; `before(step)` is called, computing, before every step."""

    def __init__(self, count: int, before: Callable[[int], None] = lambda _: None) -> None:
        self.facts: RaceFacts = FACTS
        self.made = race_steps(count)
        self.closed = self.at = 0
        self.events: tuple[RaceEvent, ...] = ()
        self.memory: Memory = Reservation(RESERVED, torch.device("cpu"), 0, 0)
        self.switched: list[tuple[int, str, float]] = []
        self._before = before

    def __iter__(self) -> Iterator[RaceStep]:
        for step in self.made:
            self._before(step.step)
            self.at = step.step
            yield step

    def switch(self, network: NetworkKind, factor: float) -> None:
        self.switched.append((self.at, network, factor))

    def extend(self, steps: int) -> None:
        self.made += race_steps(len(self.made) + steps)[-steps:]

    def close(self) -> None:
        self.closed += 1


class Gate:
    """Lets steps through one by one."""

    def __init__(self, count: int = 0) -> None:
        self._steps = threading.Semaphore(count)

    def open(self, count: int = 1) -> None:
        self._steps.release(count)

    def __call__(self, _: int) -> None:
        assert self._steps.acquire(timeout=120)


def begins(race: FakeRace) -> Callable[..., FakeRace]:
    return lambda *_: race


def until(condition: Callable[[], object], seconds: float = 120.0) -> None:
    """Wait for something that another thread does."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.002)


def ended(run: RaceRun) -> None:
    until(lambda: run.ended is not None and not run.is_live)


def recorded(count: int, settings: RaceSettings = SMALL) -> RecordedRace:
    return RecordedRace(settings, FACTS, tuple(race_steps(count)))


def shown(count: int, settings: RaceSettings = SMALL) -> RaceRun:
    """A race that has done so many steps and still runs."""
    run = RaceRun(settings, TITLE)
    run.facts, run.steps, run.phase = FACTS, race_steps(count), "running"
    return run
