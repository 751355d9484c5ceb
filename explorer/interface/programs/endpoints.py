"""The tools as endpoints of Gradio, described in its documentation of the page."""

import inspect
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any, Final

import gradio as gr
from gradio.components.api_component import Api

from explorer.interface.doors.json_only import SESSION
from explorer.interface.inspect_endpoint import api_error
from explorer.interface.programs.errands import MOST
from explorer.interface.programs.tool import Progress, Tool
from explorer.sentences.elsewhere import without_places

# Gradio's own queue keeps nobody waiting: it tells nobody a place, and refuses without a sentence.
AT_ONCE: Final[dict[str, Any]] = {"concurrency_id": "programs", "concurrency_limit": 4 * MOST}

ALONE: Final = ("/gradio_api/run/", "/gradio_api/api/")  # the second an old name of the first


def endpoint(tool: Tool) -> None:
    """Add an endpoint to the page being built; nothing of it is seen.

    While there is no answer yet, it says how far it is, but to who asks for one answer alone.

    Args:
        tool: That it asks.
    """
    names = [each.name for each in tool.parameters]

    async def asked(request: gr.Request, *values: Any) -> AsyncGenerator[dict[str, Any]]:
        done: dict[str, Any] = {}
        alone = any(each in request.url.path for each in ALONE)
        try:
            given = tool.given(dict(zip(names, values, strict=True)))
            asking: Any = tool.ask(given, who(request))
            async with aclosing(asking):
                async for each in asking:
                    done = each._asdict() if isinstance(each, Progress) else each
                    if not alone:
                        yield done
                    elif request.request and await request.request.is_disconnected():
                        return
        except (ValueError, OSError) as error:
            raise api_error(without_places(error)) from error
        if alone:  # where the first that is said is the answer
            yield done

    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    described(asked, tool)
    asked.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [
            inspect.Parameter("request", kind, annotation=gr.Request),
            *(inspect.Parameter(name, kind, default=None) for name in names),
        ]
    )
    with gr.Group(visible=False):
        inputs = [
            Api(each.usual, {**each.schema, "additional_description": each.says}, each.name)
            for each in tool.parameters
        ]
        output = Api(None, {"type": "object", "description": tool.answers}, "answer")
        gr.Button(visible=False).click(
            asked, inputs, output, api_name=tool.name, api_description=tool.says, **AT_ONCE
        )


def described(asked: Any, tool: Tool) -> None:
    """Give a function the name and the annotations that Gradio reads."""
    asked.__name__ = tool.name
    asked.__annotations__ = {"request": gr.Request}


def who(request: gr.Request) -> str:
    """Names the program that asks: the session that it names, or its address."""
    named = request.request and request.request.scope.get(SESSION)
    return f"session {named}" if named else f"at {request.client.host}"
