"""Start, import, first visit, memory and environment of the page, beside a bare Gradio page."""

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psutil
import torch

from benchmarks.environment import environment
from benchmarks.measuring import machine, show
from benchmarks.serving import ROOT, free_port, served

IMPORTS = {"ours": "import explorer", "bare gradio": "import gradio"}
USED = "from explorer import inspect, load"  # with the tensor library
TIMED = """
import sys, time
began = time.perf_counter()
exec(sys.argv[1])
print(time.perf_counter() - began)
"""
# Seconds, steps that came meanwhile, and how many of the steps were seen in the bar.
DRAWN = """() => new Promise((done) => {
  const bar = document.querySelector('#race .bar');
  const before = explorerRace.log().n;
  const began = performance.now();
  const shown = new Set([bar.textContent]);
  function look() {
    shown.add(bar.textContent);
    const seconds = (performance.now() - began) / 1000;
    if (seconds < 3) requestAnimationFrame(look);
    else done([seconds, explorerRace.log().n - before, shown.size - 1]);
  }
  requestAnimationFrame(look);
})"""
QUIET = 1.5  # seconds without a file: all have come


def page(rounds: int) -> dict[str, Any]:
    """Medians of some starts; the visit is measured where there is a Chromium."""
    found: dict[str, list[dict[str, float]]] = {name: [] for name in IMPORTS}
    for _ in range(rounds):
        for name, each in found.items():
            with served(free_port(), bare=name != "ours") as server:
                process = psutil.Process(server.process)
                each.append(
                    {
                        "import": _imported(IMPORTS[name]),
                        "start": server.seconds,
                        "resident MB when it answers": process.memory_info().rss / 1e6,
                        **_visit(server.address),
                        "resident MB afterwards": process.memory_info().rss / 1e6,
                    }
                )
    for each in found["ours"]:
        each |= {"import, with what inspects": _imported(USED), **_used()}
    medians = {
        name: {what: statistics.median(one[what] for one in each) for what in each[0]}
        for name, each in found.items()
    }
    names = list(dict.fromkeys(what for each in medians.values() for what in each))
    show(
        f"the page, median of {rounds} cold starts: seconds, bytes of the first visit, memory",
        ("", *medians),
        [(name, *(each.get(name, "") for each in medians.values())) for name in names],
    )
    weights = environment()
    show(
        "the environment: GB of installed files",
        ("", *weights),
        [
            ("distributions", *(each["distributions"] for each in weights.values())),
            ("GB", *(each["bytes"] / 1e9 for each in weights.values())),
            (
                "the largest",
                *(
                    ", ".join(f"{name} {size / 1e9:.2g}" for name, size in each["largest"].items())
                    for each in weights.values()
                ),
            ),
        ],
    )
    return {
        **machine(torch.device("cpu")),
        "rounds": rounds,
        "pages": medians,
        "environment": weights,
    }


def _imported(statement: str) -> float:
    """Seconds that an import takes a new process; Python's own start is not counted."""
    done = subprocess.run(
        [sys.executable, "-c", TIMED, statement],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return float(done.stdout)


@contextmanager
def _visitor() -> Iterator[Any]:
    """A new browser's page; None where there is no Chromium."""
    chromium = os.environ.get("EXPLORER_CHROMIUM") or shutil.which("chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError:
        chromium = None
    if chromium is None:
        yield None
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser.new_page()
        browser.close()


def _visit(address: str) -> dict[str, float]:
    """Bytes and seconds of a first visit."""
    with _visitor() as visitor:
        if visitor is None:
            return {}
        session = visitor.context.new_cdp_session(visitor)
        session.send("Network.enable")
        received, latest = 0, 0.0

        def got(event: dict[str, Any]) -> None:
            nonlocal received, latest
            received += int(event["encodedDataLength"])
            latest = time.perf_counter()

        session.on("Network.loadingFinished", got)
        began = time.perf_counter()
        visitor.goto(address)
        while time.perf_counter() - latest < QUIET:  # the page keeps a connection open for itself
            visitor.wait_for_timeout(100)
        return {"first visit": latest - began, "bytes": float(received)}


def _used() -> dict[str, float]:
    """Of a program that has just started: its first photograph, and then a race."""
    with _visitor() as visitor:
        if visitor is None:
            return {}
        with served(free_port()) as server:
            began = time.perf_counter()
            visitor.goto(f"{server.address}/?tab=explore")
            visitor.wait_for_selector("#photographs", state="attached", timeout=120_000)
            opened = time.perf_counter()
            visitor.wait_for_selector("#answer .view", timeout=120_000)
            return {
                "first photograph, of the page being open": time.perf_counter() - opened,
                "first photograph, of the address": time.perf_counter() - began,
                **_drawn(visitor, server.address),
            }


def _drawn(visitor: Any, address: str) -> dict[str, float]:
    """How many steps of a race of 50 layers are computed and drawn in a second."""
    visitor.goto(f"{address}/?tab=race")
    visitor.wait_for_selector("#race .bar")
    visitor.click("#race-settings button")
    for name, value in (("steps", "400"), ("depth", "50")):
        visitor.fill(f"#race-{name} input", value)  # who changes the depth begins a race
        visitor.press(f"#race-{name} input", "Tab")
        visitor.wait_for_timeout(1000)
    # the recorded race that was there before has sixty
    begun = "explorerRace.log().n >= 5 && explorerRace.log().n < 50"
    visitor.wait_for_function(begun, timeout=120_000)
    seconds, computed, drawn = visitor.evaluate(DRAWN)
    return {"computed steps a second": computed / seconds, "drawn": drawn / seconds}
