"""The race: a plain and a residual network learn side by side, from the same weights and batches.

    for step in race(RaceSettings(depth=20)):
        print(step.step, step.plain.verdict.word, step.residual.verdict.word)

Measuring disturbs nothing: the losses are those of the bare loop in `explorer.training.race.twins`,
bit for bit on the CPU.
"""

import platform
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray

from explorer.datasets.labelled import Dataset
from explorer.networks.device import choose_device, device_label
from explorer.sentences.sentence import refusal
from explorer.training.race.accuracy import Accuracy, is_tested, race_accuracy
from explorer.training.race.data import RaceData, race_data
from explorer.training.race.lane import Lane
from explorer.training.race.presets import preset
from explorer.training.race.record import RecordedRace
from explorer.training.race.result import (
    NETWORKS,
    NetworkKind,
    NetworkStep,
    RaceFacts,
    RaceStep,
)
from explorer.training.race.settings import RaceSettings, is_small
from explorer.training.race.side_by_side import SideBySide
from explorer.training.race.twins import Twins, batches, common_parameters, twins, weights_sha256
from explorer.training.running import Running


class Race(Running[RaceStep, RecordedRace]):
    """A race that is ready to start: iterate over it once, or ask for its `result`.

    Attributes:
        settings: What was asked for.
        facts: What is known before the first step: layers, fingerprints, device.
    """

    def __init__(
        self,
        settings: RaceSettings,
        data: RaceData,
        device: torch.device,
        should_stop: Callable[[], bool],
    ) -> None:
        self.settings = settings
        self._data = data
        self._should_stop = should_stop
        self._side_by_side = SideBySide(
            device.type == "cpu" and is_small(settings) and torch.get_num_threads() > 1
        )
        networks = twins(settings, classes=len(data.class_names), device=device)
        names = common_parameters(networks)
        weights = {
            kind: weights_sha256(network, names)
            for kind, network in zip(NETWORKS, networks, strict=True)
        }
        self._lanes = _lanes(networks, settings, data)
        self.facts = RaceFacts(
            layers={lane.kind: lane.names for lane in self._lanes},
            weights_sha256=weights,
            data_sha256=data.sha256,
            data=data.name,
            class_names=data.class_names,
            guess=data.guess,
            train_images=len(data.train.labels),
            test_images=len(data.test.labels),
            device=device_label(device),
            parameters={
                lane.kind: sum(each.numel() for each in lane.network.parameters())
                for lane in self._lanes
            },
            versions={"python": platform.python_version(), "torch": torch.__version__},
        )
        super().__init__(
            f"Race of {settings.depth} layers on {data.name} over {settings.steps} steps",
            self._run(),
            lambda done: RecordedRace(settings, self.facts, done),
        )

    def close(self) -> None:
        """End the race and let its networks go."""
        super().close()
        self._leave()

    def _leave(self) -> None:
        self._side_by_side.close()
        for lane in self._lanes:
            lane.close()
        self._lanes = ()

    def _run(self) -> Generator[RaceStep, None, None]:
        seconds = 0.0
        stream = batches(self.settings, self._data)
        try:
            for step, (images, labels) in enumerate(stream, 1):
                running = [lane for lane in self._lanes if not lane.diverged]
                if not running or self._should_stop():
                    return
                began = time.perf_counter()
                train = [partial(_trained, lane, images, labels, stream.drawn) for lane in running]
                measured = self._side_by_side.do(train)
                with computing(images.device):
                    read = self._read(step, running, measured)
                seconds += time.perf_counter() - began
                yield RaceStep(step, read.get("plain"), read.get("residual"), seconds)
        finally:
            self._leave()

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
    settings: RaceSettings | str = "textbook",
    *,
    dataset: Dataset | None = None,
    device: str | torch.device = "auto",
    should_stop: Callable[[], bool] = lambda: False,
) -> Race:
    """A plain and a residual network, trained side by side and measured at every step.

        for step in race(RaceSettings(depth=20)):
            print(step.step, step.plain.loss, step.residual.loss)
        raced = race("paper").result()

    A network whose numbers are no longer finite stops; its twin goes on.

    Args:
        settings: What to race, or the key of a preset, whose first run it then is.
        dataset: The settings' data, already opened.
        device: `auto`, `cuda`, `cuda:1`, `mps` or `cpu`.
        should_stop: Asked before every step; True ends the race.

    Returns:
        An iterator of `RaceStep`, whose `result()` is the `RecordedRace`; its `facts` are known
        before the first step.

    Raises:
        ConnectionError: The data must be downloaded and cannot be.
        FileNotFoundError: There is no such data.
        ValueError: The data cannot be used, there is no such preset or device, or its memory is
            too small.
    """
    if isinstance(settings, str):
        settings = preset(settings).settings
    place = choose_device(device)
    with computing(place):
        return Race(settings, race_data(settings, dataset, place), place, should_stop)


@contextmanager
def computing(device: torch.device) -> Iterator[None]:
    """Float32 with all its digits, the same every time; too little memory becomes a sentence."""
    try:
        with ExitStack() as stack:
            stack.enter_context(torch.enable_grad())
            stack.enter_context(torch.autocast(device.type, enabled=False))
            if device.type == "cuda":
                exact = torch.backends.cudnn.flags(
                    enabled=True, benchmark=False, deterministic=True, allow_tf32=False
                )
                stack.enter_context(exact)
            yield
    except torch.OutOfMemoryError as error:
        raise refusal(
            "the device's memory does not hold this race: choose a smaller batch, "
            "image size, width or depth, or --device cpu"
        ) from error


def _trained(lane: Lane, images: torch.Tensor, labels: torch.Tensor, drawn: bytes) -> torch.Tensor:
    with computing(images.device):  # which holds for one thread
        return lane.train(images, labels, drawn)


def _lanes(networks: Twins, settings: RaceSettings, data: RaceData) -> tuple[Lane, ...]:
    return tuple(
        Lane(kind, network, settings, data)
        for kind, network in zip(NETWORKS, networks, strict=True)
    )
