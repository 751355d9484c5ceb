"""How much may be uploaded, counted while it arrives; and what is handed out, by session."""

import json
import logging
import re
from functools import partial
from typing import Any, Final

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.datastructures import Headers, QueryParams
from starlette.formparsers import MultiPartException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from explorer.interface.doors.json_only import EVENT, EVENTS, again, whole
from explorer.interface.doors.ledger import (
    CHECKPOINT,
    FIRST,
    MEGABYTE,
    TOTAL,
    Ledger,
    is_picture,
    limit_of,
)
from explorer.interface.doors.refusing import refuse, sentence

ROUTE: Final = "/gradio_api/upload"
HEARTBEAT: Final = "/gradio_api/heartbeat/"
_ANSWERS: Final = "/gradio_api/queue/data"
UNREADABLE: Final = (400, "upload_wrong", "")
_PATH: Final = re.compile(rb'"path":\s*("(?:[^"\\]|\\.)+")')  # as Gradio writes of a file
# a form that cannot be read is answered with a sentence, and need not stand in the terminal
logging.getLogger("python_multipart").setLevel(logging.ERROR)


class Uploads:
    """Ends an upload that grows too large, and tells the ledger who comes and goes."""

    def __init__(self, app: ASGIApp, ledger: Ledger) -> None:
        """Wrap the application.

        Args:
            app: What answers the requests.
            ledger: Of what is uploaded.
        """
        self._app = app
        self._ledger = ledger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path = scope.get("path", "").removeprefix(scope.get("root_path", ""))
        if scope["type"] == "http" and path.rstrip("/") == ROUTE and scope["method"] == "POST":
            await self._upload(scope, receive, send)
        elif path.startswith(HEARTBEAT):
            session = path.removeprefix(HEARTBEAT)
            self._ledger.came(session)
            try:
                await self._app(scope, receive, send)
            finally:
                self._ledger.went(session)
        elif path.startswith(EVENTS) and scope.get("method") == "POST":
            body, _ = await whole(scope, receive, EVENT)
            session = "" if body is None else self._claim(body)
            receive = receive if body is None else again(body, receive)
            await self._app(scope, receive, self._noting(session, send))
        elif path.startswith((_ANSWERS, *EVENTS)):
            session = QueryParams(scope.get("query_string", b"")).get("session_hash", "")
            with self._ledger.listening(session):
                await self._app(scope, receive, self._noting(session, send))
        else:
            await self._app(scope, receive, send)

    async def _upload(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        told = headers.get("content-length", "")
        if told.isdecimal() and int(told) > TOTAL:
            await refuse(scope, receive, send, 413, "upload_total", TOTAL // MEGABYTE, unread=True)
            return
        try:
            sizes = Sizes(headers.get("content-type", ""))
        except FormParserError:
            await refuse(scope, receive, send, *UNREADABLE, unread=True)
            return
        arrived, answer, refused, unread = 0, b"", False, True
        why: tuple[int, str, object] = UNREADABLE

        async def counted() -> Message:
            nonlocal arrived, why, unread
            message = await receive()
            unread = bool(message.get("more_body"))
            if message["type"] != "http.request":
                # Gradio's parser removes its temporary files after this, and after no other error
                raise broken_off()
            chunk = message.get("body", b"")
            try:
                if not self._ledger.take(len(chunk)):
                    raise too_large(TOTAL, "upload_total")
                arrived += len(chunk)
                sizes.write(chunk)
                if not message.get("more_body") and not sizes.is_whole:
                    raise Refused(*UNREADABLE)  # Gradio would leave what it has of the last file
            except Refused as error:
                why = error.why
                raise
            return message

        async def heard(message: Message) -> None:
            nonlocal answer, refused
            if message["type"] == "http.response.start":
                refused = message["status"] in (400, 413)  # in the words of a library
            if not refused:
                answer += message.get("body", b"")
                await send(message)

        try:
            await self._app(scope, counted, heard)
        except (AttributeError, LookupError, TypeError, ValueError):  # before all is read
            refused = True
        finally:
            self._ledger.give_back(arrived)
        if refused:
            await refuse(scope, receive, send, *why, unread=unread)
            return
        try:
            paths = json.loads(answer)
        except ValueError:
            return
        if isinstance(paths, list):
            self._ledger.keep(str(each) for each in paths)

    def _noting(self, session: str, send: Send) -> Send:
        """Sends on, and notes which files an answer tells a session of."""

        async def noted(message: Message) -> None:
            if b'"path":' in message.get("body", b""):
                found = (str(json.loads(each)) for each in _PATH.findall(message["body"]))
                self._ledger.handed_out(session, found)
            await send(message)

        return noted

    def _claim(self, body: bytes) -> str:
        """Note which files an event names, and return whose it is."""
        try:
            event: Any = json.loads(body)
        except (ValueError, RecursionError):
            return ""
        session = event.get("session_hash") if isinstance(event, dict) else None
        if not isinstance(session, str):
            return ""
        # paths as Python writes them: escaped in JSON, but not here
        self._ledger.used(session, repr(event).replace("\\\\", "\\"))
        return session


class Sizes:
    """Reads a form beside Gradio: every file's size and name, and whether the form `is_whole`."""

    def __init__(self, content_type: str) -> None:
        """Begin.

        Args:
            content_type: Of the form; of something else nothing is read.
        """
        _, options = parse_options_header(content_type)
        self._parser: MultipartParser | None = None
        self.is_whole = False
        if boundary := options.get(b"boundary"):
            self._parser = MultipartParser(
                boundary,
                {
                    "on_part_begin": self._begin,
                    "on_header_field": self._field,
                    "on_header_value": self._value,
                    "on_header_end": self._header,
                    "on_part_data": self._data,
                    "on_end": partial(setattr, self, "is_whole", True),
                },
            )
        self._begin()

    def write(self, chunk: bytes) -> None:
        """Read on.

        Raises:
            Refused: A file is larger than one of its kind may be, or this is no form.
        """
        if self._parser is not None:
            try:
                self._parser.write(chunk)
            except FormParserError as error:
                raise Refused(*UNREADABLE) from error

    def _begin(self) -> None:
        self._name = b""
        self._said = b""
        self._size = 0
        self._file = ""
        self._first = b""
        self._limit = CHECKPOINT

    def _field(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _value(self, data: bytes, start: int, end: int) -> None:
        self._said += data[start:end]

    def _header(self) -> None:
        if self._name.lower() == b"content-disposition":
            _, options = parse_options_header(self._said)
            self._file = options.get(b"filename", b"").decode("utf-8", "replace")
        self._name = self._said = b""

    def _data(self, data: bytes, start: int, end: int) -> None:
        self._size += end - start
        if len(self._first) < FIRST:
            self._first += data[start : min(end, start + FIRST)]
            self._limit = limit_of(self._file, self._first)
        if self._size > self._limit:
            raise too_large(self._limit, self._said_of_it())

    def _said_of_it(self) -> str:
        """The text that says what a file of its kind may have."""
        if self._limit == CHECKPOINT:
            return "upload_large"
        return "upload_photograph" if is_picture(self._file) else "upload_other"


def broken_off() -> MultiPartException:
    """What ends an upload whose sender has gone, so that nobody reads it."""
    return MultiPartException("")


class Refused(MultiPartException):
    """What ends an upload with a text.

    Attributes:
        why: Status, key and value, as `refuse` takes them.
    """

    def __init__(self, status: int, key: str, value: object = "") -> None:
        """Say it, as `refuse` does."""
        super().__init__(sentence(key, value))
        self.why = status, key, value


def too_large(limit: int, key: str) -> Refused:
    """What ends an upload that is too large."""
    return Refused(413, key, limit // MEGABYTE)
