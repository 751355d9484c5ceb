import json
from types import SimpleNamespace
from typing import Any

import pytest

from explorer.interface.doors.event_form import DEEPEST, is_event, is_shallow, is_sound

SHOWN, HIDDEN = SimpleNamespace(skip_api=False), SimpleNamespace(skip_api=True)
EVENT = SimpleNamespace(api_name="asked", inputs=[SHOWN, HIDDEN])
RIGHT: dict[str, Any] = {"data": [1, None], "session_hash": "a", "fn_index": 0, "trigger_id": 7,
                         "event_data": {"index": 1}}  # fmt: skip


def test_what_the_page_and_programs_send() -> None:
    assert is_event(RIGHT, EVENT, in_line=True)
    assert is_event({"data": [1, None, "of a script"]}, EVENT)
    for data in ([1], [1, None]):
        assert is_event({"data": data}, EVENT, by_name=True)


@pytest.mark.parametrize(
    "wrong",
    [
        {"data": None}, {"data": {}}, {"data": "xx"}, {"data": []}, {"data": [1]},
        {"session_hash": 7}, {"session_hash": "x" * 101}, {"session_hash": {}}, {"event_id": []},
        {"trigger_id": "1"}, {"trigger_id": True}, {"batched": True}, {"batched": "x"},
        {"simple_format": None}, {"oauth_token": 1},
    ],
)  # fmt: skip
def test_another_form_is_none(wrong: dict[str, Any]) -> None:
    assert not is_event({**RIGHT, **wrong}, EVENT)


def test_as_many_values_as_asked_for() -> None:
    assert not is_event({"data": [1, 2, 3]}, EVENT, by_name=True)
    assert not is_event({"data": []}, EVENT, by_name=True)
    assert not is_event({"data": [1, None]}, EVENT, in_line=True)  # no session


def test_lists_in_lists_are_bounded() -> None:
    value: Any = 1
    for _ in range(DEEPEST - 1):
        value = {"in": [value][0]}
    assert is_shallow(value)
    assert not is_shallow([[value]])
    assert not is_event({**RIGHT, "event_data": [[value]]}, EVENT)


@pytest.mark.parametrize(
    ("said", "sound"),
    [
        ({"result": {}}, True),
        ({"error": {"code": -32000, "message": "no"}}, True),
        ({"error": {}}, False),
        ({"error": {"code": "1", "message": "no"}}, False),
        ({"error": None}, False),
        ({}, False),
    ],
)
def test_what_an_assistant_answers_is_a_result_or_an_error(
    said: dict[str, Any], sound: bool
) -> None:
    body = json.dumps({"jsonrpc": "2.0", "id": 1, **said}).encode()
    assert is_sound(body, is_call=True) is sound
