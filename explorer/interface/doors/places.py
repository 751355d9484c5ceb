"""No place of this machine is told: Gradio's folder of files goes by another name outside."""

import errno
import json
import os
from typing import Any, Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from explorer.interface.doors.json_only import EVENT, again, of_length, whole
from explorer.interface.doors.refusing import refuse

OUTSIDE: Final = "/explorer-kept"
FILE_ROUTES: Final = ("/file=", "/file/")  # of Gradio, the second an old one
_TEXTS: Final = ("application/json", "text/html")
_STREAM: Final = "text/event-stream"


class Places:
    """Changes the folder's path into `OUTSIDE` in what goes out, and back in what comes in."""

    def __init__(self, app: ASGIApp, folder: str) -> None:
        """Wrap the application.

        Args:
            app: What answers the requests.
            folder: Where Gradio keeps files.
        """
        self._app = app
        self._folder = folder
        self._inside = json.dumps(folder)[1:-1].encode()  # as JSON holds it

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        outside = f"file={OUTSIDE}"
        if outside in scope["path"]:
            path = scope["path"].replace(outside, f"file={self._folder}", 1)
            scope = {**scope, "path": path, "raw_path": path.encode()}
        if any(each in scope["path"] for each in FILE_ROUTES):
            # a part is answered by Gradio with the request's own headers, or by a traceback
            scope = {**scope, "headers": [each for each in scope["headers"] if each[0] != b"range"]}
        kind = Headers(scope=scope).get("content-type", "")
        if scope["method"] == "POST" and kind.startswith("application/json"):
            body, unread = await whole(scope, receive, EVENT)
            if body is None:
                await refuse(scope, receive, send, 413, "question_large", unread=unread)
                return
            if OUTSIDE.encode() in body:
                body = body.replace(OUTSIDE.encode(), self._inside)
                if _names_a_folder(body):  # Gradio would keep it as a file, and fail at the end
                    await refuse(scope, receive, send, 400, "event_wrong")
                    return
            scope = {**scope, "headers": of_length(scope["headers"], len(body))}
            receive = again(body, receive)
        held: Message | None = None
        gathered = b""

        async def hidden(message: Message) -> None:
            nonlocal held, gathered
            if message["type"] == "http.response.start":
                kind = Headers(raw=message["headers"]).get("content-type", "")
                held = message
                if not kind.startswith(_TEXTS):
                    await send(message)
                    if not kind.startswith(_STREAM):
                        held = None
            elif held is None:
                await send(message)
            elif Headers(raw=held["headers"]).get("content-type", "").startswith(_STREAM):
                # Gradio writes one whole event at a time
                await send({**message, "body": self._hide(message.get("body", b""))})
            else:
                gathered += message.get("body", b"")
                if not message.get("more_body"):
                    gathered = self._hide(gathered)
                    headers = MutableHeaders(raw=list(held["headers"]))
                    if "content-length" in headers and scope["method"] != "HEAD":
                        headers["Content-Length"] = str(len(gathered))
                    await send({**held, "headers": headers.raw})
                    await send({"type": "http.response.body", "body": gathered})

        try:
            await self._app(scope, receive, hidden)
        except OSError as error:
            if error.errno != errno.ENAMETOOLONG:  # Gradio looks for a file before it answers
                raise
            await refuse(scope, receive, send, 404, "request_wrong")

    def _hide(self, said: bytes) -> bytes:
        return said.replace(self._inside, OUTSIDE.encode())


def _names_a_folder(body: bytes) -> bool:
    """Whether a JSON body gives the path of a folder as that of a file."""
    try:
        waiting: list[Any] = [json.loads(body)]
    except (ValueError, RecursionError):
        return False  # which others refuse
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            path = each.get("path")
            if isinstance(path, str) and "\0" not in path and os.path.isdir(path):
                return True
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each
    return False
