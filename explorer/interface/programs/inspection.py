"""The tool `inspect` for assistants, which have texts where Gradio's clients have files."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any, Final

from explorer.inspection.grad_cam import cam_names
from explorer.inspection.result import ATTRIBUTIONS
from explorer.interface.explore.answer import answer
from explorer.interface.explore.desk import Desk
from explorer.interface.explore.line import Place
from explorer.interface.inspect_endpoint import DEFAULT_METHOD, DEFAULT_NETWORK, asked_class
from explorer.interface.picking.network_choice import NetworkChoice
from explorer.interface.programs.picture import picture
from explorer.interface.programs.tool import Answer, Parameter, Progress, Tool
from explorer.interface.settings import PageSettings

_SAYS: Final = (
    "What every stage of a network makes of one photograph: the predictions, which channels are "
    "strongest in each stage and where, and where the evidence for one class lies."
)
_ANSWERS: Final = (
    "the object of inspection.json: predictions, the explained class, the crop that the network "
    "saw, every stage with its shape and strongest channels"
)


def inspect_tool(page: PageSettings, desk: Desk, folder: Path) -> Tool:
    """The tool of a page.

    Args:
        page: Its settings.
        desk: Where the line is.
        folder: Where uploads lie.
    """

    async def ask(given: Mapping[str, Any], who: str) -> AsyncIterator[Progress | Answer]:
        async for each in desk.line.served(lambda: inspected(given)):
            yield Progress(0, 1, each.place) if isinstance(each, Place) else each

    def inspected(given: Mapping[str, Any]) -> Answer:
        texts = {name: str(value) for name, value in given.items()}
        choice = NetworkChoice(texts.get("network", DEFAULT_NETWORK))
        with picture(texts["photograph"], folder) as path:
            return answer(
                path,
                choice,
                asked_class(texts.get("class_name")),
                texts.get("method", DEFAULT_METHOD),
                page,
                gatherer=desk.gatherer,
            ).described()

    text = {"type": "string"}
    parameters = (
        Parameter(
            "photograph",
            text,
            "The path that an upload to /gradio_api/upload answered, a data: URI, or the name of "
            "an example such as cheetah.",
        ),
        Parameter("network", text, "A name that networks lists.", DEFAULT_NETWORK),
        Parameter(
            "class_name", text, "Name or index of the class to explain; else the predicted one."
        ),
        Parameter(
            "method",
            {**text, "enum": [*cam_names(), *ATTRIBUTIONS]},
            "How the evidence is found.",
            DEFAULT_METHOD,
        ),
    )
    return Tool("inspect", _SAYS, _ANSWERS, parameters, ask, ("photograph",))
