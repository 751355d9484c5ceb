"""What the page keeps for its visitors, so that a click can ask for more of it."""

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class Kept(Generic[Thing]):
    """The latest things of all visitors, each by a key that cannot be guessed.

    Args:
        most: How many are kept before the one unused for longest is dropped.
        drop: Told of each that is.
    """

    def __init__(self, most: int, drop: Callable[[Thing], object] = lambda _thing: None) -> None:
        self._most = most
        self._drop = drop
        self._things: OrderedDict[str, Thing] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, thing: Thing) -> str:
        """Keep a thing and return its key."""
        key = secrets.token_urlsafe(16)
        dropped = []
        with self._lock:
            self._things[key] = thing
            while len(self._things) > self._most:
                dropped.append(self._things.popitem(last=False)[1])
        for each in dropped:
            self._drop(each)
        return key

    def get(self, key: object) -> Thing | None:
        """The thing of that key; None if it was dropped, or never there."""
        with self._lock:
            thing = self._things.get(str(key))
            if thing is not None:
                self._things.move_to_end(str(key))
            return thing
