"""No path of this machine, and nothing a library says, in any answer of the page."""

import json
import re
import site
import tempfile
from pathlib import Path

import httpx
import pytest
from gradio_client import Client, handle_file

from explorer.datasets.examples import examples
from explorer.interface.doors.places import OUTSIDE

PLACES = tuple(
    {str(Path.home()), tempfile.gettempdir(), "site-packages", *site.getsitepackages(),
     str(Path(__file__).parent.parent.parent.parent)}
)  # fmt: skip
RAW = re.compile(r"Traceback|pydantic|torch\.|PIL\.|\bErrno\b|Error\(|0x[0-9a-f]{6}")


def checked(answer: str) -> str:
    for place in PLACES:
        assert place not in answer, place
    return answer


def called(address: str, data: list[object]) -> str:
    asked = httpx.post(f"{address}/gradio_api/call/inspect", json={"data": data}, timeout=60)
    if asked.status_code != 200:
        return checked(asked.text)
    event = asked.json()["event_id"]
    answer = httpx.get(f"{address}/gradio_api/call/inspect/{event}", timeout=300)
    return checked(answer.text)


def test_a_file_comes_whole_and_without_the_requests_own_headers(address: str) -> None:
    path = examples("cifar")[0].path
    old, url = (f"{address}/gradio_api/file{way}{path}" for way in "/=")
    answer = httpx.get(old, headers={"Range": "bytes=--5"}, timeout=60)
    assert (answer.status_code, answer.content) == (200, path.read_bytes())
    for asked in ("bytes=0-9", "bytes=0-1,5-6", "bytes=--5", "bytes=0-" + "9" * 5000):
        given = {"Range": asked, "Authorization": "Bearer secret", "Cookie": "a=b"}
        answer = httpx.get(url, headers=given, timeout=60)
        assert (answer.status_code, answer.content) == (200, path.read_bytes()), asked
        assert "secret" not in str(answer.headers)
        assert "cookie" not in answer.headers


def file(path: str) -> dict[str, object]:
    return {"path": path, "meta": {"_type": "gradio.FileData"}}


def uploaded(address: str, name: str, body: bytes) -> str:
    answer = httpx.post(f"{address}/gradio_api/upload", files={"files": (name, body)}, timeout=60)
    path = json.loads(checked(answer.text))[0]
    assert path.startswith(OUTSIDE)
    return str(path)


def test_what_the_page_says_of_itself(address: str) -> None:
    for path in (
        "/", "/config", "/gradio_api/info", "/gradio_api/openapi.json", "/theme.css", "/nowhere",
        "/gradio_api/file=nowhere", "/gradio_api/file=/nowhere", "/gradio_api/file=/explorer-kept",
        f"/gradio_api/file={OUTSIDE}/../../nowhere", "/gradio_api/upload_progress?upload_id=x",
        "/assets/nothing.js", "/static/nothing", "/monitoring/x", "/explorer/race/x.zip",
    ):  # fmt: skip
        checked(httpx.get(address + path, timeout=60).text)


@pytest.mark.parametrize("folder", ["assets", "static", "svelte"])
def test_a_name_that_no_file_can_have_is_none(address: str, folder: str) -> None:
    answer = httpx.get(f"{address}/{folder}/{'a' * 6000}", timeout=60)
    assert answer.status_code == 404
    assert answer.text.startswith("The page cannot read this request")


def test_a_file_goes_in_and_comes_back_under_the_other_name(address: str) -> None:
    picture = examples("cifar")[0].path.read_bytes()
    path = uploaded(address, "a.png", picture)
    assert httpx.get(f"{address}/gradio_api/file={path}", timeout=60).content == picture
    said = called(address, [file(path), "cifar-resnet20", "", "grad-cam"])
    assert "event: complete" in said
    assert f'"path": "{OUTSIDE}/' in said


def test_gradios_client_uploads_and_downloads(address: str, tmp_path: Path) -> None:
    client = Client(address, verbose=False, download_files=tmp_path)
    given = handle_file(examples("cifar")[0].path)
    described, folder = client.predict(given, "cifar-resnet20", "", "", api_name="/inspect")
    assert described["predictions"]
    assert Path(folder).read_bytes()[:2] == b"PK"
    client.close()


@pytest.mark.parametrize("path", ["/etc/passwd", "pyproject.toml", "../../etc/passwd"])
def test_a_mounted_page_takes_no_file_that_nobody_uploaded(address: str, path: str) -> None:
    said = called(address, [file(path), "cifar-resnet20", "", "grad-cam"])
    assert "cannot be read" not in said  # which would mean that it was opened
    assert "event: error" in said


def test_a_folder_is_no_file(address: str) -> None:
    folder = uploaded(address, "a.png", examples("cifar")[0].path.read_bytes()).rpartition("/")[0]
    for path in (folder, OUTSIDE, f"{folder}/../"):
        body = {"data": [file(path), "cifar-resnet20", "", "grad-cam"]}
        answer = httpx.post(f"{address}/gradio_api/call/inspect", json=body, timeout=60)
        assert answer.status_code == 400
        checked(answer.text)


def test_a_class_of_thousands_of_digits_is_no_class(address: str) -> None:
    path = uploaded(address, "a.png", examples("cifar")[0].path.read_bytes())
    said = called(address, [file(path), "cifar-resnet20", "7" * 4400, "grad-cam"])
    assert "event: error" in said
    assert "class" in said


def test_nothing_of_a_library_is_said_of_wrong_inputs(address: str) -> None:
    for data in (
        [], [5, [], {}, 3], [None, None, None, None], ["x"] * 4, [{}] * 4,
        [file("http://127.0.0.1:1/a.png"), "", "", ""], [file("x" * 5000), "", "", ""],
        [file("a\u0000b"), "", "", ""],
    ):  # fmt: skip
        assert not RAW.search(said := called(address, data)), said


def test_nor_of_broken_files(address: str, shared_data: Path) -> None:
    for each in sorted((shared_data / "images" / "awkward").iterdir())[:20]:
        if each.is_file() and each.stat().st_size < 2_000_000:
            path = uploaded(address, each.name, each.read_bytes())
            said = called(address, [file(path), "cifar-resnet20", "", "grad-cam"])
            assert not RAW.search(said), (each.name, said)
