"""The outer door, before an application that would answer everything, and before the page."""

import http.client
from urllib.parse import urlsplit

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from explorer.interface.doors.doors import Doors
from explorer.interface.doors.names import Names

OWN = "http://localhost:7860"
ROUTES = (  # Gradio's and ours, some that exist and one that does not
    "/", "/config", "/theme.css", "/gradio_api/info", "/gradio_api/startup-events",
    "/gradio_api/heartbeat/abc", "/gradio_api/queue/data?session_hash=a", "/gradio_api/file=/x",
    "/gradio_api/upload", "/gradio_api/queue/join", "/gradio_api/component_server",
    "/gradio_api/run/inspect", "/gradio_api/call/inspect", "/login", "/monitoring",
    "/explorer/qr.svg?of=http://evil.example/", "/explorer/race/recorded.zip",
    "/explorer/lesson/notes.html", "/explorer/download/x.zip", "/explorer/health", "/nowhere",
)  # fmt: skip


def client(names: Names | None = None, frames: tuple[str, ...] = ()) -> TestClient:
    def said(request: Request) -> PlainTextResponse:
        return PlainTextResponse(request.headers.get("x-gradio-server", "in"))

    methods = ["GET", "POST", "PUT", "DELETE", "OPTIONS"]
    application = Starlette(
        routes=[Route("/{path:path}", said, methods=methods)],
        middleware=[Middleware(Doors, names=names or Names(), frames=frames)],
    )
    return TestClient(application, base_url=OWN)


def status(method: str, headers: dict[str, str], names: Names | None = None) -> int:
    return client(names).request(method, "/any", headers=headers).status_code


def test_programs_and_the_pages_own_scripts_come_in() -> None:
    for method in ("GET", "POST"):
        assert status(method, {}) == 200
        assert status(method, {"origin": OWN, "sec-fetch-site": "same-origin"}) == 200
    following = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    assert status("GET", following) == 200  # a link elsewhere may be followed


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://localhost.evil", "x"])
def test_other_sites_pages_do_not(origin: str) -> None:
    for method in ("GET", "POST", "PUT", "DELETE", "OPTIONS"):
        assert status(method, {"origin": origin}) == 403


def test_another_port_of_this_machine_is_another_site() -> None:
    assert status("POST", {"origin": "http://localhost:9999"}) == 403
    assert status("POST", {"origin": "http://127.0.0.1:7860"}) == 403
    picture = {"sec-fetch-site": "same-site", "sec-fetch-mode": "no-cors"}
    assert status("GET", picture) == 403
    assert status("GET", {**picture, "sec-fetch-mode": "navigate"}) == 200
    known = Names(allowed=["class.example.org"])  # of a proxy that asks by this machine's name
    assert status("POST", {"origin": "https://class.example.org"}, known) == 200
    assert status("POST", {"origin": "https://class.example.org:8443"}, known) == 403


def test_a_cross_site_form_or_picture_does_not_even_without_an_origin() -> None:
    cross = {"sec-fetch-site": "cross-site"}
    assert status("POST", {**cross, "sec-fetch-mode": "navigate"}) == 403
    assert status("GET", {**cross, "sec-fetch-mode": "no-cors"}) == 403


def test_another_sites_form_does_not_by_its_referer_alone() -> None:
    for elsewhere in ("http://evil.example/page", "http://evil.example", "about:blank", f"{OWN}9/"):
        assert status("POST", {"referer": elsewhere}) == 403
        assert status("GET", {"referer": elsewhere}) == 200  # a link there was followed
        assert status("POST", {"referer": elsewhere, "origin": OWN}) == 200
    for own in (OWN, f"{OWN}/", f"{OWN}/?tab=race&to=http://evil.example/"):
        assert status("POST", {"referer": own}) == 200
    known = Names(allowed=["class.example.org"])
    assert status("POST", {"referer": "https://class.example.org/a/page"}, known) == 200
    assert status("POST", {"referer": "https://class.example.org/a/page"}) == 403


def test_who_comes_through_a_proxy_needs_its_name() -> None:
    known = Names(allowed=["class.example.org"])
    through = {"x-forwarded-host": "class.example.org", "origin": "https://class.example.org"}
    assert status("POST", through, known) == 200
    assert status("POST", through) == 403
    assert status("GET", {"x-forwarded-host": "class.example.org"}) == 403
    assert status("GET", {"x-forwarded-host": "class.example.org, evil.example"}, known) == 403


def test_a_refusal_says_what_to_do_in_both_languages() -> None:
    answer = client().get("/", headers={"host": "evil.example:80"})
    assert answer.status_code == 403
    for part in ("evil.example:80", "--allow-host NAME", "terminal", "终端里显示的地址"):
        assert part in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_what_gradio_would_believe_does_not_reach_it() -> None:
    assert client().get("/", headers={"x-gradio-server": "http://evil.example"}).text == "in"


def test_frames() -> None:
    own = client().get("/").headers
    assert own["x-frame-options"] == "SAMEORIGIN"
    assert own["content-security-policy"].endswith("frame-ancestors 'self'")
    theirs = client(frames=("https://huggingface.co",)).get("/").headers
    assert "x-frame-options" not in theirs
    assert theirs["content-security-policy"].endswith(
        "frame-ancestors 'self' https://huggingface.co"
    )
    with pytest.raises(ValueError, match="no site"):
        client(frames=("a; script-src *",)).get("/")


@pytest.mark.parametrize("hosts", [[], ["localhost", "evil.example"], ["evil.example"]])
def test_a_request_has_one_known_host(address: str, hosts: list[str]) -> None:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    connection.putrequest("GET", "/config", skip_host=True)
    for each in hosts:
        connection.putheader("Host", each)
    connection.endheaders()
    assert connection.getresponse().status in (400, 403)
    connection.close()


def test_every_route_of_the_page_is_behind_it(address: str) -> None:
    with httpx.Client(base_url=address, timeout=60) as visitor:
        for route in ROUTES:
            for method in ("GET", "HEAD", "POST"):
                rebound = visitor.request(method, route, headers={"host": "evil.example"})
                assert rebound.status_code == 403, (method, route)
            posted = visitor.post(route, headers={"origin": "http://evil.example"})
            assert posted.status_code == 403, route
            asks = {"origin": "http://evil.example", "access-control-request-method": "POST"}
            preflight = visitor.options(route, headers=asks)
            assert preflight.status_code == 403, route
            assert "access-control-allow-origin" not in preflight.headers
            files = {"files": ("a.png", b"a")}
            cross = visitor.post(route, files=files, headers={"sec-fetch-site": "cross-site"})
            assert cross.status_code == 403, route
        page = visitor.get("/")
        assert page.status_code == 200
        assert "frame-ancestors 'self'" in page.headers["content-security-policy"]
        assert "object-src 'none'" in page.headers["content-security-policy"]
        assert page.headers["referrer-policy"] == "same-origin"
        part = visitor.get("/config")
        assert part.headers["content-security-policy"] == "frame-ancestors 'self'"


def test_the_route_that_prints_a_secret_address_is_closed(
    address: str, capfd: pytest.CaptureFixture[str]
) -> None:
    for route in ("/monitoring", "/monitoring/summary", "/monitoring/x"):
        assert httpx.get(address + route, timeout=60).status_code in (401, 403, 404), route
    assert "Monitoring URL" not in capfd.readouterr().out
