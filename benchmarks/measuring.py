"""Calls timed in turn, and the words for where that was."""

import json
import platform
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import torch
from rich.console import Console
from rich.table import Table

from explorer.networks.device import device_label

PACKAGES = ("torch", "torchvision", "numpy", "gradio", "torchcam", "grad-cam", "captum")


def machine(device: torch.device) -> dict[str, Any]:
    """What has to be known of a machine to read a time; no name of it and no path."""
    packages = {}
    for name in PACKAGES:
        try:
            packages[name] = version(name)
        except PackageNotFoundError:
            continue
    return {
        "device": str(device_label(device)),
        "machine": platform.machine(),
        "threads": torch.get_num_threads(),
        "python": platform.python_version(),
        "packages": packages,
        "time": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
    }


def in_turn(
    contenders: Mapping[str, Callable[[], object]], rounds: int, calls: int
) -> dict[str, list[float]]:
    """Seconds of one call, by contender and round.

    In each round every contender is called some times in a row, as a user calls it, so that it also
    bears what its own call before has left behind; who begins a round changes.
    """
    names = list(contenders)
    for name in names:
        contenders[name]()
    times: dict[str, list[float]] = {name: [] for name in names}
    for index in range(rounds):
        first = index % len(names)
        for name in names[first:] + names[:first]:
            contenders[name]()  # what the one before has left behind is not this one's
            began = time.perf_counter()
            for _ in range(calls):
                contenders[name]()
            times[name].append((time.perf_counter() - began) / calls)
    return times


def compared(times: Mapping[str, Sequence[float]], with_: str) -> dict[str, dict[str, float]]:
    """Medians, and each contender's ratio to one of them within the rounds."""
    return {
        name: {
            "milliseconds": 1e3 * statistics.median(each),
            "ratio": statistics.median(
                one / other for one, other in zip(each, times[with_], strict=True)
            ),
        }
        for name, each in times.items()
    }


def show(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table on the terminal; numbers to three significant places."""
    table = Table(*columns, title=title, title_justify="left")
    for row in rows:
        table.add_row(*(f"{each:.3g}" if isinstance(each, float) else str(each) for each in row))
    Console().print(table)


def keep(path: Path | None, results: Mapping[str, Any]) -> None:
    """Write results as JSON, where a file is given."""
    if path is not None:
        path.write_text(json.dumps(results, indent=2, allow_nan=False) + "\n", encoding="utf-8")
