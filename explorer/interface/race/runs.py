"""All races of this page: started in threads, found by key, forgotten after a while."""

import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final
from weakref import WeakSet

from explorer.figures.race.titles import Title
from explorer.interface.race.alarm import Alarm
from explorer.interface.race.controls import Begin, check_length
from explorer.interface.race.example import RECORDED, Example
from explorer.interface.race.line import SLICE_SECONDS, Line
from explorer.interface.race.run import RaceRun
from explorer.interface.race.turn import LIVE
from explorer.interface.race.wire import remaining_seconds
from explorer.interface.right_of_way import RightOfWay
from explorer.sentences.sentence import refusal

if TYPE_CHECKING:
    from explorer.training.race.events import RaceEvent
    from explorer.training.race.record import RecordedRace
    from explorer.training.race.settings import RaceSettings

Planned = tuple["RaceSettings", Title, float | None]  # the last, about how many seconds
Cost = Callable[["RaceSettings"], float | None]
UNSEEN_SECONDS: Final = 300.0
HELD_SECONDS: Final = 600.0  # so long the networks of a finished race may be asked for more steps
MOST_HELD: Final = 4  # the newest: networks take memory, and a thread waits with each
KEPT_SECONDS: Final = 3600.0
KEPT_STEPS: Final = 40_000  # of ended races together: about 7 kB each at depth 56
MOST_LIVE: Final = 40
LEFT_SECONDS: Final = 20.0  # a race that nobody has looked at for so long makes room for another
POLLS_PER_SECOND: Final = 60.0  # that all viewers together may ask
FASTEST, SLOWEST, VIEWER_SECONDS = 0.04, 2.0, 15.0
MOST_VIEWERS: Final = 256  # who are counted; a name is a browser's own invention
WHOLE: Final = (*LIVE, "finished")  # phases of a race that has all its steps, or will


class Runs:
    """The races of one page, and the line in which they wait for its processor.

    Args:
        begin: Builds a race; see `controls.Begin`.
        cost: Seconds that a race will take; refuses one that takes too long or does not fit.
        unseen_seconds: A race that nobody looks at ends after so long.
        kept_seconds: The record of an ended one is kept for so long.
        held_seconds: So long after its last step a race may go on, if no other is started.
        clock: Tells the time in seconds.
        way: That races give to inspections.

    Attributes:
        line: Where races wait for the processor.
        viewers: When each was last there.
    """

    def __init__(
        self,
        begin: Begin,
        *,
        cost: Cost = lambda settings: None,
        unseen_seconds: float = UNSEEN_SECONDS,
        kept_seconds: float = KEPT_SECONDS,
        held_seconds: float = HELD_SECONDS,
        clock: Callable[[], float] = time.monotonic,
        way: RightOfWay | None = None,
    ) -> None:
        self.line = Line(clock=clock, way=way)
        self._begin = begin
        self.cost = cost
        self._unseen_seconds = unseen_seconds
        self._kept_seconds = kept_seconds
        self._held_seconds = held_seconds
        self._clock = clock
        self._runs: dict[str, RaceRun] = {}
        self.viewers: dict[str, float] = {}
        self._threads: WeakSet[threading.Thread] = WeakSet()
        self._alarm = Alarm(self._forget)  # a page nobody asks must give its memory back too
        self._lock = threading.Lock()
        self._starting = threading.Lock()  # held so that two who ask at once start one race
        self._example = Example()

    def start(
        self,
        races: Sequence[tuple["RaceSettings", Title]],
        former: str = "",
        turns: "Sequence[RaceEvent] | None" = None,
    ) -> RaceRun:
        """Start races that are shown in turn, each when the one before has finished; the first.

        Args:
            races: One or more; whoever has the token of the first may stop them all.
            former: Token of the race that the same person started before: it makes room.
            turns: What the shortcut switch is to do in the first; None for what its preset has.

        Raises:
            ValueError: One is too long for a page or does not fit the memory, or too many races
                are under way.
        """
        for settings, _ in races:
            check_length(settings.steps)
        planned = [(settings, title, self.cost(settings)) for settings, title in races]
        if former:
            self.stop(former)
        live = [run for run in self.listed() if run.is_live]
        left = [run for run in live if run.unseen_seconds > LEFT_SECONDS]
        for run in left[: max(0, len(live) + 1 - MOST_LIVE)]:
            run.do("stop")
        if sum(run.is_live for run in live) >= MOST_LIVE:
            raise refusal(
                "{count} races are under way on this machine, which is all it takes "
                "on: stop one, watch one, or come back in a minute",
                count=MOST_LIVE,
            )
        for run in self.listed():
            run.controls.let_go()
        return self._launch(planned, None, turns)

    def once(self, settings: "RaceSettings", title: Title) -> RaceRun:
        """The race of these settings: whoever asks first starts it, and it is not listed."""
        with self._starting:
            self._forget()
            with self._lock:
                found = [run for run in self._runs.values() if run.quiet and run.phase in WHOLE]
            for run in found:
                if run.asked == settings:
                    return run
            return self._launch([(settings, title, None)], None, quiet=True)

    def keep(self, recorded: "RecordedRace", title: Title) -> RaceRun:
        """Take in a race that was run elsewhere, so that it can be replayed."""
        run = RaceRun.of_record(recorded, title)
        run.ended = self._clock()
        self._keep(run)
        return run

    def get(self, key: object) -> RaceRun:
        """The race of that key; `RECORDED` is that of the one which comes with the program.

        Raises:
            LookupError: It was forgotten, or never there.
        """
        if key == RECORDED:
            return self._example.run()
        self._forget()
        with self._lock:
            run = self._runs.get(str(key))
        if run is None:
            raise LookupError(f"no race is kept under the key {key!r}")
        return run

    def listed(self) -> tuple[RaceRun, ...]:
        """All that are kept and that somebody started for themselves, the newest first."""
        self._forget()
        with self._lock:
            return tuple(run for run in reversed(self._runs.values()) if not run.quiet)

    def newest_live(self) -> RaceRun | None:
        """The race that a newcomer is shown."""
        return next((run for run in self.listed() if run.is_live), None)

    def pause_between_polls(self, viewer: str) -> float:
        """Seconds that a viewer should wait before asking again: longer where many look on."""
        now = self._clock()
        with self._lock:
            self.viewers[viewer] = now
            here = self.viewers.items()
            self.viewers = {each: seen for each, seen in here if now - seen <= VIEWER_SECONDS}
            if len(self.viewers) > MOST_VIEWERS:
                del self.viewers[next(iter(self.viewers))]
            return min(SLOWEST, max(FASTEST, len(self.viewers) / POLLS_PER_SECOND))

    def seconds_until(self, run: RaceRun) -> float | None:
        """How long a race that waits will do so: whoever is before it has a slice of time."""
        with self._lock:
            ahead = [self._runs.get(key) for key in self.line.before(run.key)]
        left = [0.0 if each is None else remaining_seconds(each) for each in ahead]
        if None in left:
            return None
        return sum(min(SLICE_SECONDS, each) for each in left if each is not None)

    def stop(self, token: str) -> None:
        """Stop those of one token, if there are any."""
        for run in self.listed():
            if run.token == token:
                run.do("stop")

    def close(self) -> None:
        """Stop all that are under way, and wait a little for their threads."""
        with self._lock:
            every = [*self._runs.values()]
        for run in every:
            run.do("stop")
        until = time.monotonic() + 1.0
        for thread in [*self._threads]:
            thread.join(max(0.0, until - time.monotonic()))

    def _launch(
        self,
        races: Sequence[Planned],
        token: str | None,
        turns: "Sequence[RaceEvent] | None" = None,
        quiet: bool = False,
    ) -> RaceRun:
        (settings, title, seconds), *later = races
        run = RaceRun(settings, title, planned=turns, clock=self._clock)
        run.expected_seconds, run.make_room = seconds, self._let_others_go
        run.token, run.quiet = token or run.token, quiet
        self._keep(run)
        work, name = partial(self._work, run, later), f"race-{run.key}"
        thread = threading.Thread(target=work, name=name, daemon=True)
        self._threads.add(thread)
        thread.start()
        return run

    def _work(self, run: RaceRun, later: list[Planned]) -> None:
        try:
            held_seconds = 0.0 if later or run.quiet else self._held_seconds
            run.race(self._begin, self.line, self._unseen_seconds, held_seconds)
        finally:
            self._forget()
        if later and run.phase == "finished":
            run.following = self._launch(later, run.token).key

    def _let_others_go(self) -> None:
        """One more will be held: of the others the newest still are."""
        with self._lock:
            held = [run for run in self._runs.values() if run.controls.held]
        for run in held[: len(held) - MOST_HELD + 1]:
            run.controls.let_go()

    def _keep(self, run: RaceRun) -> None:
        with self._lock:
            self._runs[run.key] = run

    def _forget(self) -> None:
        now = self._clock()
        with self._lock:
            ended = [run for run in self._runs.values() if run.ended is not None]
            kept = 0
            for run in reversed(ended):  # the newest first
                kept += len(run.steps)
                late = run.ended is not None and now - run.ended > self._kept_seconds
                if late or (kept > KEPT_STEPS and run is not ended[-1]):
                    run.controls.let_go()
                    del self._runs[run.key]
            ends = [run.ended for run in self._runs.values() if run.ended is not None]
        if ends:
            self._alarm.set(max(0.0, min(ends) + self._kept_seconds - now) + 1)
