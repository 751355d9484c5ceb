"""The form of what is asked of an event of the page, before Gradio reads it."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol

LONGEST: Final = 100  # characters of a session's name
DEEPEST: Final = 32  # lists in lists; Gradio walks through them by recursion, more than once
_FIELDS: Final[Mapping[str, tuple[type, ...]]] = {
    "event_id": (str, type(None)), "oauth_token": (str, type(None)),
    "trigger_id": (int, type(None)), "simple_format": (bool,), "batched": (bool, type(None)),
}  # fmt: skip


class Function(Protocol):
    """An event, as Gradio keeps it."""

    @property
    def api_name(self) -> Any:
        """What programs call it."""

    @property
    def inputs(self) -> Sequence[Any]:
        """The components whose values it is given."""


def is_event(
    asked: Mapping[str, Any], event: Function, *, by_name: bool = False, in_line: bool = False
) -> bool:
    """Whether Gradio can read it: fields of known kinds, and a value for each input.

    Args:
        asked: The JSON object.
        event: That it is meant for.
        by_name: Whether a program asks, which may leave out what only the page knows.
        in_line: Whether the answer comes in a session's stream, which it has to name.
    """
    data, session = asked.get("data"), asked.get("session_hash")
    return (
        all(type(asked[key]) in kinds for key, kinds in _FIELDS.items() if key in asked)
        and not asked.get("batched")  # the page has no event that takes many at once
        and is_session(session)
        and not (in_line and session is None)
        and isinstance(data, list)
        and is_many_enough(len(data), event, by_name)
        and is_shallow(data)
        and is_shallow(asked.get("event_data"))
    )


def is_session(value: Any) -> bool:
    """Whether it names a session, or none."""
    return value is None or (isinstance(value, str) and len(value) <= LONGEST)


def is_many_enough(many: int, event: Function, by_name: bool) -> bool:
    """Whether an event has a value for each input; the page's scripts may give more."""
    if not by_name:
        return many >= len(event.inputs)
    shown = sum(not each.skip_api for each in event.inputs)
    return many in (len(event.inputs), shown)


def is_shallow(value: Any, deepest: int = DEEPEST) -> bool:
    """Whether lists and objects lie in each other no deeper than that."""
    level = [value]
    for _ in range(deepest):
        level = [
            part
            for each in level
            if isinstance(each, list | dict)
            for part in (each.values() if isinstance(each, dict) else each)
        ]
        if not level:
            return True
    return False


def is_sound(body: bytes, is_call: bool) -> bool:
    """Whether a JSON body can be said back as JSON: finite numbers, whole characters, few levels.

    Gradio and its libraries fail at what is not while they tell what is wrong with it.

    Args:
        body: As it was sent.
        is_call: Whether it is to be a message of JSON-RPC 2.0 too, as assistants send.
    """
    try:
        asked: Any = json.loads(body)
        json.dumps(asked, allow_nan=False, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return False
    return is_shallow(asked) and (not is_call or _is_call(asked))


def _is_call(asked: Any) -> bool:
    if not isinstance(asked, dict) or asked.get("jsonrpc") != "2.0":
        return False
    if "id" in asked and type(asked["id"]) not in (int, str):
        return False
    if "method" in asked:
        return isinstance(asked["method"], str) and isinstance(asked.get("params", {}), dict)
    error = asked.get("error")
    is_error = (
        isinstance(error, dict)
        and type(error.get("code")) is int
        and isinstance(error.get("message"), str)
    )
    return "id" in asked and (isinstance(asked.get("result"), dict) or is_error)
