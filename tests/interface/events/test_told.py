from typing import Any

import gradio as gr
import pytest

from explorer.interface.events.told import is_place, place_told, places_told, told


def event(data: Any) -> gr.EventData:
    return gr.EventData(None, data)


def test_what_is_told_and_what_is_not() -> None:
    assert told(event({"family": "cifar"}), "family") == "cifar"
    for data in (None, 3, [], ["family"], "family", {}):
        assert told(event(data), "family") is None


def test_a_place() -> None:
    assert place_told(event({"index": 7})) == 7
    assert place_told(event({"index": -1.0})) == -1
    for wrong in (None, "7", True, 1.5, float("nan"), float("inf"), 10**30, [7], {}):
        with pytest.raises(gr.Error, match="not what the event takes"):
            place_told(event({"index": wrong}))
        assert not is_place(wrong)


def test_places_together() -> None:
    assert places_told(event({"cell": [1, 2.0]}), "cell", 2) == [1, 2]
    for wrong in (None, 1, [], [1], [1, 2, 3], [1, "2"], "12"):
        assert places_told(event({"cell": wrong}), "cell", 2) is None
