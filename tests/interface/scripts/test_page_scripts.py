"""The page's scripts as a browser gets them."""

import gzip
import json
from pathlib import Path

import brotli
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from explorer.files.assets import asset
from explorer.interface.scripts import page_scripts
from explorer.interface.scripts.page_scripts import (
    address,
    digest,
    first_elements,
    imported,
    mounting,
    scripts,
    scripts_route,
)
from explorer.interface.words.language import text
from explorer.words.languages import LANGUAGES


@pytest.fixture
def client() -> TestClient:
    return TestClient(Starlette(routes=[scripts_route()]))


@pytest.mark.parametrize("accepted", ["gzip, deflate, br", "gzip", "identity"])
def test_every_module_is_served_whole_and_may_be_kept(client: TestClient, accepted: str) -> None:
    assert {*scripts()} == {
        path.relative_to(asset("page")).as_posix() for path in asset("page").rglob("*.js")
    }
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress}
    for name in scripts():
        with client.stream(
            "GET", f"/{address(name)}", headers={"accept-encoding": accepted}
        ) as got:
            body = b"".join(got.iter_raw())
        assert got.headers["content-type"].startswith("text/javascript")
        assert "immutable" in got.headers["cache-control"]
        encoding = got.headers.get("content-encoding", "")
        assert (encoding == "") == (accepted == "identity")
        assert unpack.get(encoding, bytes)(body) == (asset("page") / name).read_bytes()


@pytest.mark.parametrize("name", ["../style/scale.css", "..%2Fstyle%2Fscale.css", "nothing.js", ""])
def test_nothing_else_is_served(client: TestClient, name: str) -> None:
    answer = client.get(f"/explorer/page/{digest()}/{name}")
    assert answer.status_code == 404


def test_another_versions_script_is_refused_in_a_sentence(client: TestClient) -> None:
    answer = client.get("/explorer/page/0123456789abcdef/language.js")
    assert answer.status_code == 404
    assert "load the page again" in answer.text
    assert "cache-control" not in answer.headers


def test_the_address_changes_with_any_script_and_stays_below_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = address("race/race.js")
    assert not before.startswith("/")
    assert imported("race/race.js") == f"import(new URL('{before}', document.baseURI))"
    changed = {**scripts(), "pairs.js": b"export {};"}
    monkeypatch.setattr(page_scripts, "scripts", lambda: changed)
    digest.cache_clear()
    after = address("race/race.js")
    monkeypatch.undo()
    digest.cache_clear()
    assert after != before == address("race/race.js")


def test_a_script_that_is_not_there_is_refused_when_the_page_is_built() -> None:
    with pytest.raises(LookupError, match=r"'rase\.js' is no script of assets/page: address\.js"):
        mounting("rase.js")


@pytest.mark.parametrize("forced", [None, "zh"])
def test_the_first_elements_know_the_languages_and_the_command_lines(forced: str | None) -> None:
    html = first_elements(forced)
    begin, end = html.index(">") + 1, html.index("</script>")
    known = json.loads(html[begin:end])
    assert known["forced"] == forced
    assert {name: each["title"] for name, each in known["languages"].items()} == {
        language: text(language, "title") for language in LANGUAGES
    }
    assert known["languages"]["zh"]["tag"] == "zh-CN"
    assert html.index("language.js") < html.index("download.js")
