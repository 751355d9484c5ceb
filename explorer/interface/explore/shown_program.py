"""What one answer shows, and what is opened in it, as a program for the page's dialog."""

from typing import Any

from explorer.figures.inspection.shown import Shown
from explorer.interface.scripting.dialog import Written, written
from explorer.scripting.inspection import (
    InspectionState,
    OpenedBlock,
    OpenedChannel,
    inspection_program,
)


def shown_program(shown: Shown, request: dict[str, Any]) -> Written:
    """The program of an answer.

    Args:
        shown: The answer.
        request: `channel` with `stage` (0 is stage 1) or with `block`, for what is opened.
    """
    inspection = shown.inspection
    explained = inspection.explained
    class_: int | str | None = None
    if explained.index != inspection.predictions[0].index:
        once = inspection.class_names.count(explained.name) == 1
        class_ = explained.name if once else explained.index
    state = InspectionState(
        network=inspection.network,
        photograph=shown.example or "your-photograph.jpg",
        example=bool(shown.example),
        own_name=not shown.example,
        class_=class_,
        method=shown.method,
        loading=loading(shown),
        opened=opened(request),
    )
    return written(inspection_program(state))


def loading(shown: Shown) -> dict[str, Any]:
    """What the network was loaded with; a person's own files by their names."""
    choice = shown.choice
    if choice is None:
        return {}
    return {
        "weights_version": choice.version,
        "checkpoint": choice.checkpoint.name if choice.checkpoint else None,
        "class_names": choice.class_names.name if choice.class_names else None,
        "scaling": choice.scaling,
    }


def opened(request: dict[str, Any]) -> OpenedChannel | OpenedBlock | None:
    """What a request says is opened."""
    if request.get("channel") is None:
        return None
    channel = int(request["channel"])
    if request.get("block"):
        return OpenedBlock(str(request["block"]), channel)
    return OpenedChannel(int(request.get("stage", 0)) + 1, channel)
