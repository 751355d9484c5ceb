"""The page as a process of its own, on a port of its own."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BARE = """
import sys
import gradio
gradio.Interface(str, "text", "text").launch(server_port=int(sys.argv[1]))
"""
LONGEST = 120.0  # seconds until a page answers


@dataclass(frozen=True)
class Served:
    """A page that answers.

    Attributes:
        address: "http://127.0.0.1:" and its port.
        seconds: From the start of the process until the page answered.
        process: Its number.
    """

    address: str
    seconds: float
    process: int


@contextmanager
def served(
    port: int, options: Sequence[str] = (), bare: bool = False, folder: Path | None = None
) -> Iterator[Served]:
    """The program's page, or a bare Gradio page, until the end of the block.

    Args:
        port: That is free.
        options: Of the program.
        bare: Whether it is a bare one.
        folder: Where its temporary files go.
    """
    program = ["-c", BARE, str(port)] if bare else ["app.py", "--port", str(port), *options]
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *program],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **({} if folder is None else {"TMPDIR": str(folder)})},
    )
    address = f"http://127.0.0.1:{port}"
    try:
        while not _answers(address):
            if process.poll() is not None or time.perf_counter() - began > LONGEST:
                raise SystemExit("the page did not start: start it by hand to see why")
            time.sleep(0.02)
        yield Served(address, time.perf_counter() - began, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    """One that nobody listens at now."""
    import socket

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
