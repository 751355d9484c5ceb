import threading
import time
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from explorer.interface.words.language import text
from explorer.interface.zips.promised import Promised, Promises


class Maker:
    def __init__(self, content: bytes, seconds: float = 0.0) -> None:
        self.made = 0
        self._content = content
        self._seconds = seconds

    def __call__(self) -> bytes:
        self.made += 1
        time.sleep(self._seconds)
        return self._content


def full() -> bytes:
    raise OSError("the disk is full")


def test_it_is_made_once_and_only_when_asked_for(tmp_path: Path) -> None:
    promises, make, path = Promises(), Maker(b"zip"), tmp_path / "a.zip"
    promises.promise(path, make, [])
    assert (make.made, path.read_bytes()) == (0, b"")
    promises.keep(str(tmp_path / "another.zip"))
    assert make.made == 0
    promises.keep(str(path))
    promises.keep(str(path))
    assert (make.made, path.read_bytes()) == (1, b"zip")
    assert [each.name for each in tmp_path.iterdir()] == ["a.zip"]


def test_whoever_asks_meanwhile_waits_for_it(tmp_path: Path) -> None:
    promises, make, path = Promises(), Maker(b"zip", 0.2), tmp_path / "a.zip"
    promises.promise(path, make, [])
    found: list[bytes] = []

    def ask() -> None:
        promises.keep(str(path))
        found.append(path.read_bytes())

    asking = [threading.Thread(target=ask) for _ in range(4)]
    for each in asking:
        each.start()
    for each in asking:
        each.join()
    assert (make.made, found) == (1, [b"zip"] * 4)


def test_the_oldest_are_made_where_all_hold_too_much(tmp_path: Path) -> None:
    promises = Promises(most=100)
    network, makers = object(), [Maker(b"zip") for _ in range(4)]
    for place, make in enumerate(makers):  # the network counts once: 40, 60, 80, 100
        promises.promise(tmp_path / f"{place}.zip", make, [(network, 20), (make, 20)])
    assert [make.made for make in makers] == [0, 0, 0, 0]
    promises.promise(tmp_path / "large.zip", large := Maker(b"zip"), [(object(), 30)])
    assert [make.made for make in makers] == [1, 1, 0, 0]
    assert (tmp_path / "0.zip").read_bytes() == b"zip"
    promises.promise(tmp_path / "alone.zip", alone := Maker(b"zip"), [(object(), 101)])
    assert [make.made for make in (*makers, large, alone)] == [1, 1, 0, 0, 0, 1]


def test_what_is_made_to_make_room_is_promised_until_it_is_there(tmp_path: Path) -> None:
    promises, path = Promises(most=10), tmp_path / "a.zip"
    promised: list[bool] = []

    def make() -> bytes:
        promised.append(str(path) in promises)  # else an empty file would be answered
        return b"zip"

    promises.promise(path, make, [(path, 10)])
    promises.promise(tmp_path / "b.zip", Maker(b"zip"), [(promises, 10)])
    assert promised == [True]
    assert str(path) not in promises
    assert path.read_bytes() == b"zip"


def test_what_cannot_be_made_now_may_be_later_if_nobody_takes_its_place(tmp_path: Path) -> None:
    promises, path = Promises(most=10), tmp_path / "a.zip"
    contents: list[bytes | Exception] = [OSError("full"), ValueError("taken"), b"zip"]

    def make() -> bytes:
        content = contents.pop(0)
        if isinstance(content, bytes):
            return content
        raise content

    promises.promise(path, make, [(path, 10)])
    for words in ("full", "taken"):
        with pytest.raises((OSError, ValueError), match=words):
            promises.keep(str(path))
        assert [each.name for each in tmp_path.iterdir()] == ["a.zip"]
    promises.keep(str(path))
    assert path.read_bytes() == b"zip"
    contents.append(OSError("full"))
    promises.promise(tmp_path / "b.zip", make, [(path, 10)])
    promises.promise(tmp_path / "c.zip", Maker(b"zip"), [(promises, 10)])  # does not fail for it
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.zip", "c.zip"]


def test_what_was_tidied_away_is_not_made_again(tmp_path: Path) -> None:
    promises, make, path = Promises(), Maker(b"zip"), tmp_path / "a.zip"
    promises.promise(path, make, [])
    path.unlink()
    promises.keep(str(path))
    assert (make.made, list(tmp_path.iterdir())) == (0, [])
    promises.promise(tmp_path / "b.zip", Maker(b"zip"), [])
    assert str(path) not in promises  # nothing is held for it any more
    assert str(tmp_path / "b.zip") in promises


def test_a_request_for_the_file_keeps_the_promise(tmp_path: Path) -> None:
    promises, make, path = Promises(), Maker(b"zip"), tmp_path / "a b.zip"
    promises.promise(path, make, [])

    async def file(request: Request) -> FileResponse:
        return FileResponse(request.path_params["path"])

    routes = [Route(f"/below/gradio_api/file{sign}{{path:path}}", file) for sign in "=/"]
    app = Starlette(routes=routes)
    client = TestClient(Promised(app, promises))
    assert client.get("/below/gradio_api/other").status_code == 404
    assert client.post(f"/below/gradio_api/file={path}").status_code == 405
    assert make.made == 0
    asked = client.head(f"/below/gradio_api/file={tmp_path}/../{tmp_path.name}/a%20b.zip")
    assert (asked.headers["content-length"], make.made) == ("3", 1)
    assert client.get(f"/below/gradio_api/file={path}").content == b"zip"
    assert make.made == 1
    promises.promise(tmp_path / "b.zip", old := Maker(b"zip"), [])  # by Gradio's old route
    assert client.get(f"/below/gradio_api/file/{tmp_path}/b.zip").content == b"zip"
    assert old.made == 1


def test_what_cannot_be_made_now_is_said(tmp_path: Path) -> None:
    promises, path = Promises(), tmp_path / "a.zip"
    promises.promise(path, full, [])
    answered = TestClient(Promised(Starlette(), promises)).get(f"/gradio_api/file={path}")
    assert answered.status_code == 503
    assert text("en", "download_failed") in answered.text
    assert str(path) in promises
