"""The drawing script: the installed package's own, whole under every encoding."""

import gzip
from pathlib import Path

import brotli
import plotly
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from explorer.interface.scripts.plotly_script import ADDRESS, body, plotly_route

SCRIPT = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("identity", None)],
)
def test_answers_with_the_whole_script(accepted: str, encoding: str | None) -> None:
    client = TestClient(Starlette(routes=[plotly_route()]))
    with client.stream("GET", f"/{ADDRESS}", headers={"accept-encoding": accepted}) as answer:
        raw = b"".join(answer.iter_raw())
        assert answer.headers.get("content-encoding") == encoding
        assert "immutable" in answer.headers["cache-control"]
        assert answer.headers["vary"] == "Accept-Encoding"
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress}.get(encoding or "", bytes)
    assert unpack(raw) == SCRIPT.read_bytes()


def test_the_address_changes_with_the_version_and_stays_below_the_page() -> None:
    assert plotly.__version__ in ADDRESS
    assert not ADDRESS.startswith("/")


def test_brotli_is_the_smallest() -> None:
    assert len(body("br")) < len(body("gzip")) < len(body(""))
