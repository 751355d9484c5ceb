"""The line of those who wait: places, order, an end, and whoever leaves it."""

import asyncio
import gc
import threading
from collections.abc import Callable
from typing import Any

import pytest

from explorer.interface.explore.line import Line, Place, step_aside
from tests.own_loop import in_its_own_loop


class Work:
    """Jobs that wait until they are let go."""

    def __init__(self) -> None:
        self.began: list[str] = []
        self.going = threading.Event()

    def __call__(self, name: str) -> str:
        self.began.append(name)
        assert self.going.wait(60)
        return name


async def last(line: Line[str], work: Callable[[str], str], name: str, told: list[Any]) -> str:
    answer = ""
    async for each in line.served(lambda: work(name)):
        if isinstance(each, Place):
            told.append((name, each.place))
        else:
            answer = each
    return answer


async def reached(condition: Any) -> None:
    for _ in range(6000):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it was not reached within a minute")


def test_who_comes_first_is_served_first_and_others_are_told_their_place() -> None:
    async def people() -> None:
        line, work, told = Line[str](at_once=1, patience=0.01), Work(), list[Any]()
        asked = []
        for name in "abc":
            asked.append(asyncio.ensure_future(last(line, work, name, told)))
            await reached(lambda: work.began)
        await reached(lambda: {("b", 1), ("c", 2)} <= set(told))
        assert work.began == ["a"]
        work.going.set()
        assert await asyncio.gather(*asked) == ["a", "b", "c"]
        assert work.began == ["a", "b", "c"]
        assert not {name for name, _ in told} & {"a"}  # who is being served is in no line

    in_its_own_loop(people())


def test_who_leaves_makes_room_and_is_not_computed() -> None:
    async def people() -> None:
        line, work, told = Line[str](at_once=1, patience=0.01), Work(), list[Any]()
        asked = []
        for name in "abc":
            asked.append(asyncio.ensure_future(last(line, work, name, told)))
            await reached(lambda: work.began)
        await reached(lambda: ("c", 2) in told)
        asked[1].cancel()
        await reached(lambda: ("c", 1) in told)
        work.going.set()
        assert await asyncio.gather(*asked, return_exceptions=True) != ["a", "b", "c"]
        assert work.began == ["a", "c"]

    in_its_own_loop(people())


def test_who_leaves_while_served_keeps_the_room_until_that_is_over() -> None:
    async def people() -> None:
        line, work, told = Line[str](at_once=1, patience=0.01), Work(), list[Any]()
        gone = asyncio.ensure_future(last(line, work, "a", told))
        await reached(lambda: work.began)
        gone.cancel()
        after = asyncio.ensure_future(last(line, work, "b", told))
        await reached(lambda: ("b", 1) in told)
        assert work.began == ["a"]
        work.going.set()
        assert await after == "b"

    in_its_own_loop(people())


def test_beyond_its_end_a_sentence_says_when_to_come_back() -> None:
    async def people() -> None:
        line, work, told = Line[str](at_once=1, most=2, patience=0.01), Work(), list[Any]()
        asked = []
        for name in "abc":
            asked.append(asyncio.ensure_future(last(line, work, name, told)))
            await reached(lambda: work.began)
        await reached(lambda: ("c", 2) in told)
        with pytest.raises(ValueError, match=r"^2 others are in line .* in about 10 s$"):
            await last(line, work, "d", told)
        work.going.set()
        assert await asyncio.gather(*asked) == ["a", "b", "c"]
        assert await last(line, work, "d", told) == "d"

    in_its_own_loop(people())


def test_who_steps_aside_makes_room_for_the_next_but_not_for_everybody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("explorer.interface.explore.line.ASIDE", 2)

    async def people() -> None:
        line, work, told = Line[str](at_once=1, patience=0.01), Work(), list[Any]()

        def waits(name: str) -> str:
            step_aside()
            step_aside()  # said twice by whoever compares two networks
            return work(name)

        asked = [asyncio.ensure_future(last(line, waits, name, told)) for name in "abcd"]
        await reached(lambda: ("d", 1) in told)
        assert sorted(work.began) == ["a", "b", "c"]  # two are aside, the third keeps the room
        work.going.set()
        assert await asyncio.gather(*asked) == ["a", "b", "c", "d"]
        assert not line._inside
        assert not line._aside
        assert len(line._stayed) == len(line._took) == 4

    in_its_own_loop(people())


def test_outside_a_line_nobody_steps_aside() -> None:
    step_aside()


def test_seconds_are_those_of_the_last_answers() -> None:
    line = Line[str](at_once=4)
    assert line._seconds(3) is None
    line._took.extend([2.0, 4.0])
    line._stayed.extend([1.0, 3.0])  # in a room; then they waited for others
    assert [line._seconds(place) for place in (1, 4, 8)] == [4, 5, 7]  # 3 + 2 x place / 4


def test_a_failure_is_the_askers_own() -> None:
    def fail() -> str:
        raise OSError("the disk is full")

    async def person() -> None:
        async for _ in Line[str]().served(fail):
            pass

    with pytest.raises(OSError, match="the disk is full"):
        in_its_own_loop(person())


def test_who_goes_as_the_job_fails_leaves_no_error_that_nobody_reads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    unread: list[dict[str, Any]] = []

    def fail() -> str:
        raise OSError("the disk is full")

    async def person() -> None:
        async for _ in line.served(fail):
            pass

    async def people() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _loop, told: unread.append(told))
        gone = asyncio.ensure_future(person())
        leave = line._leave

        def goes(*room: Any) -> None:  # in the turn in which the job's error comes
            leave(*room)
            gone.cancel()

        monkeypatch.setattr(line, "_leave", goes)
        with pytest.raises(asyncio.CancelledError):
            await gone
        await asyncio.sleep(0.01)
        gc.collect()

    line = Line[str]()
    in_its_own_loop(people())
    assert unread == []
