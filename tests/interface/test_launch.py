import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from explorer.interface.launch import free_port

ROOT = Path(__file__).parent.parent.parent


def test_any_free_port() -> None:
    assert 1024 < free_port("127.0.0.1", 0) <= 65535


def test_a_taken_port_is_one_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match=f"cannot serve on 127.0.0.1:{port} .* try --port 0"):
            free_port("127.0.0.1", port)


@pytest.mark.parametrize("port", [-1, 70000])
def test_no_such_port(port: int) -> None:
    with pytest.raises(OSError, match=f"from 0 to 65535, got {port}"):
        free_port("127.0.0.1", port)


def test_the_program_opens_and_closes() -> None:
    command = [sys.executable, "app.py", "--port", "0", "--device", "cpu", "--language", "zh"]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+/", line)
        assert found, line
        with urllib.request.urlopen(found[0], timeout=120) as answer:
            page = answer.read().decode()
        assert '"forced": "zh"' in page
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=120)
        assert process.returncode == 0
        assert "Traceback" not in rest
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["--port", "99999"], "from 0 to 65535"), (["--host", "203.0.113.1"], "cannot serve on")],
)
def test_what_cannot_be_served_is_one_line(arguments: list[str], words: str) -> None:
    command = [sys.executable, "app.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 1
    assert words in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_device_that_is_not_here_is_one_line() -> None:
    import torch

    if torch.cuda.is_available():
        pytest.skip("this machine has a GPU, so asking for one is no mistake")
    command = [sys.executable, "app.py", "--port", "0", "--device", "cuda"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 1
    assert "cuda" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
