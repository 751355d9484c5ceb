"""The inner door: of a small application, and of the whole page with Gradio's own client."""

import base64
import re
import threading
import time
from collections.abc import Iterator

import gradio as gr
import pytest
import uvicorn
from fastapi import FastAPI
from gradio_client import Client
from gradio_client.exceptions import AuthenticationError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from explorer.interface.doors.login import LARGEST, Guard
from explorer.interface.doors.password import EACH, TOLD, Password
from tests.interface.doors.test_doors import ROUTES

RIGHT = {"username": "class", "password": "k7mw3xqph9"}
BROWSER = {"accept": "text/html,*/*", "accept-language": "zh-CN,en;q=0.5"}


@pytest.fixture
def password() -> Password:
    return Password(user=RIGHT["username"], secret=RIGHT["password"])


@pytest.fixture
def visitor(password: Password) -> TestClient:
    return TestClient(application(password), follow_redirects=False)


def application(password: Password | None, forced: str | None = None) -> Starlette:
    inner = [Route("/{path:path}", lambda _: PlainTextResponse("in"), methods=["GET", "POST"])]
    guard = [Middleware(Guard, password=password, forced=forced)]
    return Starlette(routes=inner, middleware=guard)


def test_nothing_is_answered_without_it(visitor: TestClient) -> None:
    for route in ROUTES:
        for method in ("GET", "POST"):
            answer = visitor.request(method, route)
            told = ("/gradio_api/startup-events", "/explorer/health")
            open_to_all = route in told and method == "GET"
            assert answer.status_code == (200 if open_to_all else 401), (method, route)
    answer = visitor.get("/config", headers={"cookie": "explorer-00000000=x"})
    assert "auth=(user, password)" in answer.text
    assert "密码" in answer.text


def test_a_browser_is_asked_in_its_language_and_comes_where_it_wanted(
    visitor: TestClient, password: Password
) -> None:
    page = visitor.get("/explorer/lesson/notes.html?minutes=10&a=%22%3E", headers=BROWSER)
    assert page.status_code == 401
    assert '<html lang="zh-CN"' in page.text
    assert '<link rel="icon" href="data:,">' in page.text  # nothing is asked of the host's root
    assert 'action="../../login"' in page.text
    assert 'href="?minutes=10&amp;a=%22%3E&amp;language=en"' in page.text
    found = re.search('name="next" value="([^"]*)"', page.text)
    assert found
    form = {**RIGHT, "next": found[1].replace("&amp;", "&")}
    answer = visitor.post("/login", data=form, headers=BROWSER)
    assert answer.status_code == 303
    assert answer.headers["location"] == "./explorer/lesson/notes.html?minutes=10&a=%22%3E"
    cookie = answer.headers["set-cookie"]
    token = cookie.partition("=")[2].partition(";")[0]
    assert password.admits(token)
    for part in (password.cookie, "HttpOnly", "SameSite=lax"):
        assert part in cookie
    assert "Path" not in cookie  # so that it is the page's place alone, wherever a proxy has that
    assert "Secure" not in cookie
    assert visitor.get("/anything").text == "in"  # the client has kept the cookie


def test_who_logs_out_must_give_it_again(visitor: TestClient, password: Password) -> None:
    for headers, status in ((BROWSER, 303), ({}, 200)):
        visitor.post("/login", data=RIGHT, headers=BROWSER)
        kept = visitor.cookies[password.cookie]
        assert visitor.get("/anything").text == "in"
        answer = visitor.get("/logout", headers=headers)
        assert answer.status_code == status
        assert "Max-Age=0" in answer.headers["set-cookie"]
        assert password.cookie not in visitor.cookies
        again = visitor.get("/anything", headers={"cookie": f"{password.cookie}={kept}"})
        assert again.status_code == 401  # whoever has copied it has nothing
    assert visitor.get("/logout").status_code == 200  # there is nothing to lose


def test_whoever_invents_addresses_is_slowed_too(visitor: TestClient) -> None:
    wrong, seen = {**RIGHT, "password": "x"}, set()
    for attempt in range(TOLD[0] + 1):
        address = {"x-forwarded-for": f"192.0.2.{attempt}"}
        seen.add(visitor.post("/login", data=wrong, headers=address).status_code)
    assert seen == {401, 429}


@pytest.mark.parametrize("guessable", [True, False])
def test_a_made_password_lets_in_while_others_of_the_address_guess(guessable: bool) -> None:
    password = Password(RIGHT["username"], RIGHT["password"], guessable=guessable)
    visitor = TestClient(application(password), follow_redirects=False)
    wrong = {**RIGHT, "password": "k7mw3xqph8"}
    seen = [visitor.post("/login", data=wrong).status_code for _ in range(3 * EACH[0])]
    assert seen == EACH[0] * [401] + 2 * EACH[0] * [429]
    right = visitor.get("/x", headers={"authorization": f"Bearer {RIGHT['password']}"})
    assert right.status_code == (429 if guessable else 200)
    assert visitor.post("/login", data=RIGHT).status_code == (429 if guessable else 200)
    later = visitor.post("/login", data=wrong).headers["retry-after"]
    assert int(later) <= EACH[1]  # nobody waits the longer for what was refused


def test_a_program_gives_it_with_every_request(visitor: TestClient) -> None:
    def asked(authorization: str, method: str = "POST") -> int:
        headers = {"authorization": authorization}
        return visitor.request(method, "/gradio_api/mcp", headers=headers).status_code

    def basic(user: str, secret: str) -> str:
        return f"Basic {base64.b64encode(f'{user}:{secret}'.encode()).decode()}"

    assert asked(f"Bearer {RIGHT['password']}") == 200
    assert asked(basic(*RIGHT.values()), "GET") == 200
    assert not visitor.cookies
    assert asked("Bearer ") == 401
    assert asked(basic("class", "wrong")) == 401
    assert asked("Basic !") == 401
    # a proxy's own, which the browser sends by itself, is no attempt
    for _ in range(3 * EACH[0]):
        assert asked(basic("reader", "of the proxy")) == 401
    assert asked(f"Bearer {RIGHT['password']}") == 200
    for _ in range(EACH[0]):
        asked("Bearer wrong")
    assert asked(f"Bearer {RIGHT['password']}") == 429


def test_it_leads_nowhere_else(visitor: TestClient) -> None:
    for elsewhere in ("//evil.example", "/\\evil.example", "https://evil.example"):
        answer = visitor.post("/login", data={**RIGHT, "next": elsewhere}, headers=BROWSER)
        assert answer.headers["location"].startswith("./")


def test_over_https_the_cookie_stays_there(visitor: TestClient) -> None:
    answer = visitor.post("/login", data=RIGHT, headers={"x-forwarded-proto": "https"})
    assert "Secure" in answer.headers["set-cookie"]


def test_wrong_ones_are_told_and_slowed(visitor: TestClient) -> None:
    for _ in range(EACH[0]):
        answer = visitor.post("/login", data={**RIGHT, "password": "x"}, headers=BROWSER)
        assert answer.status_code == 401
        assert 'role="alert"' in answer.text
        assert "set-cookie" not in answer.headers
    for each in (RIGHT, {**RIGHT, "password": "x"}):  # neither tells whether it was right
        answer = visitor.post("/login", data=each)
        assert answer.status_code == 429
        assert 1 <= int(answer.headers["retry-after"]) <= EACH[1]
        assert "again in" in answer.text


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "application/x-www-form-urlencoded"),
        (b"username=class", "application/x-www-form-urlencoded"),
        (b"password=" + b"x" * 2 * LARGEST, "application/x-www-form-urlencoded"),
        (b"&" * 1000, "application/x-www-form-urlencoded"),
        (b"a=1&" * 1000, "application/x-www-form-urlencoded"),
        (b"--x\r\n", "multipart/form-data; boundary=x"),
        (b"x", "multipart/form-data"),
        (b'--x\r\nContent-Disposition: form-data; name="password"; filename="a"\r\n\r\nb\r\n--x--',
         "multipart/form-data; boundary=x"),
        (b'{"username": 1}', "application/json"),
        (b"\xff\xfe=\xff", "application/x-www-form-urlencoded"),
    ],
)  # fmt: skip
def test_whatever_is_no_form_is_wrong_and_nothing_else(
    visitor: TestClient, body: bytes, kind: str
) -> None:
    answer = visitor.post("/login", content=body, headers={"content-type": kind})
    assert answer.status_code == 401
    assert answer.json()["detail"]


def test_a_language_for_everybody(password: Password) -> None:
    guarded = TestClient(application(password, forced="en"))
    assert '<html lang="en"' in guarded.get("/", headers=BROWSER).text
    assert '<html lang="zh-CN"' in guarded.get("/?language=zh", headers=BROWSER).text


def test_below_a_prefix_and_without_a_password(password: Password) -> None:
    below = TestClient(Starlette(routes=[Mount("/sub", application(password))]))
    assert below.post("/sub/login", data=RIGHT).json() == {"success": True}
    assert below.get("/sub/anything").text == "in"
    assert TestClient(application(None)).get("/").text == "in"


@pytest.fixture(scope="module")
def guarded() -> Iterator[str]:
    """A page of Gradio's behind the door."""
    with gr.Blocks(analytics_enabled=False) as blocks:
        gr.Button("double").click(lambda x: 2 * x, gr.Number(), gr.Number(), api_name="double")
    secret = Password("class", RIGHT["password"])
    guard = [Middleware(Guard, password=secret, forced=None)]
    served = gr.mount_gradio_app(FastAPI(), blocks, "/", app_kwargs={"middleware": guard})
    server = uvicorn.Server(uvicorn.Config(served, port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = server.force_exit = True
    thread.join(60)


def test_gradios_client_comes_in_with_it_alone(guarded: str) -> None:
    client = Client(guarded, auth=("class", RIGHT["password"]), verbose=False)
    assert client.predict(21, api_name="/double") == 42
    client.close()
    with pytest.raises(AuthenticationError):
        Client(guarded, auth=("class", "wrong"), verbose=False)
    with pytest.raises(AuthenticationError):
        Client(guarded, verbose=False)
