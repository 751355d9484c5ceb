import logging
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import httpx
import pytest

from explorer.commands.exit_status import run
from explorer.commands.page import page_alone
from explorer.interface.doors.hosting import Space
from explorer.interface.launch import _is_ours, free_port, hosted
from explorer.interface.settings import PageSettings

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


def test_a_space_is_open_to_its_visitors_and_shown_by_its_site() -> None:
    space = Space(("someone-resnet.hf.space",))
    settings = hosted(PageSettings(frames=("https://example.org",)), space)
    assert settings.host == "0.0.0.0"
    assert settings.allowed_hosts == ("someone-resnet.hf.space",)
    assert settings.frames == ("https://example.org", "https://huggingface.co")
    assert hosted(PageSettings(host="192.0.2.7"), space).host == "192.0.2.7"


def test_a_proxys_address_is_a_name_of_the_page() -> None:
    settings = hosted(PageSettings(root_path="https://example.org:8443/resnet/"), None)
    assert settings.root_path == "https://example.org:8443/resnet"
    assert settings.allowed_hosts == ("example.org:8443",)
    assert hosted(PageSettings(), None) == PageSettings()


@pytest.mark.parametrize("port", [-1, 70000])
def test_no_such_port(port: int) -> None:
    with pytest.raises(OSError, match=f"from 0 to 65535, got {port}"):
        free_port("127.0.0.1", port)


def test_the_program_opens_and_closes(tmp_path: Path) -> None:
    command = [
        *(sys.executable, "app.py", "--port", "0", "--device", "cpu", "--language", "zh"),
        "--mcp",
    ]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1", "TMPDIR": str(tmp_path)},
    )  # fmt: skip
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+/", line)
        assert found, line
        with urllib.request.urlopen(found[0], timeout=120) as answer:
            page = answer.read().decode()
        assert '"forced": "zh"' in page
        # what is entered as it begins to serve: the assistants' server, and the doors before all
        begins = {
            "protocolVersion": "2025-06-18",
            "capabilities": {},
            "clientInfo": {"name": "test", "version": "1"},
        }
        call = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": begins}
        accepts = {"accept": "application/json, text/event-stream"}
        answered = httpx.post(found[0] + "gradio_api/mcp", json=call, headers=accepts, timeout=60)
        assert answered.status_code == 200, answered.text
        asks = {"origin": "http://evil.example", "access-control-request-method": "POST"}
        assert httpx.options(found[0], headers=asks, timeout=60).status_code == 403
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=120)
        assert process.returncode == 130
        assert rest.strip().endswith("closed")
        assert "Traceback" not in rest
        assert "terminate" not in rest
        assert list(tmp_path.iterdir()) == []  # no temporary files either
    finally:
        process.kill()
        process.wait()


def said_in_one_line(captured: pytest.CaptureFixture[str], *arguments: str, status: int = 2) -> str:
    """What `python app.py` says of arguments with which it cannot start."""
    assert run(page_alone(), arguments) == status
    output, said = captured.readouterr()
    assert output == ""
    assert len(said.splitlines()) == 1
    return said


def test_what_cannot_be_served_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert "cannot serve on" in said_in_one_line(capsys, "--host", "203.0.113.1", status=1)
    assert "no address to serve on" in said_in_one_line(capsys, "--host", "a b")


def test_a_device_that_is_not_here_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    import torch

    if torch.cuda.is_available():
        pytest.skip("this machine has a GPU, so asking for one is no mistake")
    assert "cuda" in said_in_one_line(capsys, "--port", "0", "--device", "cuda")
    assert "device must be" in said_in_one_line(capsys, "--device", "foo")


def test_a_page_whose_beginning_fails_ends_at_once() -> None:
    program = """
import sys
from explorer.commands.exit_status import run
from explorer.commands.page import page_alone
from explorer.interface.doors.json_only import JsonOnly

answer = JsonOnly.__call__

async def fails(self, scope, receive, send):
    if scope["type"] == "lifespan":
        raise KeyError("headers")
    await answer(self, scope, receive, send)

JsonOnly.__call__ = fails
sys.exit(run(page_alone(), ["--port", "0", "--device", "cpu"]))
"""
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 1
    assert "what is begun with the page failed" in done.stderr


def test_a_process_that_cannot_serve_ends_with_1() -> None:
    command = [sys.executable, "app.py", "--host", "203.0.113.1"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1


def test_what_the_assistants_library_says_of_a_message_is_not_told_the_terminal() -> None:
    said = logging.LogRecord(
        "root", logging.WARNING, "", 0, "Failed to validate request: 30", (), None
    )
    assert not _is_ours(said)
    assert _is_ours(logging.LogRecord("root", logging.WARNING, "", 0, "a chore failed", (), None))
