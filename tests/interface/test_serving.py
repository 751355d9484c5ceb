import gzip
import io
import urllib.error
import urllib.request
import zipfile
from contextlib import closing
from dataclasses import replace
from urllib.parse import unquote

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from explorer.figures.inspection.shown import Shown
from explorer.interface.explore.gatherer import Gatherer
from explorer.interface.explore.shelf import Shelf
from explorer.interface.page import build
from explorer.interface.scripts.page_scripts import address as address_of
from explorer.interface.serving import FirstElements, download
from explorer.interface.zips.packing import Packing
from explorer.interface.zips.promised import zips_folder


def fetched(address: str) -> str:
    with urllib.request.urlopen(address, timeout=120) as answer:
        return str(answer.read().decode())


def test_the_language_is_chosen_before_any_other_script(address: str) -> None:
    page = fetched(address)
    first = page.index(address_of("language.js"))
    assert first < page.index("gradio_config")
    assert first < page.index("<script", page.index("gradio_config"))
    assert page.count('id="explorer-languages"') == 1


def test_only_html_is_touched() -> None:
    def page(_: object) -> HTMLResponse:
        return HTMLResponse("<html><head><title>é</title></head></html>")

    def words(_: object) -> PlainTextResponse:
        return PlainTextResponse("<head>")

    wrapped = [Middleware(FirstElements, html="<script>1</script>")]
    client = TestClient(
        Starlette(routes=[Route("/", page), Route("/t", words)], middleware=wrapped)
    )
    answer = client.get("/", headers={"accept-encoding": "identity"})
    assert "<head><script>1</script><title>é" in answer.text
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert client.get("/t").text == "<head>"


def test_the_page_is_compressed_for_those_who_can_read_that(address: str) -> None:
    request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip, deflate"})
    with urllib.request.urlopen(request, timeout=120) as answer:
        body = answer.read()
        assert answer.headers["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in answer.headers["Vary"]
        assert int(answer.headers["Content-Length"]) == len(body)
    page = gzip.decompress(body).decode()
    assert "explorer-languages" in page
    assert len(body) < len(page) / 4


def test_the_download(shown: Shown) -> None:
    shelf = Shelf()
    named = replace(shown, inspection=replace(shown.inspection, image="两种 colours.png"))
    with closing(Packing(Gatherer())) as packing:
        client = TestClient(Starlette(routes=[Route("/{keys}.zip", download(shelf, packing))]))
        answer = client.get(f"/{shelf.put(named)}.zip")
    assert answer.status_code == 200
    assert zipfile.ZipFile(io.BytesIO(answer.content)).namelist()[0].startswith("两种-colours-")
    assert unquote(answer.headers["content-disposition"]) == (
        "attachment; filename*=UTF-8''cifar-resnet20-两种-colours.zip; "
        'filename="cifar-resnet20.zip"'
    )
    assert client.get("/guess.zip").status_code == 404


def test_what_a_class_fetches_is_where_gradio_looks_first() -> None:
    blocks, served = build()
    assert served["allowed_paths"][0] == str(zips_folder(blocks.GRADIO_CACHE))


def test_files_of_the_machine_are_not_served(address: str) -> None:
    for path in ("/gradio_api/file=/etc/passwd", "/gradio_api/file=pyproject.toml"):
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(address + path, timeout=120)
