import asyncio
import json
import threading
import time
from collections.abc import AsyncIterator, Generator
from contextlib import suppress
from typing import Any

import gradio as gr
import httpx
import pytest

from explorer.interface.start_stop import (
    MOST,
    StartStop,
    Turns,
    begun,
    ready,
    settled,
    stopped,
)
from explorer.interface.words.language import Labels, text
from explorer.words.languages import LANGUAGES
from tests.own_loop import in_its_own_loop


def turns(*away: str, most: int = MOST) -> Turns:
    return Turns(lambda session: session not in away, most)


def asked(session: str) -> gr.Request:
    return gr.Request(session_hash=session)


def test_one_button_can_be_pressed_at_a_time() -> None:
    waiting, start, stop = begun()
    assert text("en", "depth_waiting") in waiting
    assert (start["interactive"], stop["interactive"]) == (False, True)
    assert [each["interactive"] for each in ready()] == [True, False]
    said, start, stop = stopped()
    assert text("zh", "depth_stopped") in said
    assert (start["interactive"], stop["interactive"]) == (True, False)


def test_stop_has_the_last_word() -> None:
    with gr.Blocks() as blocks:
        status = gr.HTML()
        buttons = StartStop(Labels(), "depth_start", "thing", turns())
        buttons.run(lambda: (each for each in ()), [], [status], status)
    events = {fn.fn.__name__: fn for fn in blocks.fns.values() if fn.fn is not None}
    again = events["settled"]  # whatever the job has sent meanwhile is written over
    assert (again.trigger_after, again.outputs) == (events["stopped"]._id, [status])
    assert settled() == stopped()[0]


def test_the_job_waits_for_the_processor_and_stop_cancels_it() -> None:
    labels = Labels()

    def job() -> Generator[str]:
        yield "done"

    with gr.Blocks() as blocks:
        status = gr.HTML()
        buttons = StartStop(labels, "depth_start", "thing", turns())
        buttons.run(job, [], [status], status)
    by_name = {fn.fn.__name__: fn for fn in blocks.fns.values() if fn.fn is not None}
    assert by_name["job"].concurrency_id == "processor"
    assert by_name["job"].concurrency_limit > MOST  # they wait elsewhere
    assert by_name["job"].queue
    assert any(by_name["job"]._id in fn.cancels for fn in blocks.fns.values())
    assert not by_name["begun"].queue
    assert "'#thing-start'" in str(by_name["begun"].js)  # says at once that it was pressed
    assert "aria-busy" in str(by_name["begun"].js)
    assert all(fn.api_visibility == "private" for fn in blocks.fns.values())
    for language in LANGUAGES:
        assert [update["value"] for update in labels.updates(language)] == [
            text(language, "depth_start"),
            text(language, "depth_stop"),
        ]
    assert not buttons.stop.interactive


async def heard(steps: AsyncIterator[object]) -> list[object]:
    return [each async for each in steps]


def test_jobs_take_turns_and_each_is_closed_before_the_next_begins() -> None:
    seen = []

    def job(name: str) -> Generator[str]:
        try:
            for step in (1, 2):
                seen.append((name, step))
                yield name
        finally:
            seen.append((name, "closed"))

    async def both() -> list[list[object]]:
        job_in_turn = turns().steps_of(job, 1, 0)
        return await asyncio.gather(*(heard(job_in_turn(asked(each), each)) for each in "ab"))

    assert in_its_own_loop(both()) == [["a", "a"], ["b", "b"]]
    assert seen == [(name, what) for name in "ab" for what in (1, 2, "closed")]


def test_who_listens_no_more_has_no_further_step_and_who_never_did_none() -> None:
    away: list[str] = []
    done = []

    closed_by = []

    def job(name: str) -> Generator[str]:
        try:
            for step in range(5):
                done.append((name, step))
                yield name
        finally:
            closed_by.append(threading.get_ident())

    async def left() -> None:
        job_in_turn = Turns(lambda session: session not in away).steps_of(job, 1, 0)
        async for _ in job_in_turn(asked("a"), "a"):
            away.append("a")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("explorer.interface.start_stop.PATIENCE", 0.0)
            assert await heard(job_in_turn(asked("a"), "again")) == []
        assert await heard(job_in_turn(asked("b"), "b")) == ["b"] * 5
        assert threading.get_ident() not in closed_by  # the loop serves everybody

    in_its_own_loop(left())
    assert done == [("a", 0), *(("b", step) for step in range(5))]


def test_who_begins_to_listen_a_little_later_is_served() -> None:
    here: list[str] = []

    def job() -> Generator[str]:
        yield "done"

    async def late() -> list[object]:
        asyncio.get_running_loop().call_later(0.3, here.append, "a")
        return await heard(Turns(here.__contains__).steps_of(job, 1, 0)(asked("a")))

    assert in_its_own_loop(late()) == ["done"]


def test_more_than_may_wait_are_told_so_and_whoever_leaves_the_line_makes_room() -> None:
    def job() -> Generator[tuple[str, str]]:
        yield "drawn", "done"

    async def full() -> None:
        line = turns(most=1)
        job_in_turn = line.steps_of(job, 2, 1)
        async with line.turn("a"):
            waiting = asyncio.ensure_future(heard(job_in_turn(asked("b"))))
            await asyncio.sleep(0.05)
            ((drawn, said),) = await heard(job_in_turn(asked("c")))
            assert drawn == gr.skip()
            assert "1 others wait for the processor" in str(said)
            assert "处理器" in str(said)
            waiting.cancel()
            with suppress(asyncio.CancelledError):
                await waiting
            waiting = asyncio.ensure_future(heard(job_in_turn(asked("c"))))
            await asyncio.sleep(0.05)
        assert await waiting == [("drawn", "done")]

    in_its_own_loop(full())


def test_many_who_never_listen_shut_nobody_out(address: str) -> None:
    with httpx.Client(base_url=f"{address}/gradio_api", timeout=120) as client:
        event = sweep_event(client, address)
        for number in range(70):  # as many as Gradio's own queue holds, and more
            joined = client.post("queue/join", json=event | {"session_hash": f"away{number}"})
            assert joined.status_code == 200, joined.text
        assert client.post("call/networks", json={"data": []}).status_code == 200
        # their places are free once they have not been heard of for a few seconds
        until = time.monotonic() + 120
        while "16 others" in (said := last_said(client, event)):
            assert time.monotonic() < until
    assert "measured" in said


def test_who_leaves_in_the_middle_ends_the_job(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = threading.Event()

    def endless(mine: object) -> Generator[tuple[Any, Any, str]]:
        try:
            while True:
                time.sleep(0.02)
                yield gr.skip(), gr.skip(), "at work"
        finally:
            closed.set()

    monkeypatch.setattr("explorer.interface.depth.tab.measured", endless)
    with httpx.Client(base_url=f"{address}/gradio_api", timeout=120) as client:
        event = sweep_event(client, address)
        session = {"session_hash": "leaves"}
        assert client.post("queue/join", json=event | session).status_code == 200
        with client.stream("GET", "queue/data", params=session) as lines:
            assert any("at work" in line for line in lines.iter_lines())
            assert not closed.is_set()
    assert closed.wait(60)


def sweep_event(client: httpx.Client, address: str) -> dict[str, Any]:
    """What the page sends to begin a small sweep."""
    events = client.get(f"{address}/config").json()["dependencies"]
    number = next(each["id"] for each in events if each["api_name"] == "sweep")
    return {"fn_index": number, "data": [None, [8], 1, 4]}


def last_said(client: httpx.Client, event: dict[str, Any]) -> str:
    """The last word of a job to somebody who listens to all of it."""
    session = {"session_hash": "listens"}
    assert client.post("queue/join", json=event | session).status_code == 200
    said = ""
    with client.stream("GET", "queue/data", params=session) as lines:
        for line in lines.iter_lines():
            told = json.loads(line.removeprefix("data: ")) if line.startswith("data: ") else {}
            if told.get("msg") == "process_generating":
                said = json.dumps(told["output"]["data"][2])
    return said
