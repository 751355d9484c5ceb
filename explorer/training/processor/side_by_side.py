"""Two pieces of work at once, each on a thread and a processor of its own.

The twins of a race do not depend on each other within a step. Where their tensors are small, one
processor each gives a step in 60 ms that takes 96 ms one after the other (two processors, the
preset `textbook`), while two processors for each in turn mostly wait for each other.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TypeVar

from explorer.training.processor.one_thread import one_thread

Done = TypeVar("Done")


class SideBySide:
    """Does two tasks at once, or one after the other.

    Args:
        at_once: Whether the second task gets a thread of its own.
        broken_off: Called where the first task raises, so that the other need not be done.
    """

    def __init__(self, at_once: bool, broken_off: Callable[[], object] = lambda: None) -> None:
        self._broken_off = broken_off
        self._other = ThreadPoolExecutor(1, "side-by-side") if at_once else None

    def do(self, tasks: Sequence[Callable[[], Done]]) -> list[Done]:
        """What each task returns, in their order, once none is still at work.

        Args:
            tasks: The first is done on this thread, the others on the other one, where torch's CPU
                kernels run on that thread alone.

        Raises:
            Exception: What the first task raised, or else the next that raised anything.
        """
        if self._other is None or len(tasks) < 2:
            return [task() for task in tasks]
        first, *others = tasks
        going = [self._other.submit(_alone, task) for task in others]
        try:
            done = [first()]
        except BaseException:  # Ctrl+C too
            self._broken_off()
            raise
        finally:
            wait(going)
        return done + [each.result() for each in going]

    def close(self) -> None:
        """Let the other thread end; nothing can be done afterwards."""
        if self._other is not None:
            self._other.shutdown()


def _alone(task: Callable[[], Done]) -> Done:
    with one_thread():
        return task()
