"""The race: a plain and a residual network learn side by side, from the same weights and batches.

    for step in race(RaceSettings(depth=20)):
        print(step.step, step.plain.verdict.word, step.residual.verdict.word)

Measuring disturbs nothing: the losses are those of the bare loop in `explorer.training.race.twins`,
bit for bit on the CPU.
"""

import time
from collections import deque
from collections.abc import Callable, Generator, Iterable
from dataclasses import replace
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray

from explorer.datasets.labelled import Dataset
from explorer.networks.choices import check_whole
from explorer.networks.device import choose_device
from explorer.sentences.sentence import refusal
from explorer.training.processor.calling_off import CalledOffError, CallingOff
from explorer.training.processor.captured_step import CudaRecording
from explorer.training.processor.reserved import Reservation
from explorer.training.processor.side_by_side import SideBySide
from explorer.training.race.accuracy import Accuracy, is_tested, race_accuracy
from explorer.training.race.cost import reserved
from explorer.training.race.data import RaceData, race_data
from explorer.training.race.events import MOST_STEPS, RaceEvent, in_order
from explorer.training.race.lane import Lane, computing, race_facts
from explorer.training.race.presets import Preset, preset
from explorer.training.race.record import RecordedRace
from explorer.training.race.result import (
    NETWORKS,
    NetworkKind,
    NetworkStep,
    RaceStep,
)
from explorer.training.race.settings import RaceSettings, is_small
from explorer.training.race.twins import batches, twins
from explorer.training.running import Running


class Race(Running[RaceStep, RecordedRace]):
    """A race that is ready to start: iterate over it once, or ask for its `result`.

    While it runs, `switch` and `extend` may be called, also by another thread.

    Attributes:
        settings: What was asked for, with the steps by which it was extended.
        facts: What is known before the first step: layers, fingerprints, device.
        events: What the switch has done so far.
        memory: What it has reserved, given back at its end.
    """

    def __init__(
        self,
        settings: RaceSettings,
        data: RaceData,
        device: torch.device,
        should_stop: Callable[[], bool],
        memory: Reservation,
        events: Iterable[RaceEvent] = (),
    ) -> None:
        self.settings = settings
        self.memory = memory
        self.events: tuple[RaceEvent, ...] = ()
        self._planned = in_order(events)
        self._asked: deque[tuple[NetworkKind, float]] = deque()
        self._data = data
        self._batches = batches(settings, data)
        self._called_off = CallingOff(should_stop)
        self._side_by_side = SideBySide(
            device.type == "cpu" and is_small(settings) and torch.get_num_threads() > 1,
            broken_off=self._called_off.end,
        )
        networks = twins(settings, classes=len(data.class_names), device=device)
        recording = CudaRecording() if device.type == "cuda" else None
        self._lanes: tuple[Lane, ...] = tuple(
            Lane(kind, network, settings, data, self._called_off, recording)
            for kind, network in zip(NETWORKS, networks, strict=True)
        )
        self.facts = race_facts(self._lanes, data, device)
        super().__init__(
            _said(settings, data),
            self._run(),
            lambda done: RecordedRace(self.settings, self.facts, done, self.events),
        )

    def switch(self, network: NetworkKind, factor: float) -> None:
        """From the next step on, let every block of one network add so many times its shortcut.

        Weights and optimiser are left alone. The plain network gets shortcuts without parameters:
        where the shape changes option A, also if the residual network has option B there. Of two
        switches before the same step the last one counts.

        Args are those of `RaceEvent`: 0 cuts the shortcuts, 1 is the identity.

        Raises:
            ValueError: One of these is not allowed, the network has diverged, or the race is over.
        """
        wanted = RaceEvent(1, network, factor)
        if self._going(network).diverged:
            raise refusal(
                "the {network} network has diverged and does no more steps: "
                "start the race again and switch earlier",
                network=network,
            )
        self._asked.append((network, wanted.factor))

    def extend(self, steps: int) -> None:
        """Let the race go on for so many steps more; to be said before the iterator ends.

        Raises:
            ValueError: That is no whole number from 1, makes too many steps, or the race is over.
        """
        check_whole("steps", steps, 1, MOST_STEPS)
        self._going("plain")
        self.settings = replace(self.settings, steps=self.settings.steps + steps)
        self._batches.steps = self.settings.steps
        self._said = _said(self.settings, self._data)

    def _going(self, network: NetworkKind) -> Lane:
        for lane in self._lanes:
            if lane.kind == network:
                return lane
        raise refusal("this race is over: start another, and switch or extend it before it ends")

    def close(self) -> None:
        """End the race and let its networks go."""
        super().close()
        self._leave()

    def _leave(self) -> None:
        self._side_by_side.close()
        for lane in self._lanes:
            lane.close()
        self._lanes = ()
        self.memory.give_back()

    def _run(self) -> Generator[RaceStep, None, None]:
        seconds = 0.0
        try:
            for step, (images, labels) in enumerate(self._batches.from_the_first(), 1):
                running = [lane for lane in self._lanes if not lane.diverged]
                if not running:
                    return
                self._called_off()
                began, drawn = time.perf_counter() - self._called_off.waited, self._batches.drawn
                switched = self._switched(step, running)
                train = [partial(lane.train, images, labels, drawn) for lane in running]
                with self._batches.on_its_threads():  # which are not those of who asks for steps
                    measured = self._side_by_side.do(train)
                    with computing(images.device):
                        read = self._read(step, running, measured)
                seconds += time.perf_counter() - self._called_off.waited - began
                self.events += switched
                yield RaceStep(step, read.get("plain"), read.get("residual"), seconds)
        except CalledOffError:
            return
        finally:
            self._leave()

    def _switched(self, step: int, running: list[Lane]) -> tuple[RaceEvent, ...]:
        """Do what was planned or asked for this step; gives what was done."""
        factors = {each.network: each.factor for each in self._planned if each.step == step}
        while self._asked:
            network, factor = self._asked.popleft()
            factors[network] = factor
        due = [lane for lane in running if lane.kind in factors]
        for lane in due:
            lane.switch(factors[lane.kind])
        return tuple(RaceEvent(step, lane.kind, factors[lane.kind]) for lane in due)

    def _read(
        self, step: int, running: list[Lane], measured: list[torch.Tensor]
    ) -> dict[NetworkKind, NetworkStep]:
        """Everything of one step, with the one transfer from the device."""
        together = torch.cat(measured).cpu().numpy()
        numbers = np.split(together, np.cumsum([len(each) for each in measured])[:-1])
        return {
            lane.kind: lane.read(each, self._tested(step, lane, each))
            for lane, each in zip(running, numbers, strict=True)
        }

    def _tested(self, step: int, lane: Lane, numbers: NDArray[np.floating]) -> Accuracy | None:
        if not is_tested(self.settings, step) or not lane.is_finite(numbers):
            return None
        return race_accuracy(lane.network, self._data)


def race(
    settings: RaceSettings | Preset | str = "textbook",
    *,
    dataset: Dataset | None = None,
    device: str | torch.device = "auto",
    should_stop: Callable[[], bool] = lambda: False,
    events: Iterable[RaceEvent] | None = None,
    memory: Reservation | None = None,
) -> Race:
    """A plain and a residual network, trained side by side and measured at every step.

        for step in race(RaceSettings(depth=20)):
            print(step.step, step.plain.loss, step.residual.loss)
        raced = race("paper").result()

    A network whose numbers are no longer finite stops; its twin goes on.

    Args:
        settings: What to race, or a preset or its key: then its first run.
        dataset: The settings' data, already opened.
        device: `auto`, `cuda`, `cuda:1`, `mps` or `cpu`.
        should_stop: Asked before every step and often within it; True ends the race, a step that
            was begun then does not count. While it waits, the race does.
        events: What the shortcut switch is to do, by default the preset's: those of a
            `RecordedRace` happen again at the same steps.
        memory: What was reserved for it already (see `race.cost`); by default it is here.

    Returns:
        An iterator of `RaceStep`, whose `result()` is the `RecordedRace`; its `facts` are known
        before the first step.

    Raises:
        ConnectionError: The data must be downloaded and cannot be.
        FileNotFoundError: There is no such data.
        ValueError: The data cannot be used, there is no such preset or device, or its memory does
            not hold the race beside what else is under way (see `race.cost`).
    """
    if not isinstance(settings, RaceSettings):
        chosen = settings if isinstance(settings, Preset) else preset(settings)
        settings, events = chosen.settings, chosen.events if events is None else events
    place = choose_device(device)
    memory = memory or reserved(settings, place)
    try:
        with computing(place):
            data = race_data(settings, dataset, place)
            return Race(settings, data, place, should_stop, memory, events or ())
    except BaseException:
        memory.give_back()
        raise


def _said(settings: RaceSettings, data: RaceData) -> str:
    return f"Race of {settings.depth} layers on {data.name} over {settings.steps} steps"
