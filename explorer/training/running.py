"""Work that is told about step by step, and that makes one result together."""

from collections.abc import Callable, Generator, Iterator
from typing import Generic, TypeVar

from explorer.ending.signals import interruptible

Step = TypeVar("Step")
Result = TypeVar("Result")


class Running(Generic[Step, Result]):
    """An iterator of steps that also gives what they make together.

    Args:
        said: What is at work, in a few words.
        steps: The work: each step is computed when it is asked for.
        together: Makes the result of all steps.

    Attributes:
        done: The steps so far, in order.
    """

    def __init__(
        self,
        said: str,
        steps: Generator[Step, None, None],
        together: Callable[[tuple[Step, ...]], Result],
    ) -> None:
        self.done: list[Step] = []
        self._said, self._steps, self._together = said, steps, together

    def __repr__(self) -> str:
        """Short: what it is, how far, and what to do with it."""
        return f"<{self._said}, {len(self.done)} steps done: iterate over it, or call result()>"

    def __iter__(self) -> Iterator[Step]:
        """The steps that are still to come."""
        return self

    def __next__(self) -> Step:
        """The next step."""
        with interruptible():
            step = next(self._steps)
        self.done.append(step)
        return step

    def result(self, progress: Callable[[Step], object] | None = None) -> Result:
        """Do the steps that are still to come, and give the result of all.

        Args:
            progress: Told each step; what it raises ends the work.
        """
        for step in self:
            if progress is not None:
                progress(step)
        return self._together(tuple(self.done))

    def close(self) -> None:
        """End the work."""
        self._steps.close()
