"""One race in a thread of its own: its log, and what a person may do to it."""

import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from explorer.figures.race.titles import Title
from explorer.interface.race.controls import Begin, Controls, Running
from explorer.interface.race.line import Line
from explorer.interface.race.turn import LIVE, Phase, Turn
from explorer.sentences.elsewhere import without_places
from explorer.sentences.sentence import Sentence, refusal
from explorer.training.processor.reserved import TakenError
from explorer.training.race.presets import events_of

if TYPE_CHECKING:
    from explorer.training.race.events import RaceEvent
    from explorer.training.race.record import RecordedRace
    from explorer.training.race.result import RaceFacts, RaceStep
    from explorer.training.race.settings import RaceSettings


class RaceRun:
    """A race that somebody started, or one read from its folder.

    Attributes:
        key: Names it, cannot be guessed.
        token: Whoever has it may stop the race.
        asked: What was asked for at its start.
        planned: What the shortcut switch is to do by itself, if not said what its preset has.
        title: For people, by language.
        born: When, in seconds since 1970.
        phase: What it is doing.
        facts: None until its networks are built.
        steps: Those done; only ever grows.
        events: What the shortcut switch has done.
        trouble: Why it failed, as a sentence.
        downloaded: Share of its data that has arrived, None when nothing is fetched.
        ended: When, by the clock; None while it lives. It may go on while its networks are held.
        following: Key of the race that came after it by itself.
        quiet: Whether nobody started it for themselves, so that it is in no list.
        short: Whether it waits for memory that others hold.
        make_room: Called before its networks are held.
        expected_seconds: As estimated before it started, None if it was not.
        controls: What people want of it.
    """

    def __init__(
        self,
        settings: "RaceSettings",
        title: Title,
        *,
        planned: "Sequence[RaceEvent] | None" = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.key = secrets.token_urlsafe(9)
        self.token = secrets.token_urlsafe(9)
        self.asked = settings
        self.planned = tuple(events_of(settings) if planned is None else planned)
        self.title = title
        self.phase: Phase = "waiting"
        self.facts: RaceFacts | None = None
        self.steps: list[RaceStep] = []
        self.events: tuple[RaceEvent, ...] = ()
        self.trouble = ""
        self.downloaded: float | None = None
        self.ended: float | None = None
        self.following: str | None = None
        self.quiet = self.short = False
        self._clock = clock
        self._seen = clock()
        self.born = time.time()
        self.expected_seconds: float | None = None
        self.make_room: Callable[[], object] = lambda: None
        self.controls = Controls(settings.steps)

    @classmethod
    def of_record(cls, recorded: "RecordedRace", title: Title) -> "RaceRun":
        """A race that was run elsewhere or earlier."""
        run = cls(recorded.settings, title)
        run.facts, run.steps = recorded.facts, list(recorded.steps)
        run.events = recorded.events
        run.phase, run.ended = "recorded", run._clock()
        run.controls.end()
        return run

    @property
    def settings(self) -> "RaceSettings":
        """As asked for, with the steps by which it was extended."""
        return replace(self.asked, steps=self.controls.steps)

    @property
    def turns(self) -> "tuple[RaceEvent, ...]":
        """What the shortcut switch has done, and what it is still to do by itself."""
        done = len(self.steps)
        return (*self.events, *(each for each in self.planned if each.step > done))

    @property
    def is_live(self) -> bool:
        """Whether it may still do a step."""
        return self.phase in LIVE and not self.controls.stopping

    @property
    def unseen_seconds(self) -> float:
        """For how long nobody has looked."""
        return self._clock() - self._seen

    @property
    def can_go_on(self) -> bool:
        """Whether it is under way, or held so that it may do more steps."""
        return self.controls.held or self.is_live

    def recorded(self) -> "RecordedRace":
        """What has been done so far, to be written into a folder.

        Raises:
            ValueError: Nothing has been done.
        """
        from explorer.training.race.record import RecordedRace

        if self.facts is None or not self.steps:
            raise refusal("this race has not done a step yet: there is nothing to save")
        return RecordedRace(self.settings, self.facts, tuple(self.steps), self.events)

    def seen(self) -> None:
        """Somebody looks at it."""
        self._seen = self._clock()

    def do(self, wish: str) -> None:
        """As `Controls.do`."""
        self.controls.do(wish)

    def more(self, steps: Any) -> None:
        """As `Controls.more`."""
        with self.controls.changed:
            self.controls.more(steps)
            if self.ended is not None:  # it was held
                self.ended, self.phase = None, "running"

    def race(
        self, begin: Begin, line: Line, unseen_seconds: float, held_seconds: float = 0.0
    ) -> None:
        """Do it all, in the calling thread; `line` is where it waits for the processor.

        It ends `unseen_seconds` after the last look, and can go on for `held_seconds` when it has.
        """
        turn = Turn(
            self.key,
            line,
            self.controls,
            lambda: self.unseen_seconds > unseen_seconds,
            self._is_now,
        )
        running: Running | None = None
        steps: Iterator[RaceStep] = iter(())
        end: Phase = "failed"
        try:
            while True:
                if wanted := turn.wait():
                    end = wanted
                    return
                if running is None:
                    running = self._begun(begin, turn)
                    if running is not None:
                        self.facts, steps = running.facts, iter(running)
                    continue  # a person may have stopped it meanwhile
                self.controls.before_step(len(self.steps))
                step = turn.step(steps)
                if step is None:
                    end = turn.called_off() or "finished"
                    return
                self.steps.append(step)
                self.events = running.events
                self.controls.step_done()
                turn.step_done()
                could = any(not each.diverged for each in step.networks)
                if could and held_seconds and not self._go_on(turn, held_seconds):
                    end = "finished"
                    return
        except (ValueError, OSError) as error:
            called_off = turn.called_off()
            if called_off:  # while its data were fetched: that is no trouble
                end = called_off
            else:
                self.trouble = without_places(error)
        except Exception as error:
            self.trouble = Sentence(
                "the race broke off ({kind}: {error}): start it again",
                kind=type(error).__name__,
                error=error,
            )
            raise
        finally:
            line.leave(self.key)
            self.controls.end()
            if running is not None:
                running.close()
            if self.ended is None:
                self.ended, self.phase = self._clock(), end

    def _is_now(self, phase: Phase) -> None:
        self.phase = phase

    def _begun(self, begin: Begin, turn: Turn) -> Running | None:
        """Its networks; None where the memory is not there yet."""
        self.phase = "preparing"
        try:
            running = begin(
                self.asked, self.planned, partial(self._arriving, turn), turn.within_step
            )
        except TakenError:
            self.short = True
            turn.make_way()
            return None
        self.short, self.downloaded = False, None
        turn.built(running.memory)
        self.controls.built(running)
        return running

    def _go_on(self, turn: Turn, seconds: float) -> bool:
        """After the last step: hold the networks, and say whether a person wants more."""
        if len(self.steps) >= self.controls.steps:
            self.make_room()
        with self.controls.changed:
            if len(self.steps) < self.controls.steps:
                return True
            turn.leave()
            self.controls.held = True
            self.ended, self.phase = self._clock(), "finished"
            return self.controls.wait_for_more(len(self.steps), self._clock, self.ended + seconds)

    def _arriving(self, turn: Turn, share: float) -> None:
        if turn.called_off():
            raise refusal("the race was stopped while its data were fetched: start it again")
        self.downloaded = share
