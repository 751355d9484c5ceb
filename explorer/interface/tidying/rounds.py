"""A round a minute while the page is served, whoever comes or goes."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext, suppress
from typing import Any

from starlette.concurrency import run_in_threadpool

from explorer.interface.tidying.sessions import Sessions

EVERY = 60.0  # seconds

Lifespan = Callable[[Any], AbstractAsyncContextManager[None]]


def rounds(
    is_here: Callable[[str], bool],
    *chores: Callable[[], object],
    beside: Lifespan | None = None,
) -> Lifespan:
    """What an application does for as long as it serves: keep few sessions, and do chores.

    Args:
        is_here: Whether the browser of a session is connected.
        chores: Done one after the other, a minute after those of the round before.
        beside: What else must be entered while it serves.
    """

    @asynccontextmanager
    async def serving(app: Any) -> AsyncIterator[None]:
        app.state_holder = Sessions(app.get_blocks(), is_here)
        going = asyncio.create_task(_going(app.state_holder.forget, *chores))
        try:
            async with nullcontext() if beside is None else beside(app):
                yield
        finally:
            going.cancel()
            with suppress(asyncio.CancelledError):
                await going

    return serving


async def _going(*chores: Callable[[], object]) -> None:
    while True:
        await asyncio.sleep(EVERY)
        for each in chores:
            try:
                await run_in_threadpool(each)
            except Exception:  # the next round is due all the same
                logging.getLogger(__name__).exception("a chore failed")
