"""What the browser tells with an event: whoever asks by hand may have written anything there."""

from typing import Any

import gradio as gr

from explorer.interface.words.wrong import wrong


def told(event: gr.EventData, name: str) -> Any:
    """What an event tells by a name; None where it tells nothing of it."""
    data = event._data
    return data.get(name) if isinstance(data, dict) else None


def place_told(event: gr.EventData, name: str = "index") -> int:
    """The place in a list that an event tells of.

    Raises:
        gr.Error: It tells of none.
    """
    place = told(event, name)
    if not is_place(place):
        raise wrong("event_wrong")
    return int(place)


def places_told(event: gr.EventData, name: str, many: int) -> list[int] | None:
    """So many places that an event tells of together; None where it tells of none."""
    found = told(event, name)
    if not isinstance(found, list) or len(found) != many or not all(map(is_place, found)):
        return None
    return [int(each) for each in found]


def is_place(value: Any) -> bool:
    """Whether a value is a whole number, as JSON may write it, and one that a list could have."""
    return type(value) in (int, float) and abs(value) < 2**31 and value == int(value)
