"""Server functions, asked over the wire with whatever JSON can hold."""

import json
import time
from typing import Any

import httpx
import pytest

from explorer.interface.doors.json_only import EVENT, LARGEST, ROUTE, whole
from explorer.interface.doors.refusing import LINGER
from tests.own_loop import in_its_own_loop

WRONG = (True, -1, 0, 1.5, 10**30, 1e308, float("nan"), float("inf"), "", "x" * 5000, "../../etc",
         "1", [], [[]], {}, {"a": {"b": []}}, "\u0000\ud800")  # fmt: skip
FIELDS = ("viewer", "run", "cursor", "facts", "list", "step", "token", "wish", "network", "factor",
          "steps", "what", "name", "shown", "key", "stage", "rank", "channel", "block")  # fmt: skip


@pytest.fixture(scope="module")
def functions(address: str) -> dict[str, int]:
    """The component of each server function that the page names."""
    found = {}
    config = httpx.get(f"{address}/config", timeout=60).json()
    for component in config["components"]:
        for name in component["props"].get("server_fns") or []:
            found[name] = component["id"]
    return found


def asked(address: str, question: Any) -> httpx.Response:
    body = question if isinstance(question, bytes) else json.dumps(question).encode()
    headers = {"content-type": "application/json"}
    return httpx.post(address + ROUTE, content=body, headers=headers, timeout=60)


def question(functions: dict[str, int], name: str, data: Any) -> dict[str, Any]:
    return {
        "data": data, "fn_name": name, "component_id": functions[name], "session_hash": "a",
    }  # fmt: skip


def test_no_value_of_any_field_is_a_traceback(address: str, functions: dict[str, int]) -> None:
    assert {"poll", "detail", "wish", "python", "shown", "race", "channel", "table"} <= {*functions}
    refused = 0
    with httpx.Client(timeout=60) as client:
        for name in functions:
            for value in WRONG:  # what a field takes of them is another test's
                body = json.dumps(question(functions, name, dict.fromkeys(FIELDS, value))).encode()
                headers = {"content-type": "application/json"}
                answer = client.post(address + ROUTE, content=body, headers=headers)
                assert answer.status_code in (200, 400), (name, value, answer.text)
                refused += answer.status_code == 400
    assert refused > 100


def test_wrong_kinds_are_told_in_both_languages(address: str, functions: dict[str, int]) -> None:
    for name, data in (
        ("poll", {"cursor": "1"}), ("poll", {"viewer": []}), ("poll", {"list": 1}),
        ("wish", {"wish": "dance"}), ("wish", {"factor": "1"}), ("detail", {"step": True}),
        ("shown", {"what": {}}), ("race", {"name": ["hears"]}), ("channel", {"stage": 0.5}),
        ("table", {"key": 7}), ("block", {"block": []}),
    ):  # fmt: skip
        answer = asked(address, question(functions, name, data))
        assert answer.status_code == 400, (name, data)
        assert f"{next(iter(data))} must be " in answer.text
        assert "请重新载入页面" in answer.text


def test_whatever_is_no_question_is_refused(address: str, functions: dict[str, int]) -> None:
    right = question(functions, "poll", {})
    assert asked(address, right).status_code == 200
    missing = [{key: right[key] for key in right if key != left} for left in right]
    other: list[Any] = [
        *missing, [], "x", None, 1, [right], b"", b"{", b"\xff\xfe", b"[" * 50_000,
        {**right, "data": []}, {**right, "data": "x"}, {**right, "data": None},
        {**right, "component_id": 10**9}, {**right, "component_id": "1"},
        {**right, "component_id": []}, {**right, "component_id": True},
        {**right, "session_hash": {}}, {**right, "session_hash": "x" * 1000},
        {**right, "fn_name": 7}, {**right, "data": {"viewer": "x" * 2 * LARGEST}},
    ]  # fmt: skip
    for each in other:
        assert asked(address, each).status_code == 400, str(each)[:80]
    assert asked(address, {**right, "fn_name": "postprocess"}).status_code == 404


def test_what_was_refused_whole_keeps_nobody_waiting(
    address: str, functions: dict[str, int]
) -> None:
    """Whose body has all arrived is not read on: the connection's next question would wait."""
    large = question(functions, "poll", {"viewer": "x" * 2 * LARGEST})
    began = time.monotonic()
    with httpx.Client(timeout=60) as client:
        for asked, status in ((large, 400), (question(functions, "poll", {}), 200)) * 2:
            assert client.post(address + ROUTE, json=asked).status_code == status
    assert time.monotonic() - began < LINGER


def test_what_the_page_has_no_use_for_is_not_there(address: str) -> None:
    recorded = httpx.post(
        f"{address}/gradio_api/process_recording", files={"video": b"0" * 100_000}, timeout=60
    )
    assert (recorded.status_code, "nothing at this address" in recorded.text) == (404, True)
    for path in ("vibe-code", "run-history/records", "proxy=https://example.org", "deep_link"):
        answer = httpx.get(f"{address}/gradio_api/{path}", timeout=60)
        assert (answer.status_code, answer.text) == (404, recorded.text), path


def test_a_body_in_many_parts_takes_the_time_of_its_bytes() -> None:
    parts = 4096

    async def read(size: int) -> float:
        left = parts

        async def receive() -> dict[str, Any]:
            nonlocal left
            left -= 1
            return {"type": "http.request", "body": b"x" * size, "more_body": left > 0}

        began = time.process_time()
        body, unread = await whole({"type": "http", "headers": []}, receive, EVENT)
        assert body is not None
        assert (len(body), unread) == (parts * size, False)
        return time.process_time() - began

    assert in_its_own_loop(read(16_000)) < 1.0  # 64 MB, of which each part copied all before: 20 s


def test_of_a_body_said_to_be_too_large_nothing_is_waited_for() -> None:
    async def receive() -> dict[str, Any]:
        raise AssertionError("is waited for")

    scope = {"type": "http", "headers": [(b"content-length", str(EVENT + 1).encode())]}
    assert in_its_own_loop(whole(scope, receive, EVENT)) == (None, True)


def test_json_only(address: str, functions: dict[str, int]) -> None:
    right = question(functions, "poll", {})
    body = json.dumps(right).encode()
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
        answer = httpx.post(
            address + ROUTE, content=body, headers={"content-type": kind}, timeout=60
        )
        assert answer.status_code == 400, kind
    form = {key: str(value) for key, value in right.items() if key != "data"}
    sent = httpx.post(address + ROUTE, data=form, files={"f": b"x"}, timeout=60)
    assert sent.status_code == 400


@pytest.mark.parametrize("route", ["queue/join", "run/predict", "api/predict", "run/inspect"])
def test_an_event_that_is_not_there_is_a_sentence(address: str, route: str) -> None:
    for number in (-1, 10**6, 10**30, True, 1.5, "0", []):
        event = {"data": [], "fn_index": number, "session_hash": "a"}
        answer = httpx.post(f"{address}/gradio_api/{route}", json=event, timeout=60)
        assert answer.status_code == 404, (number, answer.text)
        assert "The page has no such event" in answer.text
        assert "本页面没有这个事件" in answer.text


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"7", b"null", b"[" * 50_000, b"\xff\xfe"])
def test_an_event_of_no_form_is_a_sentence(address: str, body: bytes) -> None:
    headers = {"content-type": "application/json"}
    for route in ("queue/join", "run/networks", "api/nothing", "call/nothing", "call/v2/race"):
        answer = httpx.post(
            f"{address}/gradio_api/{route}", content=body, headers=headers, timeout=60
        )
        assert answer.status_code == 400, (route, answer.text)
        assert "This is not what the event takes" in answer.text
        assert "这不是该事件接受的内容" in answer.text


@pytest.mark.parametrize("event", [{}, {"data": {}}, {"data": []}, {"data": None, "a": 1}])
def test_an_event_without_its_values_is_a_sentence(address: str, event: Any) -> None:
    for route in ("run/inspect", "api/inspect/", "call/inspect"):
        answer = httpx.post(f"{address}/gradio_api/{route}", json=event, timeout=60)
        assert answer.status_code == 400, (route, answer.text)
        assert "This is not what the event takes" in answer.text


def test_a_name_counts_where_gradio_looks_at_names_alone(address: str) -> None:
    for route in ("call/nothing", "call/js_fn"):  # the second is the browser's alone
        body = {"data": [], "fn_index": 0}
        answer = httpx.post(f"{address}/gradio_api/{route}", json=body, timeout=60)
        assert answer.status_code == 404, answer.text


@pytest.mark.parametrize(
    ("method", "route"),
    [
        ("POST", "gradio_api/cancel"), ("POST", "gradio_api/reset"), ("GET", "pwa_icon/x"),
        ("GET", "gradio_api/queue/data"), ("GET", "logout?all_session=x"),
    ],
)  # fmt: skip
def test_no_words_of_a_library(address: str, method: str, route: str) -> None:
    answer = httpx.request(method, f"{address}/{route}", content=b"{}", timeout=60)
    assert answer.status_code == 400
    assert answer.text.startswith("The page cannot read this request")


@pytest.mark.parametrize("route", ["queue/data?session_hash=none", "call/networks/none"])
def test_a_stream_that_nobody_waits_for_ends(address: str, route: str) -> None:
    answer = httpx.get(f"{address}/gradio_api/{route}", timeout=60)  # its end was missing
    assert answer.status_code == 200
    assert "Nobody waits for this event" in answer.text


@pytest.mark.parametrize(
    ("name", "status"), [("networks", 400), ("inspect", 400), ("race", 400), ("nothing", 404)]
)
def test_parameters_of_other_names_are_a_sentence(address: str, name: str, status: int) -> None:
    answer = httpx.post(f"{address}/gradio_api/call/v2/{name}", json={"a": 1}, timeout=60)
    assert answer.status_code == status, answer.text
    assert "/gradio_api/info" in answer.text or status == 404


@pytest.mark.parametrize("data", [{"data": []}, {}], ids=["in order", "by name"])
def test_what_names_no_session_is_refused(address: str, data: dict[str, Any]) -> None:
    route = f"{address}/gradio_api/call/{'' if data else 'v2/'}networks"
    for session in ([], 7, {"a": 1}, "x" * 101, None, "a session"):
        answer = httpx.post(route, json={**data, "session_hash": session}, timeout=60)
        if session is None or session == "a session":
            event = answer.json()["event_id"]
            done = httpx.get(f"{address}/gradio_api/call/networks/{event}", timeout=60)
            assert "event: complete" in done.text
        else:
            assert answer.status_code == 400, (session, answer.text)
            assert "/gradio_api/info" in answer.text


UNSOUND = ("1e400", "NaN", '{"session_hash": Infinity}', r'{"x": "\ud800"}', "[" * 100_000)


@pytest.mark.parametrize("route", ["cancel", "reset", "mcp"])
@pytest.mark.parametrize("body", UNSOUND, ids=lambda body: body[:20])
def test_what_json_cannot_say_back_is_refused(address: str, route: str, body: str) -> None:
    kind = {"Content-Type": "application/json"}
    answer = httpx.post(f"{address}/gradio_api/{route}", content=body, headers=kind, timeout=60)
    assert answer.status_code == 400, answer.text
    assert answer.text.startswith("The page cannot read this request")
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "message",
    [[], None, 1, {}, {"jsonrpc": "2.0"}, {"jsonrpc": "2.0", "method": 1},
     {"jsonrpc": "2.0", "method": "ping", "params": 1}, {"jsonrpc": "2.0", "id": {}}],
)  # fmt: skip
def test_an_assistant_s_message_is_one_of_json_rpc(address: str, message: object) -> None:
    kinds = {"Accept": "application/json, text/event-stream"}
    answer = httpx.post(f"{address}/gradio_api/mcp", json=message, headers=kinds, timeout=60)
    assert answer.status_code == 400
    assert answer.text.startswith("The page cannot read this request")
