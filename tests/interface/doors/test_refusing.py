import asyncio

import pytest
from starlette.types import Message

from explorer.interface.doors.refusing import in_own_words, refuse, sentence
from tests.own_loop import in_its_own_loop


def test_what_somebody_sent_is_not_said_back_at_any_length() -> None:
    said = sentence("door_host", "a" * 10_000)
    assert "a" * 100 in said
    assert len(said) < 1000


def answered(status: int, body: bytes, kind: bytes = b"application/json") -> tuple[int, str]:
    """Status and body of what comes out for what Gradio answered."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": b""}

    async def answer() -> None:
        headers = [(b"content-type", kind)]
        said = in_own_words({"type": "http", "headers": []}, receive, send)
        await said({"type": "http.response.start", "status": status, "headers": headers})
        await said({"type": "http.response.body", "body": body[:5], "more_body": True})
        await said({"type": "http.response.body", "body": body[5:]})

    in_its_own_loop(answer())
    whole = b"".join(each.get("body", b"") for each in sent)
    return sent[0]["status"], whole.decode()


def test_an_error_with_words_is_the_fault_of_who_asks_and_a_defect_is_not() -> None:
    for status, body, as_ in (
        (500, b'{"error": "no network is called x"}', 400),
        (500, b'{"error": null}', 500),
        (500, b"Internal Server Error", 500),
        (200, b'{"error": "of an answer"}', 200),
        (401, b'{"detail": "Not authenticated"}', 401),
    ):
        assert answered(status, body) == (as_, body.decode())


def test_a_library_is_not_heard() -> None:
    status, said = answered(422, b'{"detail": [{"type": "missing", "msg": "Field required"}]}')
    assert status == 400
    assert "cannot read this request" in said
    assert "Field" not in said
    status, said = answered(404, b'{"detail": "Not Found"}')
    assert status == 404
    assert "nothing at this address" in said
    assert answered(403, b'{"detail": "File not allowed: /etc/passwd."}') == (404, said)
    status, said = answered(503, b'{"detail": "Queue is full. Max size is 64 and size is 64."}')
    assert status == 503
    assert "try again in a minute" in said
    assert "Queue" not in said


def test_an_assistant_is_told_that_its_session_is_over() -> None:
    over = b'{"jsonrpc": "2.0", "id": "x", "error": {"code": -32600, "message": "Not found"}}'
    assert answered(404, over) == (404, over.decode())


def test_a_sentence_of_the_page_stays() -> None:
    said = "This file could not be made just now."
    assert answered(503, said.encode(), b"text/plain; charset=utf-8") == (503, said)


def refused(method: str, arriving: list[Message]) -> tuple[list[Message], list[Message]]:
    """What is sent, and what is left of a request that may still be on its way."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        if not arriving:
            await asyncio.sleep(3600)
        assert sent  # whoever sends is answered at once
        return arriving.pop(0)

    scope = {"type": "http", "method": method, "headers": []}
    in_its_own_loop(refuse(scope, receive, send, 401, "login_needed", unread=True))
    return sent, arriving


def test_what_is_on_its_way_is_read_before_the_connection_ends() -> None:
    part: Message = {"type": "http.request", "body": b"a part", "more_body": True}
    last: Message = {"type": "http.request", "body": b"the last"}
    sent, left = refused("POST", [part, part, last])
    assert left == []
    assert [each["type"] for each in sent] == ["http.response.start", *["http.response.body"] * 2]
    assert [each.get("more_body", False) for each in sent[1:]] == [True, False]
    body = b"".join(each["body"] for each in sent[1:])
    assert body.decode() == sentence("login_needed")
    headers = dict(sent[0]["headers"])
    assert (sent[0]["status"], headers[b"content-length"]) == (401, str(len(body)).encode())


def test_nobody_is_waited_for_longer_than_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("explorer.interface.doors.refusing.LINGER", 0.05)
    part: Message = {"type": "http.request", "body": b"a part", "more_body": True}
    sent, _ = refused("POST", [part])
    assert not sent[-1].get("more_body")
    sent, left = refused("GET", [part])
    assert left == [part]
    assert len(sent) == 2
