"""Races wait for inspections, but not for long: by a clock that the test sets."""

import threading
import time

from explorer.interface.right_of_way import RightOfWay
from tests.interface.fake_races import Clock, until


def test_nobody_waits_where_nobody_has_it() -> None:
    way = RightOfWay(longest=600)
    with way.taken():
        pass
    way.give()  # else this takes ten minutes


def test_whoever_gives_way_goes_on_when_the_last_has_let_go() -> None:
    way = RightOfWay(longest=600)
    went_on = threading.Event()

    def race() -> None:
        way.give()
        went_on.set()

    thread = threading.Thread(target=race)
    with way.taken():
        with way.taken():
            thread.start()
        assert not went_on.wait(0.1)
    thread.join(60)
    assert went_on.is_set()


def test_it_waits_no_longer_than_that_and_then_has_its_own_time() -> None:
    clock = Clock()
    way = RightOfWay(longest=0.02, between=10, clock=clock)
    with way.taken():
        way.give()  # real time: over after 0.02 seconds
        clock.now += 0.02
        for passed in (0, 5, 4.9):
            clock.now += passed
            began = time.perf_counter()
            for _ in range(1000):
                way.give()
            # a thousand waits would take 20 seconds at least
            assert time.perf_counter() - began < 15
        clock.now += 0.2
        way.give()
        assert way._next == clock.now + 0.02 + 10  # it has waited anew


def test_a_failure_lets_go_too() -> None:
    way = RightOfWay(longest=600)
    try:
        with way.taken():
            raise ValueError("a bad photograph")
    except ValueError:
        way.give()
    until(lambda: not way._taken)
