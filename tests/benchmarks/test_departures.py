"""Visitors who leave in the middle of things: the short form of the soak, by its descriptors."""

import os
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import gradio as gr
import psutil
import pytest
import uvicorn
from fastapi import FastAPI

from benchmarks.departures import Held, Visitors, tabulated
from benchmarks.soak import long_race
from explorer.ending.scratch import own_scratch
from explorer.interface.page import build
from explorer.interface.settings import PageSettings

EACH = 2


@pytest.fixture
def page(weights_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, Path]]:
    """A page that tidies up at once, and where its temporary files lie."""
    monkeypatch.setattr("explorer.interface.tidying.rounds.EVERY", 1.0)
    monkeypatch.setattr("explorer.interface.doors.ledger.GRACE", 2.0)
    monkeypatch.setattr("explorer.interface.doors.ledger.UNTOLD", 2.0)
    monkeypatch.setattr("explorer.interface.race.runs.MOST_HELD", 1)
    with own_scratch() as folder, socket.socket() as bound:
        assert folder is not None
        blocks, served = build(PageSettings(device="cpu", weights_folder=weights_folder))
        application = gr.mount_gradio_app(FastAPI(), blocks, path="/", **served)
        bound.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(application, log_level="critical"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{bound.getsockname()[1]}", folder
        server.should_exit = server.force_exit = True
        thread.join(60)


def held() -> int:
    """Descriptors that the page has, sockets and files."""
    return int(psutil.Process().num_fds())


@pytest.mark.skipif(not psutil.POSIX, reason="Windows counts no descriptors")
def test_descriptors_are_as_before(page: tuple[str, Path]) -> None:
    address, _ = page
    visitors = Visitors(address)
    kinds = visitors.kinds()
    assert set(kinds) == {"inspection", "race", "download", "sweep", "fine-tuning"}
    for leave in kinds.values():  # what the first of each kind makes the page load
        leave()
    before = held()
    for _ in range(EACH):
        for leave in kinds.values():
            leave()
    end = time.monotonic() + 60
    while (after := held()) > before and time.monotonic() < end:
        time.sleep(0.1)
    assert after <= before


def test_they_are_counted_and_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "file").write_bytes(b"")
    counted = Held.by(os.getpid(), tmp_path)
    assert counted.files == 1
    assert counted.threads >= threading.active_count() >= 1
    tabulated({"twice the same": (counted, counted)}, "two of them")
    said = capsys.readouterr().out
    assert "two of them" in said
    assert "1 → 1" in said


def test_a_long_race_is_told_in_two_parts_that_meet() -> None:
    first, rest = long_race(10).values()
    assert first[1] == rest[0]
    assert rest[1].files == 0
    assert min(each.megabytes for each in (*first, *rest)) > 0
