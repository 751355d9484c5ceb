"""A fair line, by a clock that the test sets."""

import threading

import pytest

from explorer.interface.race.line import SLICE_SECONDS, Line
from explorer.interface.right_of_way import RightOfWay
from tests.interface.fake_races import Clock, until


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def line(clock: Clock) -> Line:
    """Three that stand in the order of their letters."""
    line = Line(slice_seconds=20, clock=clock)
    for key in "abc":
        line.join(key)
    return line


def order(line: Line) -> str:
    """Whoever stands in the line, from its head."""
    places = {key: line.place(key) for key in "abcdx"}
    standing = [key for key, place in places.items() if place is not None]
    found = sorted(standing, key=lambda key: places[key] or 0)
    assert [places[key] for key in found] == list(range(len(found)))
    return "".join(found)


def test_who_comes_first_is_served_first(line: Line) -> None:
    assert order(line) == "abc"
    assert line.place("x") is None
    line.join("a")
    line.join("b")
    assert order(line) == "abc"


def test_whoever_leaves_makes_room_from_wherever(line: Line) -> None:
    line.leave("b")
    assert order(line) == "ac"
    line.leave("a")
    line.leave("a")
    line.leave("x")
    assert order(line) == "c"
    line.join("a")
    assert order(line) == "ca"


def test_only_the_head_is_let_through(line: Line) -> None:
    assert line.wait("a", 0)
    assert not line.wait("b", 0.01)
    assert not line.wait("x", 0.01)
    line.leave("a")
    assert line.wait("b", 0)
    assert not line.wait("a", 0)


def test_a_waiting_thread_is_woken_when_its_turn_comes(line: Line) -> None:
    through: list[str] = []

    def wait(key: str) -> None:
        if line.wait(key, 10):
            through.append(key)

    threads = [threading.Thread(target=wait, args=(key,)) for key in "cb"]
    for thread in threads:
        thread.start()
    assert through == []
    line.leave("a")
    until(lambda: through)
    assert through == ["b"]
    line.leave("b")
    for thread in threads:
        thread.join(120)
    assert through == ["b", "c"]


def test_turns_go_round_when_their_time_is_used_up(line: Line, clock: Clock) -> None:
    seen = []
    for _ in range(9):  # 30 seconds to each of three
        seen.append(order(line)[0])
        clock.now += 10.5
        line.step_done(seen[-1])
    assert "".join(seen) == "aabbccaab"


def test_a_turn_lasts_its_whole_time(line: Line, clock: Clock) -> None:
    clock.now += 20
    line.step_done("a")
    assert order(line) == "abc"
    clock.now += 0.1
    line.step_done("b")  # not at the head
    assert order(line) == "abc"
    line.step_done("a")
    assert order(line) == "bca"


def test_who_leaves_from_behind_prolongs_no_turn(line: Line, clock: Clock) -> None:
    clock.now += 15
    line.leave("c")
    clock.now += 10
    line.step_done("a")
    assert order(line) == "ba"


def test_a_turn_begins_when_the_one_before_leaves(line: Line, clock: Clock) -> None:
    clock.now += 100
    line.leave("c")
    line.leave("a")
    line.join("a")
    clock.now += 20
    line.step_done("b")
    assert order(line) == "ba"
    clock.now += 0.1
    line.step_done("b")
    assert order(line) == "ab"


def test_who_is_alone_goes_on_and_makes_room_for_the_first_that_comes(clock: Clock) -> None:
    line = Line(clock=clock)
    line.join("a")
    clock.now += 10 * SLICE_SECONDS
    line.step_done("a")
    assert order(line) == "a"
    line.join("b")
    assert order(line) == "ab"
    line.step_done("a")
    assert order(line) == "ba"


def test_a_line_that_was_empty_gives_a_whole_turn(clock: Clock) -> None:
    line = Line(slice_seconds=20, clock=clock)
    clock.now += 100
    line.join("a")
    line.join("b")
    clock.now += 5
    line.step_done("a")
    assert order(line) == "ab"


def test_whoever_is_at_the_head_lets_inspections_go_first() -> None:
    way = RightOfWay(longest=600)
    line = Line(way=way)
    line.join("a")
    line.join("b")
    went_on: list[bool] = []
    thread = threading.Thread(target=lambda: went_on.append(line.wait("a", 60)))
    with way.taken():
        thread.start()
        thread.join(0.1)
        assert not went_on
        assert not line.wait("b", 0)  # who is not waits for nobody
    thread.join(60)
    assert went_on == [True]
