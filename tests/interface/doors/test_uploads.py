"""Uploads into a small page of Gradio's, with limits that a test can reach."""

import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path

import gradio as gr
import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from starlette.middleware import Middleware

from explorer.interface.doors import ledger as limits
from explorer.interface.doors.ledger import Ledger
from explorer.interface.doors.uploads import ROUTE, Refused, Sizes, Uploads

KILO = 1000


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Ledger, Path]]:
    """The address, the ledger, and where files lie."""
    folder = tmp_path_factory.mktemp("kept")
    ledger = Ledger(300 * KILO)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRADIO_TEMP_DIR", str(folder))
        patch.setattr(limits, "PHOTOGRAPH", 50 * KILO)
        patch.setattr(limits, "GRACE", 0)
        with gr.Blocks(analytics_enabled=False) as blocks:
            gr.Button().click(lambda file: file, gr.File(), gr.Textbox(), api_name="name")
        door = [Middleware(Uploads, ledger=ledger)]
        served = gr.mount_gradio_app(FastAPI(), blocks, "/", app_kwargs={"middleware": door})
        server = uvicorn.Server(uvicorn.Config(served, port=0, log_level="error"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}", ledger, folder
        server.should_exit = server.force_exit = True
        thread.join(60)


def sent(address: str, name: str, size: int, begin: bytes = b"PK\x03\x04") -> httpx.Response:
    files = {"files": (name, begin + os.urandom(size - len(begin)))}
    return httpx.post(address + ROUTE, files=files, timeout=60)


def until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not done() and time.monotonic() < end:
        time.sleep(0.02)
    assert done()


def test_too_large_a_photograph_is_a_sentence_and_leaves_nothing(
    small: tuple[str, Ledger, Path],
) -> None:
    address, ledger, folder = small
    answer = sent(address, "a.jpg", 60 * KILO)
    assert answer.status_code == 413
    assert "photograph may have at most" in answer.text
    assert "照片至多" in answer.text
    assert not [each for each in folder.rglob("*") if each.is_file()]
    until(lambda: ledger.held == 0)


def test_a_photograph_under_a_checkpoints_name_is_bounded_as_a_photograph(
    small: tuple[str, Ledger, Path],
) -> None:
    address, _, folder = small
    answer = sent(address, "w.pth", 60 * KILO, b"\xff\xd8\xff\xe0")
    assert answer.status_code == 413
    assert "neither a checkpoint nor an archive" in answer.text
    assert "既不是检查点" in answer.text
    assert not [each for each in folder.rglob("*") if each.is_file()]


def test_the_sum_of_all_sessions_is_bounded_and_a_departed_one_counts_no_more(
    small: tuple[str, Ledger, Path],
) -> None:
    address, ledger, _ = small
    first = sent(address, "first.pth", 200 * KILO)
    assert first.status_code == 200
    until(lambda: ledger.held == 200 * KILO)
    assert "together" in (answer := sent(address, "second.pth", 150 * KILO)).text
    assert answer.status_code == 413
    until(lambda: ledger.held == 200 * KILO)
    path = first.json()[0]
    with httpx.stream("GET", f"{address}/gradio_api/heartbeat/abc", timeout=60) as open_session:
        assert open_session.status_code == 200
        data = {"path": path, "meta": {"_type": "gradio.FileData"}}
        event = {"data": [data], "fn_index": 0, "session_hash": "abc"}
        joined = httpx.post(f"{address}/gradio_api/queue/join", json=event, timeout=60)
        assert joined.status_code == 200
        assert ledger.is_here("abc")
        ledger.sweep()
        assert Path(path).exists()
    until(lambda: not ledger.is_here("abc"))
    ledger.sweep()
    assert not Path(path).exists()
    assert ledger.held == 0
    assert sent(address, "second.pth", 150 * KILO).status_code == 200


FORM = "multipart/form-data; boundary=x"
FILE = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.png"\r\n\r\ny\r\n'


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("", b""), ("text/plain", b"x"), ("multipart/form-data", b"x"), (FORM, b"garbage"),
        (FORM, b"--x\r\ngarbage\r\n"), (FORM, FILE.replace(b'; filename="a.png"', b"")),
        (FORM, FILE.replace(b'name="files"; ', b"")), (FORM, FILE * 1001 + b"--x--\r\n"),
        (FORM, FILE.replace(b"Content", b"H: " + b"h" * 100_000 + b"\r\nContent")),
        ("multipart/form-data; boundary=" + "x" * 500, b"--" + b"x" * 500),
    ],
)  # fmt: skip
def test_no_form_is_a_sentence_and_leaves_nothing(
    small: tuple[str, Ledger, Path], kind: str, body: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    address, _, folder = small
    before = {*folder.rglob("*")}
    if b'name="files"' in body and b"filename" not in body:
        body += b"--x--\r\n"
    headers = {"content-type": kind} if kind else {}
    answer = httpx.post(address + ROUTE, content=body, headers=headers, timeout=60)
    assert answer.status_code == 400, answer.text
    assert answer.text.startswith("This is no form with files")
    assert "文件表单" in answer.text
    assert not [each for each in folder.rglob("*") if each.is_file() and each not in before]
    captured = capfd.readouterr()
    assert captured.err + captured.out == ""


def test_words_beside_the_files_do_not_fail_where_progress_is_asked_for(
    small: tuple[str, Ledger, Path], capfd: pytest.CaptureFixture[str]
) -> None:
    address, _, _ = small
    answer = httpx.post(
        f"{address}{ROUTE}?upload_id=a1", data={"x": "y"}, files={"files": ("a.png", b"a")},
        timeout=60,
    )  # fmt: skip
    assert (answer.status_code, answer.text[:27]) == (400, "This is no form with files ")
    assert capfd.readouterr().err == ""


def test_what_was_cut_short_is_no_upload(small: tuple[str, Ledger, Path]) -> None:
    address, _, folder = small
    head = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.png"\r\n\r\n'
    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    before = set(folder.rglob("*"))
    answer = httpx.post(address + ROUTE, content=head + b"x" * 1000, headers=kind, timeout=60)
    assert answer.status_code == 400
    assert "upload the files again" in answer.text
    assert set(folder.rglob("*")) == before


@pytest.mark.parametrize("size", [1, 7, 64])
def test_sizes_are_read_in_whatever_pieces_they_come(
    size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PHOTOGRAPH", 100)
    head = '--x\r\nContent-Disposition: form-data; name="files"; filename="{}"\r\n\r\n{}\r\n'
    whole = (
        head.format("w.pth", "PK\x03\x04" + "y" * 500)
        + head.format("a.png", 'filename="b.pth"' * 7)
        + "--x--"
    )
    sizes = Sizes("multipart/form-data; boundary=x")
    pieces = [whole[start : start + size].encode() for start in range(0, len(whole), size)]
    with pytest.raises(Refused, match="photograph"):
        deque(map(sizes.write, pieces), maxlen=0)
    whatever = Sizes("text/plain")
    whatever.write(b"x" * 1000)
