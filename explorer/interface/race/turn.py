"""When one race may compute: it is its turn, its memory is there, and nobody wants otherwise."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final, Literal

from explorer.interface.race.controls import PATIENCE, Controls, Memory
from explorer.interface.race.line import Line

if TYPE_CHECKING:
    from explorer.training.race.result import RaceStep

Phase = Literal[
    "waiting", "preparing", "running", "paused",  # live
    "finished", "stopped", "failed", "unseen", "recorded",  # ended
]  # fmt: skip
LIVE: Final = ("waiting", "preparing", "running", "paused")


class Turn:
    """The turns of one race.

    Between two steps a race that does not compute keeps little memory, and the others have the
    rest; in the middle of a step it keeps all.

    Args:
        key: Under which it stands in the line.
        line: Where it waits.
        controls: What people want of it.
        is_unseen: Whether it must end since nobody looks.
        say: Told its phase.
    """

    def __init__(
        self,
        key: str,
        line: Line,
        controls: Controls,
        is_unseen: Callable[[], bool],
        say: Callable[[Phase], None],
    ) -> None:
        self._key, self._line, self._controls = key, line, controls
        self._is_unseen, self._say = is_unseen, say
        self._memory: Memory | None = None
        self._within = False

    def built(self, memory: Memory) -> None:
        """Its networks are there; with what was reserved for them."""
        self._memory = memory

    def wait(self) -> Phase | None:
        """Until a step may be done (None), or the race must end."""
        while True:
            called_off = self.called_off()
            if called_off:
                return called_off
            with self._controls.changed:
                if self._controls.pausing:
                    self._say("paused")
                    self.leave()
                    self._controls.changed.wait(PATIENCE)
                    continue
            self._line.join(self._key)
            if not self._line.wait(self._key, PATIENCE):
                self._say("waiting")
            elif self._memory is None or self._memory.take():
                return None
            else:
                self.make_way()

    def called_off(self) -> Phase | None:
        """As what the race must end, if it must."""
        if self._controls.stopping:
            return "stopped"
        return "unseen" if self._is_unseen() else None

    def within_step(self) -> bool:
        """At a layer: whether the race must end there; waits while it is paused."""
        self._within = True
        try:
            ends = self.wait()
        finally:
            self._within = False
        self._say("running")
        return ends is not None

    def step(self, steps: "Iterator[RaceStep]") -> "RaceStep | None":
        """The next step; None if there is none."""
        self._say("running")
        return next(steps, None)

    def step_done(self) -> None:
        """Let the next in line compute, if that is due."""
        self._line.step_done(self._key)
        if self._memory is not None and self._line.place(self._key) != 0:
            self._memory.rest()

    def make_way(self) -> None:
        """There is not memory enough for a step now: others compute meanwhile."""
        self._say("waiting")
        self.leave()
        with self._controls.changed:
            self._controls.changed.wait(PATIENCE)

    def leave(self) -> None:
        """Compute no more for now."""
        self._line.leave(self._key)
        if self._memory is not None and not self._within:
            self._memory.rest()
