"""A refusal on the way in: one sentence in every language, before the page knows which is read."""

from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from explorer.interface.words.language import text
from explorer.words.languages import LANGUAGES

_LONGEST = 100  # characters of what somebody sent that are said back


async def refuse(
    scope: Scope, receive: Receive, send: Send, status: int, key: str, value: object = ""
) -> None:
    """Answer a request, or a socket, with a sentence.

    Args:
        scope: The request's.
        receive: The request's.
        send: The request's.
        status: Of HTTP.
        key: The text.
        value: At its placeholder {value}.
    """
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    await PlainTextResponse(sentence(key, value), status, {"Cache-Control": "no-store"})(
        scope, receive, send
    )


def sentence(key: str, value: object = "") -> str:
    """A text in every language, one after the other."""
    short = str(value)[:_LONGEST]
    return " ".join(text(language, key, value=short) for language in LANGUAGES)
