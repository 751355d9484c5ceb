"""cuDNN's float32 with all its digits and the same sums every time, while anybody needs it.

cuDNN's switches belong to the whole process. Two threads that each set them and put back what they
found would, in the wrong order, leave one of them computing with ten bits. So they are counted: the
first who comes sets them, the last who goes puts them back.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import Final

import torch


class CountedSwitch:
    """A switch of the whole process that several threads may want at once.

    Args:
        switched: Sets it and, when it is closed, puts back what was there.
    """

    def __init__(self, switched: Callable[[], AbstractContextManager[None]]) -> None:
        self._switched = switched
        self._wanted_by = 0
        self._open: AbstractContextManager[None] | None = None
        self._lock = threading.Lock()

    @contextmanager
    def wanted(self) -> Iterator[None]:
        """While it is open, it is set, whoever else comes or goes."""
        with self._lock:
            if self._open is None:
                self._open = self._switched()
                self._open.__enter__()
            self._wanted_by += 1
        try:
            yield
        finally:
            with self._lock:
                self._wanted_by -= 1
                if self._wanted_by == 0 and self._open is not None:
                    self._open.__exit__(None, None, None)
                    self._open = None


EXACT_CONVOLUTIONS: Final = CountedSwitch(
    partial(
        torch.backends.cudnn.flags,
        enabled=True,
        benchmark=False,
        deterministic=True,
        allow_tf32=False,
    )
)
