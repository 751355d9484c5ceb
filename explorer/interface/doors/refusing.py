"""A refusal on the way in: one sentence in every language, before the page knows which is read."""

import json
from typing import Any, Final

from anyio import move_on_after
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from explorer.interface.words.language import text
from explorer.words.languages import LANGUAGES

_LONGEST = 100  # characters of what somebody sent that are said back
# Gradio's statuses for a file that it keeps from everybody, for an address that it does not know,
# for a body that it cannot read, with its library's words, and for a full queue.
_SAID: Final = {
    403: (404, "address_unknown"),
    404: (404, "address_unknown"),
    422: (400, "request_wrong"),
    503: (503, "page_full"),
}


LINGER: Final = 10.0  # seconds in which what is still being sent is read and thrown away


async def refuse(
    scope: Scope,
    receive: Receive,
    send: Send,
    status: int,
    key: str,
    value: object = "",
    unread: bool = False,
) -> None:
    """Answer a request, or a socket, with a sentence.

    Args:
        scope: The request's.
        receive: The request's.
        send: The request's.
        status: Of HTTP.
        key: The text.
        value: At its placeholder {value}.
        unread: Whether some of the request may still be on its way. Then the answer is there at
            once, and the rest is read for a while: whoever still sends, a proxy too, would
            otherwise find the connection cut and no answer.
    """
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    answer = PlainTextResponse(sentence(key, value), status, {"Cache-Control": "no-store"})
    if not unread or scope["method"] in ("GET", "HEAD", "OPTIONS"):
        await answer(scope, receive, send)
        return
    await send({"type": "http.response.start", "status": status, "headers": answer.raw_headers})
    await send({"type": "http.response.body", "body": answer.body, "more_body": True})
    with move_on_after(LINGER):
        while (await receive()).get("more_body"):
            pass
    await send({"type": "http.response.body", "body": b""})


def sentence(key: str, value: object = "") -> str:
    """A text in every language, one after the other."""
    short = str(value)[:_LONGEST]
    return " ".join(text(language, key, value=short) for language in LANGUAGES)


def in_own_words(scope: Scope, receive: Receive, send: Send) -> Send:
    """The `send` of a request: what Gradio refuses, in JSON, is said by the page, in plain text.

    Gradio answers an error that has words for a person with status 500, as it does a defect; here
    it has status 400.

    Args:
        scope: The request's.
        receive: The request's.
        send: The request's.
    """
    held: Message | None = None
    body = b""

    async def said(message: Message) -> None:
        nonlocal held, body
        if message["type"] == "http.response.start":
            kind = Headers(raw=message["headers"]).get("content-type", "")
            if message["status"] in (*_SAID, 500) and kind.startswith("application/json"):
                held = message
            else:
                await send(message)
        elif held is None:
            await send(message)
        elif message["type"] == "http.response.body":
            body += message.get("body", b"")
            if message.get("more_body"):
                return
            start, held = held, None
            if start["status"] in _SAID and not is_call_answered(body):
                await refuse(scope, receive, send, *_SAID[start["status"]])
                return
            if has_words(body):
                start = {**start, "status": 400}
            await send(start)
            await send({"type": "http.response.body", "body": body})

    return said


def has_words(body: bytes) -> bool:
    """Whether an answer has an error that was raised to be read: of a defect Gradio says none."""
    return isinstance(_object(body).get("error"), str)


def is_call_answered(body: bytes) -> bool:
    """Whether an assistant is told what it has to know, such as that its session is over."""
    return _object(body).get("jsonrpc") == "2.0"


def _object(body: bytes) -> dict[str, Any]:
    try:
        answer: Any = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}
