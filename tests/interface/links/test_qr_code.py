"""The code is that of the page's own address, with its quiet zone, and of no other address."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
import segno
from starlette.applications import Starlette
from starlette.testclient import TestClient

from explorer.interface.links.qr_code import LONGEST, QUIET_ZONE, qr_route, qr_svg

OWN = "http://testserver/?tab=race&preset=textbook&step=37"


@pytest.fixture(name="client", scope="module")
def _client() -> Iterator[TestClient]:
    with TestClient(Starlette(routes=[qr_route("127.0.0.1")])) as client:
        yield client


def dark_modules(svg: bytes) -> tuple[set[tuple[int, int]], int]:
    """The dark modules that a code's SVG draws as strokes, and its side with the quiet zone."""
    root = ElementTree.fromstring(svg)
    side = int(root.attrib["viewBox"].split()[2])
    (path,) = (each for each in root.iter() if each.get("stroke"))
    dark = set()
    x = y = 0.0
    strokes = re.findall(r"([Mmh])(-?[\d.]+)(?:[ ,]?(-?[\d.]+))?", path.attrib["d"])
    for command, first, second in strokes:
        if command == "M":
            x, y = float(first), float(second)
        elif command == "m":
            x, y = x + float(first), y + float(second)
        else:
            dark |= {(int(y), int(x) + step) for step in range(int(first))}
            x += float(first)
    return dark, side


def test_every_module_is_drawn_where_the_code_has_it() -> None:
    code = segno.make_qr(OWN, error="m")
    expected = {
        (row + QUIET_ZONE, column + QUIET_ZONE)
        for row, modules in enumerate(code.matrix)
        for column, dark in enumerate(modules)
        if dark
    }
    dark, side = dark_modules(qr_svg(OWN))
    assert dark == expected
    assert side == len(code.matrix) + 2 * QUIET_ZONE


def test_the_code_stands_on_white_whatever_the_theme() -> None:
    assert b'fill="#fff"' in qr_svg(OWN)


def test_the_pages_own_address_is_answered(client: TestClient) -> None:
    answer = client.get("/explorer/qr.svg", params={"of": OWN})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert answer.content == qr_svg(OWN)


def test_behind_a_proxy_the_page_is_known_by_the_name_in_the_browser(client: TestClient) -> None:
    address = "https://school.example/resnet/?tab=race"
    asked = {"of": address}
    assert client.get("/explorer/qr.svg", params=asked).status_code == 400
    headers = {"referer": "https://school.example/resnet/"}
    assert client.get("/explorer/qr.svg", params=asked, headers=headers).status_code == 200


@pytest.mark.parametrize(
    "address",
    ["", "http://evil.example/", "javascript:alert(1)", "testserver", "http://[", "http://"],
)
def test_no_other_address_becomes_a_code(client: TestClient, address: str) -> None:
    assert client.get("/explorer/qr.svg", params={"of": address}).status_code == 400


def test_an_endless_address_is_refused(client: TestClient) -> None:
    answer = client.get("/explorer/qr.svg", params={"of": OWN + "x" * LONGEST})
    assert answer.status_code == 414
    assert str(LONGEST) in answer.text
