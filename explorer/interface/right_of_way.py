"""Inspections go first: a race waits while somebody waits for a photograph, but never for long."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

LONGEST: Final = 1.0  # seconds that a race waits at a time
BETWEEN: Final = 0.5  # that it computes before it waits again: a third of the time is its own


class RightOfWay:
    """Who has it takes it for a while; who has not asks whether to go on.

    Args:
        longest: Seconds that `give` waits at most.
        between: Seconds after that in which it does not wait.
        clock: Tells the time in seconds.
    """

    def __init__(
        self,
        longest: float = LONGEST,
        between: float = BETWEEN,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._longest = longest
        self._between = between
        self._clock = clock
        self._taken = 0
        self._until = self._next = clock()  # the end of this wait, the start of another
        self._changed = threading.Condition()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Until the end of the block, whoever gives way waits."""
        with self._changed:
            self._taken += 1
        try:
            yield
        finally:
            with self._changed:
                self._taken -= 1
                self._changed.notify_all()

    def give(self) -> None:
        """Wait while it is taken, for as long as that is due; several threads wait together."""
        if not self._taken:  # asked often in every step of a race
            return
        with self._changed:
            now = self._clock()
            if now >= self._next:
                self._until = now + self._longest
                self._next = self._until + self._between
            self._changed.wait_for(lambda: not self._taken, max(0.0, self._until - now))
