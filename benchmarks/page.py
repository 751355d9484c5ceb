"""Start, import and first visit of the page, beside a bare Gradio page."""

import os
import shutil
import statistics
import subprocess
import sys
import time
from typing import Any

import torch

from benchmarks.measuring import machine, show
from benchmarks.serving import ROOT, free_port, served

QUIET = 1.5  # seconds without a file: all have come


def page(rounds: int) -> dict[str, Any]:
    """Medians of some starts; the visit is measured where there is a Chromium."""
    found: dict[str, list[dict[str, float]]] = {"ours": [], "bare gradio": []}
    imports = []
    for _ in range(rounds):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", "import explorer"], cwd=ROOT, check=True)
        imports.append(time.perf_counter() - began)
        for name, each in found.items():
            with served(free_port(), bare=name != "ours") as server:
                each.append({"start": server.seconds, **_visit(server.address, name == "ours")})
    medians = {
        name: {what: statistics.median(one[what] for one in each) for what in each[0]}
        for name, each in found.items()
    }
    medians["ours"]["import explorer"] = statistics.median(imports)
    names = list(dict.fromkeys(what for each in medians.values() for what in each))
    show(
        f"the page, median of {rounds} cold starts: seconds, and bytes of the first visit",
        ("", *medians),
        [(name, *(each.get(name, "") for each in medians.values())) for name in names],
    )
    return {**machine(torch.device("cpu")), "rounds": rounds, "pages": medians}


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
