"""The line of those who wait: places, order, an end, and whoever leaves it."""

import asyncio
import threading
from typing import Any

import pytest

from explorer.interface.explore.line import Line, Place
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


async def last(line: Line[str], work: Work, name: str, told: list[Any]) -> str:
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


def test_seconds_are_those_of_the_last_answers() -> None:
    line = Line[str](at_once=4)
    assert line._seconds(3) is None
    line._took.extend([2.0, 4.0])
    assert [line._seconds(place) for place in (1, 4, 8)] == [4, 6, 9]  # 3 x (1 + place / 4)


def test_a_failure_is_the_askers_own() -> None:
    def fail() -> str:
        raise OSError("the disk is full")

    async def person() -> None:
        async for _ in Line[str]().served(fail):
            pass

    with pytest.raises(OSError, match="the disk is full"):
        in_its_own_loop(person())
