"""What is asked of Python comes as one JSON object of known form, or not at all."""

import json
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from explorer.interface.doors.event_form import Function, is_event, is_session, is_sound
from explorer.interface.doors.refusing import in_own_words, refuse, sentence

ROUTE: Final = "/gradio_api/component_server"
LARGEST: Final = 65536  # bytes; the page's own questions are some hundred
EVENT: Final = 64 * 2**20  # bytes of an event with all its inputs
JOIN: Final = "/gradio_api/queue/join"
EVENTS: Final = (JOIN, "/gradio_api/run/", "/gradio_api/api/",
                 "/gradio_api/call/")  # fmt: skip
ASSISTANTS: Final = "/gradio_api/mcp"
FILES: Final = "/gradio_api/upload"
# Gradio's, for what the page has none of: recordings, whose files nobody counts, streams, other
# people's Spaces, pages that are written by assistants
UNUSED: Final = tuple(
    f"/gradio_api/{each}"
    for each in ("process_recording", "stream/", "proxy=", "vibe-", "undo-vibe-edit", "deep_link",
                 "run-history", "dev/")
)  # fmt: skip
CALL: Final = "/gradio_api/call/"
NAMED: Final = "/gradio_api/call/v2/"  # parameters by name, which Gradio takes unseen
STREAMS: Final = ("/gradio_api/queue/data", "/gradio_api/call/")
SESSION: Final = "explorer.session"  # in a request's scope
# of an event that nobody waits for, in its stream: what is said, and what tells that Gradio says it
_OVER: Final = b'"404: Not Found"'
_OF_GRADIO: Final = (b"event: error", b'data: {"msg":"unexpected_error"')


class JsonOnly:
    """Refuses with status 400 or 404 what Gradio would run into a traceback with."""

    def __init__(
        self,
        app: ASGIApp,
        known: Callable[[], Collection[int]],
        functions: Callable[[], Mapping[int, Function]],
    ) -> None:
        """Wrap the application.

        Args:
            app: What answers the requests.
            known: Numbers of the page's components.
            functions: Its events by their numbers.
        """
        self._app = app
        self._functions = functions
        self._known = known

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; all but questions and events pass untouched."""
        if scope["type"] != "http":  # the beginning and the end of serving too
            await self._app(scope, receive, send)
            return
        path = scope.get("path", "").removeprefix(scope.get("root_path", ""))
        posted = scope.get("method") == "POST"
        if path.startswith(UNUSED):
            await refuse(scope, receive, send, 404, "address_unknown", unread=True)
            return
        send = in_own_words(scope, receive, send)
        if posted and path.startswith(EVENTS):
            await self._event(path.rstrip("/"), scope, receive, send)
            return
        if scope.get("method") == "GET" and path.startswith(STREAMS):
            await self._stream(scope, receive, send)
            return
        kind = Headers(scope=scope).get("content-type", "").split(";")[0].strip().lower()
        if path.rstrip("/") != ROUTE or not posted:
            if posted and (kind.endswith("json") or not kind) and not path.startswith(FILES):
                await self._other(path.rstrip("/") == ASSISTANTS, scope, receive, send)
            else:
                await self._app(scope, receive, send)
            return
        body, unread = await whole(scope, receive)
        if kind != "application/json" or body is None or not self._is_question(body):
            await refuse(scope, receive, send, 400, "question_wrong", unread=unread)
            return
        await self._app(scope, again(body, receive), send)

    async def _other(self, is_call: bool, scope: Scope, receive: Receive, send: Send) -> None:
        """What Gradio or the assistants' server reads by a library that is not to be heard."""
        body, unread = await whole(scope, receive, EVENT)
        if body is None:
            await refuse(scope, receive, send, 413, "question_large", unread=unread)
        elif (body or is_call) and not is_sound(body, is_call):
            await refuse(scope, receive, send, 400, "request_wrong")
        else:
            await self._app(scope, again(body, receive), send)

    async def _event(self, path: str, scope: Scope, receive: Receive, send: Send) -> None:
        body, unread = await whole(scope, receive, EVENT)
        if body is None:
            await refuse(scope, receive, send, 413, "question_large", unread=unread)
            return
        try:
            asked: Any = json.loads(body)
        except (ValueError, RecursionError):
            asked = None
        found = self._found(asked.get("fn_index"), path) if isinstance(asked, dict) else None
        if not isinstance(asked, dict):
            await refuse(scope, receive, send, 400, "event_wrong")
        elif found is None:
            await refuse(scope, receive, send, 404, "event_unknown")
        elif path.startswith(CALL):
            await self._call(asked, found, path, scope, receive, send)
        elif not is_event(asked, found, in_line=path.startswith(JOIN)):
            await refuse(scope, receive, send, 400, "event_wrong")
        else:
            session = {SESSION: asked.get("session_hash")}
            await self._app({**scope, **session}, again(body, receive), send)

    async def _call(
        self,
        asked: dict[str, Any],
        found: Function,
        path: str,
        scope: Scope,
        receive: Receive,
        send: Send,
    ) -> None:
        """An event whose answer has a stream of its own.

        Which session it names is kept from Gradio, which gives one stream to all of a session.
        """
        session, named = asked.pop("session_hash", None), path.startswith(NAMED)
        if is_session(session) and (named or is_event(asked, found, by_name=True)):
            body = json.dumps(asked).encode()
            scope = {**scope, SESSION: session, "headers": of_length(scope["headers"], len(body))}
            try:
                await self._app(scope, again(body, receive), send)
                return
            except (TypeError, ValueError, LookupError):  # nothing is answered before they are read
                if not named:
                    raise
        await refuse(scope, receive, send, 400, "parameters_wrong" if named else "event_wrong")

    async def _stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Of an event that nobody waits for, Gradio says so and then fails."""

        async def said(message: Message) -> None:
            body = message.get("body", b"")
            if body.startswith(_OF_GRADIO) and _OVER in body:
                over = json.dumps(sentence("event_over"), ensure_ascii=False).encode()
                message = {**message, "body": body.replace(_OVER, over)}
            await send(message)

        try:
            await self._app(scope, receive, said)
        except RuntimeError as error:
            if not isinstance(error.__cause__, HTTPException):
                raise
            await send({"type": "http.response.body", "body": b""})

    def _found(self, number: Any, path: str) -> Function | None:
        """The event of that number or, where none is given, of that name; None if none is there."""
        functions = self._functions()
        if number is None or path.startswith(CALL):  # where Gradio looks at names alone
            called = path.rpartition("/")[2]
            named = (each for each in functions.values() if each.api_name == called)
            return next(named, None)
        return functions.get(number) if type(number) is int else None

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
            and session is not None
            and is_session(session)
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


async def whole(
    scope: Scope, receive: Receive, largest: int = LARGEST
) -> tuple[bytes | None, bool]:
    """The body of a request, None of one that is too large or whose sender has gone.

    Args:
        scope: The request's; of a body that it says is too large nothing is waited for.
        receive: The request's.
        largest: Bytes of it.

    Returns:
        The body, and whether some of it is still on its way.
    """
    said = Headers(scope=scope).get("content-length", "")
    if said.isdecimal() and int(said) > largest:
        return None, True
    body = bytearray()  # of which a part that comes copies nothing that is there
    more = True
    while more:
        message = await receive()
        more = bool(message.get("more_body"))
        body += message.get("body", b"")
        if message["type"] != "http.request" or len(body) > largest:
            return None, more
    return bytes(body), False


def of_length(headers: list[tuple[bytes, bytes]], length: int) -> list[tuple[bytes, bytes]]:
    """A request's headers for a body of so many bytes."""
    kept = [each for each in headers if each[0] != b"content-length"]
    return [*kept, (b"content-length", str(length).encode())]
