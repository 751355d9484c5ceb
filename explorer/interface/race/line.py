"""Waiting in line for the one processor: whoever is at the head computes, for a while at a time."""

import threading
import time
from collections.abc import Callable

from explorer.interface.right_of_way import RightOfWay

SLICE_SECONDS = 20.0  # as long as somebody may compute while others wait


class Line:
    """A fair line. Keys stand in it in the order in which they joined.

    Args:
        slice_seconds: After that long at the head, a key goes to the back if others wait.
        clock: Tells the time in seconds.
        way: Given to inspections by whoever is at the head.
    """

    def __init__(
        self,
        slice_seconds: float = SLICE_SECONDS,
        clock: Callable[[], float] = time.monotonic,
        way: RightOfWay | None = None,
    ) -> None:
        self._way = way or RightOfWay()
        self._slice_seconds = slice_seconds
        self._clock = clock
        self._order: list[str] = []
        self._since = clock()
        self._changed = threading.Condition()

    def join(self, key: str) -> None:
        """Stand at the back; a key that is in the line keeps its place."""
        with self._changed:
            if key not in self._order:
                self._order.append(key)
                self._head_changed(len(self._order) == 1)

    def leave(self, key: str) -> None:
        """Go away, from wherever in the line."""
        with self._changed:
            if key in self._order:
                was_head = self._order[0] == key
                self._order.remove(key)
                self._head_changed(was_head)

    def place(self, key: str) -> int | None:
        """How many are before a key; None if it does not stand in the line."""
        with self._changed:
            return self._order.index(key) if key in self._order else None

    def before(self, key: str) -> tuple[str, ...]:
        """Who stands before a key, the head first; nobody if it does not stand in the line."""
        with self._changed:
            return tuple(self._order[: self._order.index(key)]) if key in self._order else ()

    def wait(self, key: str, seconds: float) -> bool:
        """Whether a key is at the head, after waiting for that at most so long.

        If so, inspections go first, for as long as that is due.
        """
        with self._changed:
            first = self._changed.wait_for(
                lambda: bool(self._order) and self._order[0] == key, seconds
            )
        if first:
            self._way.give()
        return first

    def step_done(self, key: str) -> None:
        """Make room after a step, if the slice of time is used up and others wait."""
        with self._changed:
            used = self._clock() - self._since
            if len(self._order) > 1 and self._order[0] == key and used > self._slice_seconds:
                self._order.append(self._order.pop(0))
                self._head_changed(True)

    def _head_changed(self, changed: bool) -> None:
        if changed:
            self._since = self._clock()
            self._changed.notify_all()
