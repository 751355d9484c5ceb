"""What people want of a race, kept until its thread can do it."""

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, Protocol

from explorer.networks.choices import check_whole
from explorer.sentences.sentence import refusal

if TYPE_CHECKING:
    from explorer.training.race.events import RaceEvent
    from explorer.training.race.result import NetworkKind, RaceFacts, RaceStep
    from explorer.training.race.settings import RaceSettings

WISHES: Final = ("pause", "resume", "step", "stop")
MOST_STEPS: Final = 10_000  # of one race on the page; the command line has no such bound
PATIENCE: Final = 0.25  # seconds between two looks at what a person wants


class Memory(Protocol):
    """What a race has reserved: `explorer.training.processor.reserved.Reservation`."""

    def take(self) -> bool:
        """Reserve all that a step needs; whether that fits beside the others."""
        ...

    def rest(self) -> None:
        """Between two turns: keep only what is held there."""
        ...


class Running(Protocol):
    """What `explorer.training.race.race.race` returns."""

    @property
    def facts(self) -> "RaceFacts":
        """Known before the first step."""
        ...

    @property
    def events(self) -> "tuple[RaceEvent, ...]":
        """What its shortcut switch has done so far."""
        ...

    @property
    def memory(self) -> Memory:
        """What it has reserved."""
        ...

    def __iter__(self) -> Iterator["RaceStep"]:
        """The steps."""
        ...

    def switch(self, network: "NetworkKind", factor: float) -> None:
        """From the next step on, let every block of a network add so many times its shortcut."""
        ...

    def extend(self, steps: int) -> None:
        """Let the race go on for so many steps more."""
        ...

    def close(self) -> None:
        """Free the memory."""
        ...


# Builds a race: of these settings, with these turns of its shortcut switch; told how much of its
# data has arrived; asks whether it was called off, also in the middle of a step, and waits there
# while it is paused.
Begin = Callable[
    ["RaceSettings", "Sequence[RaceEvent]", Callable[[float], None], Callable[[], bool]], Running
]


class Controls:
    """Pause, single steps, stop, more steps and the shortcut switch of one race.

    Args:
        steps: That it is to do.

    Attributes:
        changed: Held while anything here is read and acted on; notified when it changes.
        steps: That it is to do by now.
        stopping: Whether it is to end.
        held: Whether it has done them all and its networks are kept, in case that a person wants
            more.
        over: Whether it will do no more, whatever a person wants.
    """

    def __init__(self, steps: int) -> None:
        self.changed = threading.Condition()
        self.steps = self._told = steps  # told to the race
        self.stopping = self.held = self.over = False
        self._paused = False
        self._granted = 0  # single steps
        self._running: Running | None = None
        self._switches: list[tuple[NetworkKind, float]] = []  # until there are networks

    @property
    def pausing(self) -> bool:
        """Whether no step may be done now."""
        return self._paused and not self._granted

    def do(self, wish: str) -> None:
        """Pause, resume, step or stop.

        Raises:
            ValueError: It is no such wish.
        """
        if wish not in WISHES:
            raise ValueError(f"a race can pause, resume, step or stop, not {wish!r}: choose one")
        with self.changed:
            if wish == "stop":
                self.stopping = True
            elif wish == "resume":
                self._paused, self._granted = False, 0
            else:
                self._paused = True
                self._granted += wish == "step"
            self.changed.notify_all()

    def switch(self, network: Any, factor: Any) -> None:
        """From the next step on, let every block of a network add so many times its shortcut.

        Args:
            network: `plain` or `residual`.
            factor: From 0 to 10.

        Raises:
            ValueError: One of these is not allowed, the network has diverged, or the race is over.
        """
        from explorer.training.race.events import RaceEvent

        wanted = RaceEvent(1, network, factor)
        with self.changed:
            self._check_not_over()
            if self._running is None:
                self._switches.append((wanted.network, wanted.factor))
            else:
                self._running.switch(wanted.network, wanted.factor)

    def more(self, steps: Any) -> None:
        """Let the race do so many steps more, also after its last one while it is held.

        Raises:
            ValueError: That is no whole number from 1, or too many; or the race is over.
        """
        check_whole("steps", steps, 1, MOST_STEPS)
        with self.changed:
            self._check_not_over()
            check_length(self.steps + steps)
            self.steps += steps
            if self.held:
                self.held = False
                self.do("resume")

    def let_go(self) -> None:
        """Hold the networks no longer."""
        with self.changed:
            self.over = self.over or self.held
            self.held = False
            self.changed.notify_all()

    def _check_not_over(self) -> None:
        if self.over:
            raise refusal(
                "this race is over: start another, and switch or extend it before it ends"
            )

    def built(self, running: Running) -> None:
        """By the race's thread: the networks are there; do what was wanted of them meanwhile."""
        with self.changed:
            self._running = running
            for network, factor in self._switches:
                running.switch(network, factor)

    def before_step(self, done: int) -> None:
        """By the race's thread: tell the race how many steps are wanted by now."""
        with self.changed:
            if self._running is not None and self.steps > self._told:
                self._running.extend(self.steps - self._told)
                self._told = self.steps
            self.over = done >= self.steps

    def step_done(self) -> None:
        """By the race's thread: one of the single steps is used up."""
        with self.changed:
            self._granted = max(0, self._granted - 1)

    def wait_for_more(self, done: int, clock: Callable[[], float], until: float) -> bool:
        """By the race's thread, while it is held: whether a person wants more steps."""
        with self.changed:
            while self.held and not self.stopping and clock() < until:
                self.changed.wait(PATIENCE)
            self.held = False
            self.over = done >= self.steps
            return not self.over

    def end(self) -> None:
        """By the race's thread: no more steps, and no networks."""
        with self.changed:
            self.held, self.over, self._running = False, True, None


def check_length(steps: int) -> None:
    """Refuse a race that is too long for a page.

    Raises:
        ValueError: It is.
    """
    if steps > MOST_STEPS:
        raise refusal(
            "steps must be at most {most} on the page, got {steps}: choose fewer, "
            "or run it with python -m explorer race",
            most=MOST_STEPS,
            steps=steps,
        )
