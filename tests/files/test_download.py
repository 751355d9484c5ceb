import hashlib
import http.server
import os
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest

from explorer.files import download as module
from explorer.files.download import LEFT_SECONDS, download, remove_parts
from explorer.files.held import hold

BODY = bytes(range(256)) * 12_000  # 3 MB, more than one piece
DIGEST = hashlib.sha256(BODY).hexdigest()
GOOD, BAD = f"net-{DIGEST[:8]}.pth", "net-00000000.pth"


class Weights(http.server.BaseHTTPRequestHandler):
    """Answers by path; `let_go` ends the answers that hang."""

    let_go: ClassVar[threading.Event]

    def do_GET(self) -> None:
        if self.path.startswith("/absent"):
            self.send_error(404)
            return
        if self.path.startswith("/hangs"):
            self.let_go.wait(30)
            return
        if self.path.startswith("/moved"):
            self.send_response(302)
            self.send_header("Location", f"/weights/{GOOD}")
            self.end_headers()
            return
        self.send_response(200)
        if not self.path.startswith("/unsized"):
            self.send_header("Content-Length", str(len(BODY)))
        self.end_headers()
        short = self.path.startswith("/short")
        self.wfile.write(
            BODY[: len(BODY) // 2] if short or self.path.startswith("/stalls") else BODY
        )
        if self.path.startswith("/stalls"):
            self.let_go.wait(30)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    for variable in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(variable, raising=False)
    Weights.let_go = threading.Event()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Weights) as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}"
        Weights.let_go.set()
        running.shutdown()
        thread.join()


def test_a_file_arrives_whole_with_progress(server: str, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    folder = tmp_path / "hub" / "checkpoints"
    path = download(f"{server}/weights/{GOOD}", folder, lambda *numbers: seen.append(numbers))
    assert path == folder / GOOD
    assert path.read_bytes() == BODY
    assert list(folder.iterdir()) == [path]
    assert seen[0] == (0, len(BODY))
    assert seen[-1] == (len(BODY), len(BODY))
    assert len(seen) > 3
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


def test_a_server_may_send_elsewhere_and_need_not_say_how_much(server: str, tmp_path: Path) -> None:
    assert download(f"{server}/moved/{GOOD}", tmp_path).read_bytes() == BODY
    seen: list[tuple[int, int]] = []
    (tmp_path / GOOD).unlink()
    download(f"{server}/unsized/{GOOD}", tmp_path, lambda *numbers: seen.append(numbers))
    assert seen[-1] == (len(BODY), 0)


@pytest.mark.parametrize(
    ("way", "says"),
    [
        (f"weights/{BAD}", "its SHA-256 differs"),
        (f"short/{GOOD}", "broke off after 1,536,000"),
        (f"absent/{GOOD}", "the server answered 404 Not Found"),
    ],
)
def test_what_does_not_arrive_whole_leaves_nothing(
    server: str, tmp_path: Path, way: str, says: str
) -> None:
    url = f"{server}/{way}"
    with pytest.raises(ConnectionError, match=says) as caught:
        download(url, tmp_path)
    assert list(tmp_path.iterdir()) == []
    sentence = str(caught.value)
    assert sentence.startswith(url.rsplit("/", 1)[-1])
    assert f"put the file from {url} into {tmp_path}" in sentence
    assert "meanwhile the CIFAR networks" in sentence
    assert "\n" not in sentence


def test_what_works_meanwhile_may_be_said_otherwise(server: str, tmp_path: Path) -> None:
    with pytest.raises(ConnectionError, match=r"; meanwhile the digits work$"):
        download(f"{server}/absent/{GOOD}", tmp_path, meanwhile="the digits work")


def test_an_older_file_stays_when_a_new_one_does_not_arrive(server: str, tmp_path: Path) -> None:
    (tmp_path / GOOD).write_bytes(b"old")
    with pytest.raises(ConnectionError):
        download(f"{server}/short/{GOOD}", tmp_path)
    assert (tmp_path / GOOD).read_bytes() == b"old"


def test_who_watches_may_stop_it(server: str, tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        download(f"{server}/weights/{GOOD}", tmp_path, stop)
    assert list(tmp_path.iterdir()) == []


def test_a_stall_ends(server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "STALL_SECONDS", 0.3)
    with pytest.raises(ConnectionError, match="broke off after"):
        download(f"{server}/stalls/{GOOD}", tmp_path)
    assert list(tmp_path.iterdir()) == []


def failed(url: str, folder: Path) -> str:
    with pytest.raises(ConnectionError) as caught:
        download(url, folder / "new")
    assert not (folder / "new").exists()
    return str(caught.value)


def test_a_server_that_hangs_is_given_up(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "OPENING_SECONDS", 1.0)
    assert "no answer within 1 seconds" in failed(f"{server}/hangs/{GOOD}", tmp_path)
    assert not Weights.let_go.is_set()  # before it would have answered


def test_a_refused_connection_is_said(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, but not listening
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/{GOOD}"
        assert "refused" in failed(url, tmp_path)


def test_a_name_that_is_not_found_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert "Name or service not known" in failed(f"http://no.invalid/{GOOD}", tmp_path)


def test_a_name_look_up_that_hangs_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_go = threading.Event()

    def hangs(*_: object, **__: object) -> None:
        let_go.wait(30)
        raise socket.gaierror(-3, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", hangs)
    monkeypatch.setattr(module, "OPENING_SECONDS", 0.4)
    assert "no answer" in failed(f"http://no.invalid/{GOOD}", tmp_path)
    let_go.set()


def test_a_folder_that_cannot_be_written_is_said(server: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(ValueError, match=r"cannot be kept in .*choose another folder"):
        download(f"{server}/weights/{GOOD}", tmp_path / "file")


def test_what_a_crash_has_left_goes_and_what_is_being_fetched_stays(tmp_path: Path) -> None:
    left, fetched, others = (
        tmp_path / name for name in ("a.pth.x1_yz234.part", "b.pth.q1_yz234.part", "notes.part")
    )
    for each in (left, fetched, others):
        each.write_bytes(b"half")
    written = left.stat().st_mtime
    with fetched.open("r+b") as file:
        assert hold(file)
        remove_parts(tmp_path, lambda: written + LEFT_SECONDS - 5)
        assert left.exists()
        remove_parts(tmp_path, lambda: written + LEFT_SECONDS + 5)
        assert {*tmp_path.iterdir()} == {fetched, others}
    remove_parts(tmp_path / "missing")


def test_a_download_holds_its_part_and_removes_those_left(server: str, tmp_path: Path) -> None:
    left = tmp_path / f"{GOOD}.x1_yz234.part"
    left.write_bytes(b"half")
    os.utime(left, (0, 0))
    seen = []

    def swept(done: int, _: int) -> None:
        remove_parts(tmp_path, lambda: time.time() + 2 * LEFT_SECONDS)
        seen.append([each.suffix for each in tmp_path.iterdir() if each != left])

    assert download(f"{server}/weights/{GOOD}", tmp_path, swept).read_bytes() == BODY
    assert {*map(tuple, seen)} == {(".part",)}
    assert not left.exists()
