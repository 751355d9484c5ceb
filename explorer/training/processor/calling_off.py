"""Work that can be called off, or made to wait, in the middle of a step."""

import threading
import time
from collections.abc import Callable


class CalledOffError(Exception):
    """The work is to end where it stands."""


class CallingOff:
    """Asks whether work is to end, from within it: a step of a large network takes minutes.

    Args:
        should_stop: Whether it is; may take its time to answer, and then the work waits.

    Attributes:
        waited: Seconds in which an answer was waited for, by one thread or by several.
    """

    def __init__(self, should_stop: Callable[[], bool]) -> None:
        self.waited = 0.0
        self._should_stop = should_stop
        self._ends = False
        self._waiting = 0
        self._began = 0.0
        self._lock = threading.Lock()

    def end(self) -> None:
        """Whoever asks from now on hears that the work is to end."""
        self._ends = True

    def __call__(self) -> None:
        """Ask.

        Raises:
            CalledOffError: It is to end.
        """
        with self._lock:
            if not self._waiting:
                self._began = time.perf_counter()
            self._waiting += 1
        try:
            stops = self._ends or self._should_stop()
        finally:
            with self._lock:
                self._waiting -= 1
                if not self._waiting:
                    self.waited += time.perf_counter() - self._began
        if stops:
            raise CalledOffError
