"""The line of those who wait for an answer: each is told a place and about how long it will be.

Whoever is served has one of a few rooms, since each may hold a large photograph and the weights of
a network. Whoever only waits for others there, to be computed together with them, steps aside: the
next in line comes in, and batches grow with a class (thirty who ask small networks are answered
half as often again in a second as from the rooms alone).
"""

import asyncio
import math
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from contextvars import ContextVar
from typing import Final, Generic, NamedTuple, TypeVar

from anyio import CapacityLimiter, to_thread

from explorer.sentences.sentence import refusal

Answer = TypeVar("Answer")
AT_ONCE: Final = 3  # rooms: more only take turns with each other on few processors
ASIDE: Final = 32  # that have stepped aside
MOST: Final = 64  # in line
PATIENCE: Final = 1.0  # seconds until somebody is told, and told again
REMEMBERED: Final = 32  # answers by which the next are estimated
UNKNOWN: Final = 10  # seconds to come back after, before there was any


def _nowhere() -> None:
    """Whoever is in no room stays where it is."""


_STEP_ASIDE: ContextVar[Callable[[], None]] = ContextVar("step_aside", default=_nowhere)


def step_aside() -> None:
    """Said by a job that now waits for others: who comes next may be served meanwhile."""
    _STEP_ASIDE.get()()


class Place(NamedTuple):
    """Where somebody stands.

    Attributes:
        place: From 1.
        seconds: About how long until the answer; None where nothing is known yet.
    """

    place: int
    seconds: int | None


class Line(Generic[Answer]):
    """First come, first served, some at once.

    Args:
        at_once: How many are served at a time.
        most: How many may wait.
        patience: Seconds between two words to somebody who waits.
    """

    def __init__(
        self, at_once: int = AT_ONCE, most: int = MOST, patience: float = PATIENCE
    ) -> None:
        self._at_once = at_once
        self._most = most
        self._patience = patience
        self._waiting: list[object] = []
        self._inside: dict[object, float] = {}  # since when, who has a room
        self._aside: set[object] = set()
        self._took: deque[float] = deque(maxlen=REMEMBERED)  # seconds to the answer, from the line
        self._stayed: deque[float] = deque(maxlen=REMEMBERED)  # of that in a room
        self._limiter: CapacityLimiter | None = None  # belongs to an event loop

    def check(self) -> None:
        """Whether there is room.

        Raises:
            ValueError: There is none; the sentence says when to try again.
        """
        if len(self._waiting) >= self._most:
            raise refusal(
                "{count} others are in line for an answer, which is all that fit: try again in "
                "about {seconds} s",
                count=self._most,
                seconds=self._seconds(self._most) or UNKNOWN,
            )

    async def served(self, job: Callable[[], Answer]) -> AsyncIterator[Place | Answer]:
        """Wait in line, then do a job in a thread; who lets go of this leaves the line.

        Args:
            job: What is to be done.

        Yields:
            Places while it waits, and last what the job returned.

        Raises:
            ValueError: Of `check`.
        """
        self.check()
        if self._limiter is None:
            self._limiter = CapacityLimiter(self._at_once)
        ticket = object()
        self._waiting.append(ticket)
        going = asyncio.ensure_future(self._done(ticket, job, self._limiter))
        try:
            while not (await asyncio.wait({going}, timeout=self._patience))[0]:
                if ticket in self._waiting:
                    place = self._waiting.index(ticket) + 1
                    yield Place(place, self._seconds(place))
            yield going.result()
        finally:
            if ticket in self._waiting:
                going.cancel()
            else:  # what is being computed goes on, and nobody is told of its error
                going.add_done_callback(lambda left: left.cancelled() or left.exception())

    async def _done(
        self, ticket: object, job: Callable[[], Answer], limiter: CapacityLimiter
    ) -> Answer:
        loop = asyncio.get_running_loop()

        def step_aside() -> None:  # in the job's thread
            with suppress(RuntimeError):  # the loop is closed: nobody comes any more
                loop.call_soon_threadsafe(self._step_aside, ticket, limiter)

        try:
            await limiter.acquire_on_behalf_of(ticket)
        finally:
            self._waiting.remove(ticket)
        began = self._inside[ticket] = time.monotonic()
        _STEP_ASIDE.set(step_aside)  # in this task's context, which the thread gets a copy of
        try:
            done = await to_thread.run_sync(job, limiter=CapacityLimiter(1))
            self._took.append(time.monotonic() - began)
            return done
        finally:
            self._aside.discard(ticket)
            self._leave(ticket, limiter)

    def _step_aside(self, ticket: object, limiter: CapacityLimiter) -> None:
        if ticket in self._inside and len(self._aside) < ASIDE:
            self._aside.add(ticket)
            self._leave(ticket, limiter)

    def _leave(self, ticket: object, limiter: CapacityLimiter) -> None:
        """Leave the room, if it has one."""
        since = self._inside.pop(ticket, None)
        if since is not None:
            self._stayed.append(time.monotonic() - since)
            limiter.release_on_behalf_of(ticket)

    def _seconds(self, place: int) -> int | None:
        """As long as the last had rooms, for all who are before, and as the last answers took."""
        if not self._took:
            return None
        own, before = (sum(each) / len(each) for each in (self._took, self._stayed))
        return max(1, math.ceil(own + before * place / self._at_once))
