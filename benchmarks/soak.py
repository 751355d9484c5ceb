"""The long forms: what hours, hundreds of visitors and ten thousand steps leave in a server."""

import dataclasses
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import torch

from benchmarks.departures import Held, Visitors, settled
from benchmarks.departures import departures as leaving
from benchmarks.serving import free_port, served
from explorer.training.race.presets import preset
from explorer.training.race.race import race
from explorer.training.race.record import write_race

Found = dict[str, tuple[Held, Held]]


def departures(each: int, patience: float) -> Found:
    """What a page of its own holds before and after each kind, and all together.

    Args:
        each: Visitors of each kind.
        patience: Seconds in which it may tidy up after them.
    """

    def left(address: str, process: int, folder: Path) -> Found:
        found = {
            kind: (before, after)
            for kind, before, after in leaving(address, process, folder, each, patience)
        }
        first, *_, last = found.values()
        return {**found, "all": (first[0], last[1])}

    return _at_a_page(left)


def class_at_work(minutes: float, patience: float) -> tuple[Held, Held]:
    """What a page holds before and after so long a time of visitors who come and go.

    Args:
        minutes: After the first round, which loads what is needed.
        patience: Seconds in which it may tidy up at the end.
    """

    def worked(address: str, process: int, folder: Path) -> Found:
        visitors = Visitors(address)
        kinds = list(visitors.kinds().values())
        for leave in kinds:
            leave()
        before = settled(process, folder, None, patience)
        until = time.monotonic() + 60 * minutes
        while time.monotonic() < until:
            for leave in kinds:
                leave()
        return {"class": (before, settled(process, folder, before, patience))}

    return _at_a_page(worked)["class"]


def long_race(steps: int) -> Found:
    """What this process holds before a race, after its first tenth, and when it is written.

    Args:
        steps: Of the race, which has 8 layers and small batches, so that many are done in minutes.
    """
    settings = dataclasses.replace(
        preset("textbook").settings, steps=steps, depth=8, width=8, batch=16
    )
    device = torch.device("cpu")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        before = tenth = Held.by(os.getpid(), folder)
        running = race(settings, device=device)
        for step in running:
            if step.step == steps // 10:
                tenth = Held.by(os.getpid(), folder)
        write_race(folder / "race", running.result())
        running.close()
        after = Held.by(os.getpid(), folder)
    return {
        f"race of {steps} steps, its first tenth": (before, tenth),
        f"race of {steps} steps, the rest": (tenth, dataclasses.replace(after, files=0)),
    }


def soak(each: int, steps: int, minutes: float, patience: float) -> Found:
    """All of it; the arguments are those of the parts."""
    found = {
        f"{each} departures: {kind}": both for kind, both in departures(each, patience).items()
    }
    found |= long_race(steps)
    found[f"{minutes:g} minutes of visitors"] = class_at_work(minutes, patience)
    return found


def _at_a_page(work: Callable[[str, int, Path], Found]) -> Found:
    """Work at a page that is started for it."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        with served(free_port(), ["--device", "cpu"], folder=folder) as server:
            return work(server.address, server.process, folder)
