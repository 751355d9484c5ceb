"""All races of a page: one computes at a time, the next follows, old ones are forgotten."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from explorer.interface.race import runs as runs_module
from explorer.interface.race.controls import MOST_STEPS
from explorer.interface.race.example import Example
from explorer.interface.race.run import RaceRun
from explorer.interface.race.runs import LEFT_SECONDS, MOST_LIVE, MOST_VIEWERS, Runs
from explorer.training.race.settings import RaceSettings
from tests.interface.fake_races import SMALL, TITLE, Clock, FakeRace, Gate, ended, recorded, until

ONE = [(SMALL, TITLE)]


@contextmanager
def kept(
    begin: Callable[..., FakeRace], gate: Gate | None = None, **options: Any
) -> Iterator[Runs]:
    """A page's races, all ended when the test is."""
    runs = Runs(begin, **options)
    try:
        yield runs
    finally:
        runs.close()
        if gate is not None:
            gate.open(100_000)
        until(lambda: not any(run.is_live for run in runs.listed()))


def steps(count: int) -> Callable[..., FakeRace]:
    return lambda *_: FakeRace(count)


def held(gate: Gate) -> Callable[..., FakeRace]:
    return lambda *_: FakeRace(1000, gate)


@pytest.fixture
def gate() -> Gate:
    return Gate()


def test_a_race_is_done_in_the_background() -> None:
    with kept(steps(5)) as runs:
        run = runs.start(ONE)
        assert runs.get(run.key) is run
        ended(run)
        assert (run.phase, len(run.steps)) == ("finished", 5)
        assert run.title == TITLE


def test_races_take_turns_and_never_compute_at_once() -> None:
    clock, both_there, order = Clock(), threading.Event(), []
    computing, most = [0], [0]

    def begin(settings: RaceSettings, *_: object) -> FakeRace:
        def compute(step: int) -> None:
            computing[0] += 1
            most[0] = max(most[0], computing[0])
            assert both_there.wait(10)
            order.append(settings.seed)
            clock.now += 11  # two steps use up a turn of 20 seconds
            computing[0] -= 1

        return FakeRace(5, compute)

    with kept(begin, clock=clock) as runs:
        first = runs.start([(replace(SMALL, seed=1), TITLE)])
        until(lambda: first.phase == "running")
        second = runs.start([(replace(SMALL, seed=2), TITLE)])
        until(lambda: runs.line.place(second.key) == 1)
        until(lambda: second.phase == "waiting")
        both_there.set()
        ended(first)
        ended(second)
    assert order == [1, 1, 2, 2, 1, 1, 2, 2, 1, 2]
    assert most == [1]
    assert len(first.steps) == len(second.steps) == 5


def test_a_paused_race_lets_others_compute(gate: Gate) -> None:
    with kept(held(gate), gate) as runs:
        first = runs.start(ONE)
        until(lambda: first.phase == "running")
        first.do("pause")
        second = runs.start(ONE)
        gate.open()
        until(lambda: first.phase == "paused" and second.phase == "running")
        first.do("resume")
        until(lambda: runs.line.place(first.key) == 1)


def test_races_shown_in_turn_follow_one_another_under_one_token() -> None:
    with kept(steps(3)) as runs:
        settings = [replace(SMALL, seed=seed) for seed in (4, 5, 6)]
        first = runs.start([(each, TITLE) for each in settings])
        until(lambda: len(runs.listed()) == 3 and not runs.newest_live())
        until(lambda: all(run.following for run in runs.listed()[1:]))
        third, second, _ = runs.listed()
        assert [run.settings for run in (first, second, third)] == settings
        assert (first.following, second.following, third.following) == (
            second.key,
            third.key,
            None,
        )
        assert first.token == second.token == third.token
        assert {run.phase for run in (first, second, third)} == {"finished"}


def test_after_a_stop_nothing_follows(gate: Gate) -> None:
    with kept(held(gate), gate) as runs:
        run = runs.start([(SMALL, TITLE), (SMALL, TITLE)])
        until(lambda: run.phase == "running")
        run.do("stop")
        gate.open()
        ended(run)
        until(lambda: not thread_of(run))
        assert run.following is None
        assert runs.listed() == (run,)


def thread_of(run: RaceRun) -> list[threading.Thread]:
    return [each for each in threading.enumerate() if each.name == f"race-{run.key}"]


def test_the_race_that_follows_was_promised_and_is_not_refused(gate: Gate) -> None:
    with kept(held(gate), gate) as runs:
        run = runs.start([(SMALL, TITLE), (SMALL, TITLE)])
        until(lambda: run.phase == "running")
        for _ in range(MOST_LIVE - 1):
            runs.start(ONE)
        run.phase = "finished"  # somebody is quicker than the race that follows
        runs.start(ONE)
        gate.open(1000)
        until(lambda: run.following)
        assert runs.get(run.following).settings == SMALL


def test_a_race_that_cannot_begin_says_why() -> None:
    def begin(*_: object) -> FakeRace:
        raise FileNotFoundError("there is no data")

    with kept(begin) as runs:
        run = runs.start([(SMALL, TITLE), (SMALL, TITLE)])
        ended(run)
        until(lambda: not thread_of(run))
        assert (run.phase, run.trouble) == ("failed", "there is no data")
        assert run.following is None


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_mistake_of_the_programs_ends_one_race_and_no_other() -> None:
    def begin(settings: RaceSettings, *_: object) -> FakeRace:
        return FakeRace(3, (lambda step: 1 // 0) if settings.seed else lambda step: None)

    with kept(begin) as runs:
        broken = runs.start([(replace(SMALL, seed=1), TITLE)])
        whole = runs.start(ONE)
        ended(broken)
        ended(whole)
        until(lambda: not thread_of(broken))
        assert (broken.phase, whole.phase) == ("failed", "finished")
        assert "ZeroDivisionError" in broken.trouble


def test_a_record_is_kept_an_hour_and_then_forgotten() -> None:
    clock = Clock()
    with kept(steps(2), clock=clock) as runs:
        run = runs.start(ONE)
        ended(run)
        clock.now += 3600
        assert runs.get(run.key) is run
        clock.now += 1
        with pytest.raises(LookupError, match="no race is kept"):
            runs.get(run.key)
        assert runs.listed() == ()


def test_a_race_that_runs_is_never_forgotten(gate: Gate) -> None:
    clock = Clock()
    with kept(held(gate), gate, clock=clock) as runs:
        run = runs.start(ONE)
        until(lambda: run.phase == "running")
        for _ in range(20):
            clock.now += 299
            run.seen()
            gate.open()
        assert runs.get(run.key) is run


def test_of_many_that_end_while_others_are_under_way_only_the_newest_are_held() -> None:
    gate = Gate()
    with kept(lambda *_: FakeRace(1000, gate), gate) as runs:
        started = [runs.start([(replace(SMALL, steps=1), TITLE)]) for _ in range(8)]
        gate.open(100)
        for run in started:
            ended(run)
        until(lambda: sum(run.can_go_on for run in started) <= runs_module.MOST_HELD)


def test_opened_records_are_kept_likewise() -> None:
    clock = Clock()
    with kept(steps(1), clock=clock) as runs:
        clock.now += 7
        run = runs.keep(recorded(3), TITLE)
        assert (run.phase, len(run.steps), run.ended) == ("recorded", 3, clock.now)
        assert runs.get(run.key) is run
        assert runs.newest_live() is None
        clock.now += 3601
        assert runs.listed() == ()


def test_many_steps_push_out_the_oldest_records_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs_module, "KEPT_STEPS", 10)
    with kept(steps(1)) as runs:
        first, second, third = (runs.keep(recorded(4), TITLE) for _ in range(3))
        assert runs.listed() == (third, second)
        long = runs.keep(recorded(11), TITLE)
        assert runs.listed() == (long,)
        assert first.key != third.key


@pytest.mark.parametrize("key", [None, "", "guess", 3])
def test_unknown_keys(key: object) -> None:
    with pytest.raises(LookupError):
        Runs(steps(1)).get(key)


def test_too_many_races_are_refused(gate: Gate) -> None:
    with kept(held(gate), gate) as runs:
        first = runs.start(ONE)
        for _ in range(MOST_LIVE - 1):
            runs.start(ONE)
        with pytest.raises(ValueError, match="40 races are under way"):
            runs.start(ONE)
        until(lambda: first.phase == "running")
        first.do("stop")
        gate.open()
        ended(first)
        assert runs.start(ONE).is_live


def test_a_person_has_one_race_the_former_makes_room(gate: Gate) -> None:
    with kept(held(gate), gate) as runs:
        mine = runs.start(ONE)
        for _ in range(2 * MOST_LIVE):
            former, mine = mine, runs.start(ONE, mine.token)
            assert not former.is_live
        assert [run for run in runs.listed() if run.is_live] == [mine]


def test_forty_wait_and_who_left_makes_room_for_the_next(gate: Gate) -> None:
    clock = Clock()
    with kept(held(gate), gate, clock=clock) as runs:
        races = [runs.start(ONE) for _ in range(MOST_LIVE)]
        assert all(run.is_live for run in races)
        clock.now += LEFT_SECONDS + 1
        for run in races[:5] + races[6:]:
            run.seen()
        assert runs.start(ONE).is_live
        assert not races[5].is_live


def test_what_does_not_fit_is_refused_before_anything_starts(gate: Gate) -> None:
    def cost(settings: RaceSettings) -> float:
        if settings.width > 100:
            raise ValueError("does not fit")
        return 12.0

    with kept(held(gate), gate, cost=cost) as runs:
        mine = runs.start(ONE)
        assert mine.expected_seconds == 12.0
        wide = (replace(SMALL, width=128), TITLE)
        with pytest.raises(ValueError, match="does not fit"):
            runs.start([*ONE, wide], mine.token)
        assert [run.is_live for run in runs.listed()] == [True]  # the former goes on


@pytest.mark.parametrize("place", [0, 1])
def test_a_race_too_long_for_a_page_is_refused(place: int) -> None:
    with kept(steps(1)) as runs:
        races = [(SMALL, TITLE), (SMALL, TITLE)]
        races[place] = (replace(SMALL, steps=MOST_STEPS + 1), TITLE)
        with pytest.raises(ValueError, match="at most 10000 on the page, got 10001"):
            runs.start(races)
        assert runs.listed() == ()
        runs.start([(replace(SMALL, steps=MOST_STEPS), TITLE)])


def test_a_newcomer_is_shown_the_newest_that_is_under_way(gate: Gate) -> None:
    with kept(held(gate), gate) as runs:
        assert runs.newest_live() is None
        first, second = runs.start(ONE), runs.start(ONE)
        assert runs.listed() == (second, first)
        assert runs.newest_live() is second
        second.do("stop")
        gate.open()
        ended(second)
        assert runs.newest_live() is first


def test_many_viewers_ask_less_often() -> None:
    clock = Clock()
    runs = Runs(steps(1), clock=clock)
    assert runs.pause_between_polls("me") == runs.pause_between_polls("me") == 0.04
    waits = [runs.pause_between_polls(f"viewer {number}") for number in range(119)]
    assert waits[-60] == 61 / 60  # 60 questions a second, from all of them
    for number in range(10_000):  # names that somebody made up slow nobody down
        assert runs.pause_between_polls(f"invented {number}") <= 2.0
    assert len(runs.viewers) == MOST_VIEWERS
    clock.now += 16
    assert runs.pause_between_polls("me") == 0.04  # the others have gone


def test_races_of_one_person_are_stopped_together(gate: Gate) -> None:
    with kept(held(gate), gate) as runs:
        first, second = runs.start(ONE), runs.start(ONE)
        runs.stop(first.token)
        runs.stop("")
        until(lambda: second.phase == "running" or first.ended is not None)
        gate.open()
        ended(first)
        assert (first.phase, second.is_live) == ("stopped", True)


def test_closing_stops_all(gate: Gate) -> None:
    runs = Runs(held(gate))
    started = [runs.start(ONE) for _ in range(3)]
    gate.open()
    runs.close()
    for run in started:
        ended(run)
    assert {run.phase for run in started} == {"stopped"}


def test_a_finished_race_is_held_until_another_starts() -> None:
    races: list[FakeRace] = []

    def begin(settings: RaceSettings, *_: object) -> FakeRace:
        races.append(FakeRace(settings.steps))
        return races[-1]

    with kept(begin) as runs:
        first = runs.start([(replace(SMALL, steps=2), TITLE)])
        ended(first)
        first.more(3)
        until(lambda: len(first.steps) == 5)
        ended(first)
        assert (first.can_go_on, races[0].closed) == (True, 0)
        second = runs.start([(replace(SMALL, steps=1), TITLE)])
        until(lambda: not thread_of(first))
        assert (first.phase, first.can_go_on, races[0].closed) == ("finished", False, 1)
        assert runs.get(first.key) is first
        ended(second)
        runs.close()
        until(lambda: not thread_of(second))
        assert (second.phase, races[1].closed) == ("finished", 1)


def test_a_race_with_another_to_follow_is_not_held() -> None:
    with kept(steps(2)) as runs:
        run = runs.start([(replace(SMALL, steps=2), TITLE)] * 2)
        until(lambda: run.following)
        assert not run.can_go_on
        last = runs.get(run.following)
        ended(last)
        assert last.can_go_on


def test_a_record_that_is_pushed_out_is_held_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs_module, "KEPT_STEPS", 10)
    with kept(steps(2)) as runs:
        run = runs.start([(replace(SMALL, steps=2), TITLE)])
        ended(run)
        runs.keep(recorded(9), TITLE)
        assert run not in runs.listed()
        until(lambda: not thread_of(run))


def test_the_race_that_comes_with_the_program_is_always_there(tmp_path: Path) -> None:
    clock = Clock()
    with kept(steps(1), clock=clock) as runs:
        run = runs.get("recorded")
        assert (run.phase, len(run.steps)) == ("recorded", 60)
        assert runs.listed() == ()
        assert runs.newest_live() is None
        clock.now += 10_000
        assert runs.get("recorded") is run
        runs._example = Example(tmp_path / "none.zip")
        with pytest.raises(LookupError):
            runs.get("recorded")
