"""Start, import, first visit, memory and environment of the page, beside a bare Gradio page."""

import os
import shutil
import statistics
import subprocess
import sys
import time
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
                        **_visit(server.address, name == "ours"),
                        "resident MB afterwards": process.memory_info().rss / 1e6,
                    }
                )
    for each in found["ours"]:
        each["import, with what inspects"] = _imported(USED)
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


def _visit(address: str, ours: bool) -> dict[str, float]:
    """Bytes and seconds of a first visit; for ours the first photograph's too, at Explore."""
    chromium = os.environ.get("EXPLORER_CHROMIUM") or shutil.which("chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError:
        return {}
    if chromium is None:
        return {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        visitor = browser.new_page()
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
        found = {"first visit": latest - began, "bytes": float(received)}
        if ours:
            began = time.perf_counter()
            visitor.goto(f"{address}/?tab=explore")
            visitor.wait_for_selector("#photographs", state="attached", timeout=120_000)
            opened = time.perf_counter()
            visitor.wait_for_selector("#answer .view", timeout=120_000)
            found["first photograph, of the page being open"] = time.perf_counter() - opened
            found["first photograph, of the address"] = time.perf_counter() - began
        browser.close()
    return found
