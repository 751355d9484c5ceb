"""One thread that waits, however often it is asked to."""

import threading
from collections.abc import Callable


class Alarm:
    """Calls something after a while; asked again meanwhile, it calls once.

    Args:
        call: By a thread of its own.
    """

    def __init__(self, call: Callable[[], object]) -> None:
        self._call = call
        self._is_set = False
        self._lock = threading.Lock()

    def set(self, seconds: float) -> None:
        """Call after so long, if no call is waited for."""
        with self._lock:
            if self._is_set:
                return
            self._is_set = True
        timer = threading.Timer(seconds, self._ring)
        timer.daemon = True
        timer.start()

    def _ring(self) -> None:
        with self._lock:
            self._is_set = False
        self._call()
