import asyncio
import threading
from contextlib import aclosing

import pytest

from explorer.interface.programs.errands import Errands
from explorer.interface.programs.tool import Answer, Progress
from tests.interface.programs.asking import said
from tests.own_loop import in_its_own_loop


class Slow:
    """Works until it may end or is stopped."""

    def __init__(self) -> None:
        self.may_end = threading.Event()
        self.stopped = False

    def work(self) -> Answer:
        assert self.may_end.wait(60)
        if self.stopped:
            raise ValueError("stopped")
        return {"done": True}

    def progress(self) -> Progress:
        return Progress(0, 1, 2)

    def stop(self) -> None:
        self.stopped = True
        self.may_end.set()


def test_it_says_how_far_it_is_and_then_the_answer() -> None:
    errands, slow = Errands(patience=0.01), Slow()

    async def asked() -> list[Progress | Answer]:
        words: list[Progress | Answer] = []
        async with aclosing(errands.served("me", slow)) as asking:  # type: ignore[type-var]
            async for each in asking:
                words.append(each)
                slow.may_end.set()
        return words

    words = in_its_own_loop(asked())
    assert words[0] == Progress(0, 1, 2)
    assert words[-1] == {"done": True}
    assert errands.live == 0


def test_who_leaves_ends_it() -> None:
    errands, slow = Errands(patience=0.01), Slow()

    async def asked() -> None:
        assert await said(errands.served("me", slow), most=1) == [Progress(0, 1, 2)]
        while errands.live:  # its thread is told, not waited for
            await asyncio.sleep(0.01)

    in_its_own_loop(asked())
    assert slow.stopped


def test_one_for_each_and_so_many_in_all() -> None:
    errands = Errands(most=2, patience=0.01)

    async def asked() -> None:
        async with (
            aclosing(errands.served("me", Slow())) as mine,  # type: ignore[type-var]
            aclosing(errands.served("you", Slow())) as yours,  # type: ignore[type-var]
        ):
            await anext(mine)
            with pytest.raises(ValueError, match="still under way: wait for its answer"):
                await said(errands.served("me", Slow()))
            await anext(yours)
            with pytest.raises(ValueError, match="2 other programs have work under way"):
                await said(errands.served("they", Slow()))
        while errands.live:
            await asyncio.sleep(0.01)

    in_its_own_loop(asked())


def test_the_end_of_the_page_ends_all() -> None:
    errands, slow = Errands(patience=0.01), Slow()

    async def asked() -> None:
        async with aclosing(errands.served("me", slow)) as asking:  # type: ignore[type-var]
            await anext(asking)
            errands.close()
            with pytest.raises(ValueError, match="stopped"):
                async for _ in asking:
                    pass

    in_its_own_loop(asked())
