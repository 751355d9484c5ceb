"""One race in a thread, its steps let through one by one."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from explorer.interface.race.line import Line
from explorer.interface.race.questions import entry
from explorer.interface.race.run import RaceRun
from explorer.training.race.settings import RaceSettings
from tests.interface.fake_races import (
    SMALL,
    TITLE,
    Clock,
    FakeRace,
    Gate,
    begins,
    recorded,
    until,
)

UNSEEN = 300.0


@contextmanager
def under_way(run: RaceRun, race: FakeRace, gate: Gate, line: Line) -> Iterator[RaceRun]:
    """A race in its thread; at the end it is stopped and let through."""
    thread = threading.Thread(target=run.race, args=(begins(race), line, UNSEEN), daemon=True)
    thread.start()
    try:
        yield run
    finally:
        run.do("stop")
        gate.open(1000)
        thread.join(120)
        assert not thread.is_alive()


def alone(run: RaceRun, race: FakeRace) -> Line:
    """A race done in this thread, with nobody else in the line."""
    line = Line()
    run.race(begins(race), line, UNSEEN)
    return line


def test_a_race_goes_through_its_phases_to_the_end() -> None:
    phases = []
    clock = Clock()
    run = RaceRun(SMALL, TITLE, clock=clock)

    def look(step: int) -> None:
        phases.append((step, run.phase, len(run.steps), run.is_live))
        clock.now += 1

    race = FakeRace(3, look)
    assert (run.phase, run.facts, run.ended, run.is_live) == ("waiting", None, None, True)
    line = alone(run, race)
    assert phases == [(1, "running", 0, True), (2, "running", 1, True), (3, "running", 2, True)]
    assert (run.phase, run.is_live, run.ended, run.trouble) == ("finished", False, 1003, "")
    assert run.steps == race.made
    assert run.facts is race.facts
    assert race.closed == 1
    assert line.place(run.key) is None


def test_pause_one_step_resume_and_stop_take_effect_within_one_step() -> None:
    gate, line = Gate(3), Line()
    race = FakeRace(1000, gate)
    with under_way(RaceRun(SMALL, TITLE), race, gate, line) as run:
        until(lambda: len(run.steps) == 3)
        run.do("pause")
        gate.open(50)  # the step that is under way ends, and no other begins
        until(lambda: run.phase == "paused")
        assert len(run.steps) == 4
        assert line.place(run.key) is None  # others may compute
        assert run.is_live

        for count in (5, 6):
            run.do("step")
            until(lambda count=count: len(run.steps) == count and run.phase == "paused")
        run.do("step")
        run.do("step")
        until(lambda: len(run.steps) == 8 and run.phase == "paused")

        run.do("resume")
        until(lambda: len(run.steps) == 53)
        assert run.phase == "running"
        run.do("stop")
        gate.open()
        until(lambda: run.ended is not None)
        assert (run.phase, len(run.steps)) == ("stopped", 54)
        assert race.closed == 1


def test_one_step_of_a_running_race_holds_it() -> None:
    gate, line = Gate(2), Line()
    with under_way(RaceRun(SMALL, TITLE), FakeRace(1000, gate), gate, line) as run:
        until(lambda: len(run.steps) == 2)
        run.do("step")
        gate.open(50)
        until(lambda: run.phase == "paused")
        assert len(run.steps) == 3


def test_resuming_forgets_steps_that_were_asked_for() -> None:
    gate, line = Gate(), Line()
    with under_way(RaceRun(SMALL, TITLE), FakeRace(1000, gate), gate, line) as run:
        until(lambda: run.phase == "running")
        for wish in ("step", "step", "step", "resume", "pause"):
            run.do(wish)
        gate.open(50)
        until(lambda: run.phase == "paused")
        assert len(run.steps) == 1  # the one that was under way


def test_a_race_that_waits_can_be_stopped_before_it_begins() -> None:
    line = Line()
    line.join("another")
    run, race = RaceRun(SMALL, TITLE), FakeRace(3)
    began: list[object] = []

    def begin(*asked: object) -> FakeRace:
        began.append(asked)
        return race

    thread = threading.Thread(target=run.race, args=(begin, line, UNSEEN), daemon=True)
    thread.start()
    until(lambda: line.place(run.key) == 1)
    assert run.phase == "waiting"
    run.do("stop")
    thread.join(120)
    assert not thread.is_alive()
    assert (run.phase, run.steps, began) == ("stopped", [], [])
    assert line.place(run.key) is None
    assert line.place("another") == 0


def test_a_paused_race_can_be_stopped() -> None:
    gate, line = Gate(1), Line()
    race = FakeRace(9, gate)
    with under_way(RaceRun(SMALL, TITLE), race, gate, line) as run:
        until(lambda: len(run.steps) == 1)
        run.do("pause")
        gate.open()
        until(lambda: run.phase == "paused")
        run.do("stop")
        until(lambda: run.ended is not None)
        assert (run.phase, len(run.steps), race.closed) == ("stopped", 2, 1)


def test_a_race_that_nobody_sees_ends_and_frees_its_memory() -> None:
    clock = Clock()
    run = RaceRun(SMALL, TITLE, clock=clock)

    def look(step: int) -> None:
        if step == 2:
            clock.now += 299
            run.seen()
        if step == 3:
            clock.now += 299  # 598 since it began, 299 since it was seen
        if step == 4:
            clock.now += 2

    race = FakeRace(9, look)
    alone(run, race)
    assert (run.phase, len(run.steps), race.closed) == ("unseen", 4, 1)
    assert run.ended == clock.now


def test_a_paused_race_that_nobody_sees_ends_too() -> None:
    clock, gate, line = Clock(), Gate(1), Line()
    race = FakeRace(9, gate)
    with under_way(RaceRun(SMALL, TITLE, clock=clock), race, gate, line) as run:
        until(lambda: len(run.steps) == 1)
        run.do("pause")
        gate.open()
        until(lambda: run.phase == "paused")
        clock.now += UNSEEN + 1
        until(lambda: run.ended is not None)
        assert (run.phase, race.closed) == ("unseen", 1)


def test_a_race_that_nobody_sees_ends_while_its_data_are_fetched() -> None:
    clock = Clock()
    run = RaceRun(SMALL, TITLE, clock=clock)
    shares = []

    def begin(_: object, __: object, arriving: Callable[[float], None], *___: object) -> FakeRace:
        for share in (0.1, 0.2, 0.3, 0.4):
            arriving(share)
            shares.append(share)
            clock.now += UNSEEN / 2 + 1
        raise AssertionError("it went on fetching")

    run.race(begin, Line(), UNSEEN)
    assert (run.phase, run.trouble, shares) == ("unseen", "", [0.1, 0.2])


@pytest.mark.parametrize("error", [ValueError("too deep"), FileNotFoundError("too deep")])
def test_a_race_that_cannot_begin_says_why(error: Exception) -> None:
    def begin(*_: object) -> FakeRace:
        raise error

    run, line = RaceRun(SMALL, TITLE), Line()
    run.race(begin, line, UNSEEN)
    assert (run.phase, run.trouble, run.facts, run.steps) == ("failed", "too deep", None, [])
    assert run.ended is not None
    assert line.place(run.key) is None


def breaks(error: Exception) -> FakeRace:
    def fail(step: int) -> None:
        if step == 3:
            raise error

    return FakeRace(9, fail)


def test_a_race_that_breaks_off_keeps_what_was_done() -> None:
    run, race = RaceRun(SMALL, TITLE), breaks(OSError("the disk is gone"))
    alone(run, race)
    assert (run.phase, run.trouble, len(run.steps)) == ("failed", "the disk is gone", 2)
    assert race.closed == 1
    assert len(run.recorded().steps) == 2


def test_a_mistake_of_the_programs_is_said_and_not_hidden() -> None:
    run, race, line = RaceRun(SMALL, TITLE), breaks(ZeroDivisionError("a/b")), Line()
    with pytest.raises(ZeroDivisionError):
        run.race(begins(race), line, UNSEEN)
    assert run.phase == "failed"
    assert run.trouble == "the race broke off (ZeroDivisionError: a/b): start it again"
    assert race.closed == 1
    assert line.place(run.key) is None


def test_the_share_of_a_download_is_told_and_forgotten() -> None:
    seen: list[float | None] = []
    run = RaceRun(SMALL, TITLE)

    def begin(_: object, __: object, arriving: Callable[[float], None], *___: object) -> FakeRace:
        for share in (0.25, 1.0):
            arriving(share)
            seen.append(run.downloaded)
        return FakeRace(1, lambda _: seen.append(run.downloaded))

    run.race(begin, Line(), UNSEEN)
    assert seen == [0.25, 1.0, None]


def test_a_download_that_is_stopped_is_no_failure() -> None:
    run = RaceRun(SMALL, TITLE)

    def begin(_: object, __: object, arriving: Callable[[float], None], *___: object) -> FakeRace:
        assert run.phase == "preparing"
        arriving(0.25)
        run.do("stop")
        arriving(0.5)
        raise AssertionError("the download went on")

    run.race(begin, Line(), UNSEEN)
    assert (run.phase, run.trouble, run.steps) == ("stopped", "", [])


@pytest.mark.parametrize("wish", ["halt", "", "None", "reset"])
def test_an_unknown_wish_is_refused(wish: str) -> None:
    with pytest.raises(ValueError, match=f"pause, resume, step or stop, not '{wish}'"):
        RaceRun(SMALL, TITLE).do(wish)


def test_what_was_done_can_be_recorded() -> None:
    run = RaceRun(SMALL, TITLE)
    with pytest.raises(ValueError, match="has not done a step yet"):
        run.recorded()
    race = FakeRace(3)
    alone(run, race)
    found = run.recorded()
    assert (found.settings, found.facts, found.steps) == (SMALL, race.facts, tuple(race.made))


def test_a_record_is_a_race_that_has_ended() -> None:
    whole, began = recorded(4), round(1000 * time.time())
    run = RaceRun.of_record(whole, TITLE)
    assert (run.phase, run.is_live, run.facts) == ("recorded", False, whole.facts)
    assert run.steps == list(whole.steps)
    assert run.ended is not None
    said = entry(run)
    assert began <= said.pop("born") <= round(1000 * time.time())
    assert said == {"key": run.key, "title": TITLE, "phase": "recorded", "done": 4}


def test_keys_and_tokens_cannot_be_guessed() -> None:
    runs = [RaceRun(SMALL, TITLE) for _ in range(50)]
    assert len({each for run in runs for each in (run.key, run.token)}) == 100
    assert min(len(each) for run in runs for each in (run.key, run.token)) >= 12


def small(steps: int) -> RaceRun:
    return RaceRun(replace(SMALL, steps=steps), TITLE)


def held(run: RaceRun, race: FakeRace, line: Line) -> threading.Thread:
    """A race in its thread that holds its networks after its last step."""
    thread = threading.Thread(target=run.race, args=(begins(race), line, UNSEEN, 600.0))
    thread.daemon = True
    thread.start()
    return thread


def test_after_its_last_step_a_race_has_ended_and_can_go_on() -> None:
    line, race, run = Line(), FakeRace(3), small(3)
    thread = held(run, race, line)
    until(lambda: run.ended is not None)
    until(lambda: run.phase == "finished")
    assert (run.is_live, run.can_go_on, len(run.steps), race.closed) == (False, True, 3, 0)
    assert line.place(run.key) is None  # others may compute
    assert len(run.recorded().steps) == 3

    run.controls.switch("plain", 1.0)
    run.more(2)
    until(lambda: len(run.steps) == 5 and run.phase == "finished")
    assert (run.settings.steps, run.asked.steps, race.closed) == (5, 3, 0)
    assert race.switched == [(3, "plain", 1.0)]
    assert run.recorded().settings.steps == 5
    run.controls.let_go()
    thread.join(120)
    assert not thread.is_alive()
    assert (run.phase, race.closed, run.can_go_on) == ("finished", 1, False)
    with pytest.raises(ValueError, match="this race is over"):
        run.more(1)


def test_a_race_that_waits_for_its_turn_again_is_as_any_that_waits() -> None:
    line, race, run = Line(), FakeRace(1), small(1)
    thread = held(run, race, line)
    until(lambda: run.phase == "finished")
    line.join("another")
    run.more(1)
    assert (run.ended, run.can_go_on, run.is_live) == (None, True, True)
    until(lambda: run.phase == "waiting")
    assert line.place(run.key) == 1
    line.leave("another")
    until(lambda: len(run.steps) == 2)
    run.do("stop")
    thread.join(120)
    assert race.closed == 1


def test_a_pause_in_the_last_step_does_not_keep_the_next_ones_back() -> None:
    gate, line, run = Gate(), Line(), small(1)
    race = FakeRace(1, gate)
    thread = held(run, race, line)
    until(lambda: run.phase == "running")
    run.do("pause")
    gate.open(9)
    until(lambda: run.phase == "finished")
    run.more(2)
    until(lambda: len(run.steps) == 3)
    run.controls.let_go()
    thread.join(120)
    assert run.phase == "finished"


def test_a_race_on_its_way_grows() -> None:
    gate, line, run = Gate(1), Line(), small(2)
    race = FakeRace(2, gate)
    thread = held(run, race, line)
    until(lambda: len(run.steps) == 1)
    run.more(2)
    assert run.settings.steps == 4
    gate.open(9)
    until(lambda: run.phase == "finished")
    assert [step.step for step in run.steps] == [1, 2, 3, 4]
    run.do("stop")
    thread.join(120)
    assert (run.phase, race.closed) == ("finished", 1)


def test_wishes_before_the_networks_are_there_are_done_when_they_are() -> None:
    line, race, run = Line(), FakeRace(2), small(2)
    began: list[RaceSettings] = []

    def begin(settings: RaceSettings, *_: object) -> FakeRace:
        began.append(settings)
        return race

    run.controls.switch("residual", 0.0)
    run.more(1)
    run.race(begin, line, UNSEEN)
    assert race.switched == [(0, "residual", 0.0)]
    assert began == [run.asked]  # a preset's length, by which its own switches are found
    assert (len(run.steps), run.settings.steps, run.phase) == (3, 3, "finished")


def test_a_held_race_is_let_go_after_a_while() -> None:
    clock, race = Clock(), FakeRace(2)
    run = RaceRun(replace(SMALL, steps=2), TITLE, clock=clock)
    thread = held(run, race, Line())
    until(lambda: run.phase == "finished")
    ended = run.ended
    clock.now += 599
    run.seen()
    assert run.can_go_on
    clock.now += 1
    thread.join(120)
    assert (race.closed, run.can_go_on, run.ended) == (1, False, ended)


def test_two_diverged_networks_are_not_held() -> None:
    race, run = FakeRace(2), small(2)
    race.made[-1] = replace(
        race.made[-1],
        plain=replace(race.made[-1].plain, diverged=True),
        residual=replace(race.made[-1].residual, diverged=True),
    )
    run.race(begins(race), Line(), UNSEEN, 600.0)
    assert (run.phase, run.can_go_on, race.closed) == ("finished", False, 1)
