"""The tools for assistants, by the Model Context Protocol over streamable HTTP.

Not Gradio's own server of it: that asks the page over HTTP as a visitor, without its password, and
describes no parameter.
"""

import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib.util import find_spec
from typing import Any, Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from explorer import __version__
from explorer.interface.doors.json_only import ASSISTANTS, EVENT
from explorer.interface.programs.tool import Answer, Progress, Tool
from explorer.sentences.elsewhere import without_places
from explorer.sentences.sentence import refusal

MOST_SESSIONS: Final = 1000  # 50 MB; an assistant that listens keeps its own as long as it likes
IDLE: Final = 300.0  # seconds after which one ends that nobody uses or listens to
PATH: Final = ASSISTANTS  # where Gradio's would be, so that its brotli leaves it alone
_SAYS: Final = (
    "ResNet Explorer shows what each stage of a residual network sees, and why residual networks "
    "train. Ask networks for names, inspect for one photograph, race for a plain and a residual "
    "network that learn side by side, depth for gradients before any training."
)

Lifespan = Callable[[Any], AbstractAsyncContextManager[None]]


def check_installed() -> None:
    """Whether there is what this needs.

    Raises:
        ValueError: There is not; says what to install.
    """
    if find_spec("mcp") is None:
        raise refusal(
            "--mcp needs the package mcp: install it with pip install 'resnet-explorer[mcp]', or "
            "pip install 'mcp>=1.30,<2'"
        )


def mcp_server(tools: Sequence[Tool]) -> tuple[list[Route], Lifespan]:
    """What a page serves for assistants.

    Args:
        tools: All that is offered.

    Returns:
        Routes, and what must be entered while the page is served.
    """
    from mcp import types
    from mcp.server.lowlevel import Server
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

    server: Server[Any, Request] = Server("resnet-explorer", __version__, _SAYS)
    named = {each.name: each for each in tools}

    async def list_tools() -> list[types.Tool]:
        return [
            types.Tool(
                name=each.name,
                description=f"{each.says} Answers {each.answers}.",
                inputSchema=each.schema(),
                annotations=types.ToolAnnotations(readOnlyHint=True, openWorldHint=False),
            )
            for each in tools
        ]

    async def call_tool(name: str, arguments: dict[str, Any]) -> types.CallToolResult:
        context = server.request_context
        request = context.request
        token = context.meta.progressToken if context.meta else None

        async def told(progress: Progress) -> None:
            if request is not None and await request.is_disconnected():
                raise refusal("whoever asked has gone")
            if token is not None:
                said = f"{progress.before} before it in line" if progress.before else None
                await context.session.send_progress_notification(
                    token, progress.done, progress.total, said, str(context.request_id)
                )

        who = "" if request is None else request.headers.get("mcp-session-id", "")
        try:
            if name not in named:
                names = ", ".join(named)
                raise refusal(
                    "no tool is called {name!r}: there are {names}", name=name, names=names
                )
            done = await answered(named[name], arguments, who, told)
        except (ValueError, OSError) as error:
            text = types.TextContent(type="text", text=without_places(error))
            return types.CallToolResult(content=[text], isError=True)
        text = types.TextContent(type="text", text=json.dumps(done, ensure_ascii=False))
        return types.CallToolResult(content=[text], structuredContent=done)

    server.list_tools()(list_tools)  # type: ignore[no-untyped-call]
    # wrong arguments are answered by the tool's own sentences
    server.call_tool(validate_input=False)(call_tool)
    manager = StreamableHTTPSessionManager(
        server,
        max_request_body_size=EVENT,
        session_idle_timeout=IDLE,
        max_sessions=MOST_SESSIONS,
    )

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with manager.run():
            yield

    endpoint = Endpoint(manager.handle_request)
    return [Route(path, endpoint) for path in (PATH, f"{PATH}/")], lifespan


async def answered(
    tool: Tool, arguments: dict[str, Any], who: str, told: Callable[[Progress], Any]
) -> Answer:
    """A tool's answer.

    Args:
        tool: That is asked.
        arguments: By name.
        who: Asks.
        told: Awaited with how far it is; what it raises ends the work.
    """
    done: Answer = {}
    asking = tool.ask(tool.given(arguments), who)
    try:
        async for each in asking:
            if isinstance(each, Progress):
                await told(each)
            else:
                done = each
    finally:
        await asking.aclose()  # type: ignore[attr-defined]
    return done


class Endpoint:
    """An application at a route, which Starlette tells from a function by its being an object."""

    def __init__(self, app: Callable[[Scope, Receive, Send], Any]) -> None:
        """Wrap a function."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await self._app(scope, receive, send)
