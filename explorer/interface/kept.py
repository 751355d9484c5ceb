"""What the page keeps for its visitors, so that a click can ask for more of it."""

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Thing = TypeVar("Thing")
Held = tuple[object, int]  # something with its bytes


def bytes_together(holds: Iterable[Sequence[Held]]) -> int:
    """Of all that is held; what several hold counts once."""
    return sum({id(thing): size for each in holds for thing, size in each}.values())


@dataclass
class _Entry(Generic[Thing]):
    thing: Thing
    holds: Sequence[Held]
    used: float  # when, in seconds


class Kept(Generic[Thing]):
    """Things of all visitors, each by a key that cannot be guessed.

    Args:
        most: Bytes of all together; beyond, those unused for longest are dropped, never the last.
        holds: What is not let go while a thing is kept.
        drop: Told of each thing that is dropped.
        clock: Tells the time in seconds.
    """

    def __init__(
        self,
        most: int,
        holds: Callable[[Thing], Sequence[Held]],
        drop: Callable[[Thing], object] = lambda _thing: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most = most
        self._holds = holds
        self._drop = drop
        self._clock = clock
        self._entries: OrderedDict[str, _Entry[Thing]] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, thing: Thing, key: str = "") -> str:
        """Keep a thing and return its key, a new one unless it has one."""
        key = key or secrets.token_urlsafe(16)
        entry = _Entry(thing, self._holds(thing), self._clock())
        dropped = []
        with self._lock:
            self._entries[key] = entry
            while len(self._entries) > 1 and self._together() > self._most:
                dropped.append(self._entries.popitem(last=False)[1])
        for each in dropped:
            self._drop(each.thing)
        return key

    def get(self, key: object) -> Thing | None:
        """The thing of that key; None if it was dropped, or never there."""
        with self._lock:
            entry = self._entries.get(str(key))
            if entry is None:
                return None
            entry.used = self._clock()
            self._entries.move_to_end(str(key))
            return entry.thing

    def drop_unused(self, seconds: float) -> None:
        """Drop what nobody has asked for in so long a time."""
        now = self._clock()
        with self._lock:
            late = [key for key, each in self._entries.items() if now - each.used > seconds]
            dropped = [self._entries.pop(key) for key in late]
        for each in dropped:
            self._drop(each.thing)

    def _together(self) -> int:
        return bytes_together(each.holds for each in self._entries.values())
