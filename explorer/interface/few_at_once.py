"""What takes long is done for a few at a time, and whoever waits for that holds no thread.

Gradio's and Starlette's forty threads are everybody's: a class that asks for forty zips would keep
the page from whoever opens it, and hold forty times the memory.
"""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Final, TypeVar

from anyio import CapacityLimiter, to_thread

Request = TypeVar("Request")
Answer = TypeVar("Answer")
AT_ONCE: Final = 2


class FewAtOnce:
    """Threads for one kind of work.

    Args:
        at_once: How many there are.
    """

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._at_once = at_once
        self._limiter: CapacityLimiter | None = None  # belongs to an event loop

    async def run(self, job: Callable[[Request], Answer], request: Request) -> Answer:
        """What a job returns or raises, done in a thread after those who came before."""
        if self._limiter is None:
            self._limiter = CapacityLimiter(self._at_once)
        return await to_thread.run_sync(job, request, limiter=self._limiter)

    def asked(self, job: Callable[[Request], Answer]) -> Callable[[Request], Awaitable[Answer]]:
        """A function of the same name that awaits `run`."""

        @wraps(job)
        async def answer(request: Request) -> Answer:
            return await self.run(job, request)

        return answer
