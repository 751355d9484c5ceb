"""Memory at its most and afterwards: of inspections, one and many, and of a long race."""

import dataclasses
import gc
import threading
import time
from collections.abc import Callable
from typing import Any

import psutil
import torch

from benchmarks.inspection import opened, sample_photographs
from benchmarks.measuring import machine, show
from explorer.inspection.inspect import inspect, inspect_each
from explorer.training.race import race as raced
from explorer.training.race.presets import preset

MEGA = 1e6


def memory(network: str, photographs: int, steps: int) -> dict[str, Any]:
    """Megabytes above what was in use before, by what was done.

    Args:
        network: Of torchvision.
        photographs: Inspected one after the other, as a folder is.
        steps: Of the race.
    """
    loaded = opened(network, None, torch.device("cpu"))
    few = sample_photographs(8)
    inspect(loaded, few[0])  # libraries, threads and the network's copy are there now

    def one() -> None:
        inspect(loaded, few[0])

    def eight() -> None:
        inspect(loaded, few)

    def many() -> None:
        for _ in inspect_each(loaded, (few[index % 8] for index in range(photographs))):
            pass

    def race() -> None:
        settings = dataclasses.replace(preset("textbook").settings, steps=steps)
        device = torch.device("cpu")
        for _ in raced.race(settings, device=device):
            pass

    done: dict[str, Callable[[], None]] = {
        "one photograph": one,
        "eight at once": eight,
        f"{photographs} one after the other": many,
        f"a race of {steps} steps": race,
    }
    measured = {name: _measured(each) for name, each in done.items()}
    counts = dict(zip(done, (1, 8, photographs, steps), strict=True))
    each_ms = {name: 1e3 * took["seconds"] / counts[name] for name, took in measured.items()}
    show(
        f"{network}: MB above what was in use before",
        ("", "at most", "afterwards", "ms a photograph or step"),
        [(name, each["most"], each["after"], each_ms[name]) for name, each in measured.items()],
    )
    return {
        **machine(torch.device("cpu")),
        "network": network,
        "megabytes": measured,
        "milliseconds_each": each_ms,
    }


def _measured(work: Callable[[], None]) -> dict[str, float]:
    process = psutil.Process()
    gc.collect()
    before = most = process.memory_info().rss
    ended = threading.Event()

    def watch() -> None:
        nonlocal most
        while not ended.wait(0.01):
            most = max(most, process.memory_info().rss)

    watcher = threading.Thread(target=watch)
    watcher.start()
    began = time.perf_counter()
    try:
        work()
    finally:
        seconds = time.perf_counter() - began
        ended.set()
        watcher.join()
    gc.collect()
    after = process.memory_info().rss
    return {
        "most": (max(most, after) - before) / MEGA,
        "after": (after - before) / MEGA,
        "seconds": seconds,
    }
