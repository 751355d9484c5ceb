"""The endpoints, by Gradio's own client and by plain HTTP."""

import json
import time
import urllib.request
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError

from explorer.interface.doors.json_only import SESSION
from explorer.interface.programs.endpoints import who

SMALL = {"depth": 8, "width": 2, "steps": 3, "batch": 8}


def race_parameters(address: str) -> list[str]:
    """In the order in which plain HTTP gives them."""
    info = httpx.get(f"{address}/gradio_api/info", timeout=60).json()
    return [each["parameter_name"] for each in info["named_endpoints"]["/race"]["parameters"]]


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[Client]:
    client = Client(address, verbose=False, download_files=False, analytics_enabled=False)
    yield client
    client.close()


def test_they_are_described(client: Client) -> None:
    described = client.view_api(return_format="dict", print_info=False)["named_endpoints"]
    assert list(described) == ["/inspect", "/networks", "/race", "/depth"]
    for name in ("/race", "/depth"):
        for each in described[name]["parameters"]:
            assert each["python_type"]["description"].endswith(".")
            assert each["parameter_has_default"]
        assert described[name]["returns"][0]["python_type"]["description"]
    depth = next(p for p in described["/race"]["parameters"] if p["parameter_name"] == "depth")
    assert depth["type"]["maximum"] == 110
    assert depth["python_type"]["type"].startswith("int")


def test_networks(client: Client) -> None:
    names = [each["name"] for each in client.predict(api_name="/networks")["networks"]]
    assert "cifar-resnet20" in names


def test_race(client: Client) -> None:
    answer = client.predict(**SMALL, preset="paper", api_name="/race")
    assert answer["settings"]["normalization"] == "batch"
    assert answer["steps"] == 3
    assert answer["residual"]["gradients"]["word"]


def test_who_asks_for_one_answer_alone_gets_the_last(address: str) -> None:
    names = list(SMALL)
    (event,) = (
        each
        for each in httpx.get(f"{address}/config", timeout=60).json()["dependencies"]
        if each["api_name"] == "race"
    )
    order = race_parameters(address)
    assert len(order) == len(event["inputs"])
    data = [SMALL.get(each) for each in order]
    assert sum(each is not None for each in data) == len(names)
    for _ in range(2):  # nor is the first still under way
        answer = httpx.post(f"{address}/gradio_api/run/race", json={"data": data}, timeout=120)
        assert answer.json()["data"][0]["steps"] == SMALL["steps"]


def test_who_asks_for_one_answer_alone_and_leaves_ends_the_work(address: str) -> None:
    order = race_parameters(address)

    def asked(seconds: float, **given: int) -> httpx.Response:
        data = {"data": [given.get(each) for each in order]}
        return httpx.post(f"{address}/gradio_api/run/race", json=data, timeout=seconds)

    with pytest.raises(httpx.ReadTimeout):
        asked(1.0, **{**SMALL, "depth": 56, "steps": 300})  # a minute's work
    until = time.monotonic() + 20.0
    while (answer := asked(60.0, **SMALL)).status_code != 200:
        assert "still under way" in answer.text
        assert time.monotonic() < until, answer.text
        time.sleep(0.3)
    assert answer.json()["data"][0]["steps"] == SMALL["steps"]


def test_depth(client: Client) -> None:
    answer = client.predict(
        depths=[8], normalization=["none"], initialization=["he"], api_name="/depth"
    )
    assert [each["network"] for each in answer["networks"]] == ["plain", "residual"]


def test_what_is_wrong_is_said(client: Client) -> None:
    with pytest.raises(AppError, match="data must be one of digits"):
        client.predict(data="/etc", api_name="/race")
    with pytest.raises(AppError, match="depths must be a list"):
        client.predict(depths=8, api_name="/depth")


def test_one_at_a_time_until_it_is_called_off(client: Client) -> None:
    job = client.submit(**{**SMALL, "steps": 9000}, api_name="/race")
    until = time.monotonic() + 60
    while not job.outputs() and time.monotonic() < until:
        time.sleep(0.05)
    assert job.outputs()[0]["total"] == 9000
    with pytest.raises(AppError, match="still under way"):
        client.predict(**SMALL, api_name="/race")
    job.cancel()
    while (said := refused(client)) and time.monotonic() < until:
        assert "still under way" in said
        time.sleep(0.1)
    assert not said


def refused(client: Client) -> str:
    """Why a small race is not run; empty if it is."""
    try:
        client.predict(**SMALL, api_name="/race")
    except AppError as error:
        return str(error)
    return ""


def test_plain_http(address: str) -> None:
    def asked(path: str, body: object = None) -> str:
        data = None if body is None else json.dumps(body).encode()
        headers = {"content-type": "application/json"}
        request = urllib.request.Request(f"{address}/gradio_api/call/{path}", data, headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return str(answer.read().decode())

    event = json.loads(asked("networks", {"data": []}))["event_id"]
    lines = asked(f"networks/{event}").strip().splitlines()
    assert "networks" in json.loads(lines[-1].removeprefix("data: "))[0]


def test_who_asks() -> None:
    def name(session: str | None) -> str:
        request: Any = SimpleNamespace(
            client=SimpleNamespace(host="10.0.0.1"),
            request=SimpleNamespace(scope={SESSION: session}),
            session_hash="invented by Gradio",
        )
        return who(request)

    assert name("a") == name("a") != name("b")
    assert name(None) == name("") != name("10.0.0.1")
    assert name("at 10.0.0.1") != name(None)


@pytest.mark.parametrize("named", [False, True], ids=["in order", "by name"])
@pytest.mark.parametrize(
    ("sessions", "second"), [(["a", "b"], "complete"), (["a", "a"], "error"), ([None] * 2, "error")]
)
def test_behind_one_address_each_names_a_session(
    address: str, sessions: list[str | None], second: str, named: bool
) -> None:
    """Two races at once by plain HTTP: of two sessions, or both of one, or of the address."""
    given = {**SMALL, "steps": 200 if second == "error" else 60}  # a second one must come in it
    every = {each: given.get(each) for each in race_parameters(address)}

    def begun(session: str | None) -> str:
        body = every if named else {"data": [*every.values()]}
        route = f"{address}/gradio_api/call/{'v2/' * named}race"
        answer = httpx.post(route, json={**body, "session_hash": session}, timeout=60)
        return str(answer.json()["event_id"])

    events = [begun(each) for each in sessions]
    ends = [stream_of(address, "race", each)[0] for each in events]
    assert sorted(ends) == ["event: complete", f"event: {second}"]


def test_each_event_of_a_session_has_its_own_answer(address: str) -> None:
    given = {**SMALL, "steps": 200}
    data = {"race": [given.get(each) for each in race_parameters(address)], "networks": []}
    events = {}
    for name, values in data.items():
        body = {"data": values, "session_hash": "one of several"}
        answer = httpx.post(f"{address}/gradio_api/call/{name}", json=body, timeout=60)
        events[name] = answer.json()["event_id"]
    for name, key in (("networks", "networks"), ("race", "residual")):
        end, answer = stream_of(address, name, events[name])
        assert end == "event: complete"
        assert key in answer


def stream_of(address: str, name: str, event: str) -> tuple[str, str]:
    """How an event ends, and with what."""
    lines = httpx.get(f"{address}/gradio_api/call/{name}/{event}", timeout=120).text.splitlines()
    end, answer = [each for each in lines if each][-2:]
    return end, answer
