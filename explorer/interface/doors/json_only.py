"""What the page's scripts ask Python comes as one JSON object of known form, or not at all."""

import json
from collections.abc import Callable, Collection
from typing import Any, Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from explorer.interface.doors.refusing import refuse

ROUTE: Final = "/gradio_api/component_server"
LARGEST: Final = 65536  # bytes; the page's own questions are some hundred
_LONGEST: Final = 100  # characters of a session's name


class JsonOnly:
    """Refuses with status 400 what Gradio would run into a traceback with."""

    def __init__(self, app: ASGIApp, known: Callable[[], Collection[int]]) -> None:
        """Wrap the application.

        Args:
            app: What answers the requests.
            known: Numbers of the page's components.
        """
        self._app = app
        self._known = known

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; all but questions of scripts pass untouched."""
        path = scope.get("path", "").removeprefix(scope.get("root_path", ""))
        if path.rstrip("/") != ROUTE or scope.get("method") != "POST":
            await self._app(scope, receive, send)
            return
        body = await whole(receive)
        kind = Headers(scope=scope).get("content-type", "").split(";")[0].strip().lower()
        if kind != "application/json" or body is None or not self._is_question(body):
            await refuse(scope, receive, send, 400, "question_wrong")
            return
        await self._app(scope, again(body, receive), send)

    def _is_question(self, body: bytes) -> bool:
        try:
            asked: Any = json.loads(body)
        except (ValueError, RecursionError):
            return False
        if not isinstance(asked, dict) or not isinstance(asked.get("data"), dict):
            return False
        session, component = asked.get("session_hash"), asked.get("component_id")
        return (
            isinstance(asked.get("fn_name"), str)
            and isinstance(session, str)
            and len(session) <= _LONGEST
            and type(component) is int
            and component in self._known()
        )


def again(body: bytes, receive: Receive) -> Receive:
    """A request's `receive` once more, with a body that was read.

    Args:
        body: That body.
        receive: The request's own, which tells when its sender goes.
    """
    given = False

    async def replayed() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replayed


async def whole(receive: Receive, largest: int = LARGEST) -> bytes | None:
    """The body of a request; None of one that is too large, or whose sender has gone.

    Args:
        receive: The request's.
        largest: Bytes of it.
    """
    body = b""
    more = True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        if len(body) > largest:
            return None
        more = bool(message.get("more_body"))
    return body
