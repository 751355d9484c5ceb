from collections.abc import Iterator

import pytest

from explorer.training.running import Running


def counted(closed: list[bool]) -> Iterator[int]:
    try:
        yield from (1, 2, 3)
    finally:
        closed.append(True)


def test_steps_come_one_by_one_and_the_result_has_all_of_them():
    running = Running("Counting", counted([]), sum)
    assert repr(running) == "<Counting, 0 steps done: iterate over it, or call result()>"
    assert next(running) == 1
    told = []
    assert running.result(told.append) == 6  # the first was done already
    assert told == [2, 3]
    assert running.result() == 6
    assert list(running) == []


def test_closing_ends_the_work():
    closed: list[bool] = []
    running = Running("Counting", counted(closed), sum)
    next(running)
    running.close()
    assert closed == [True]
    assert running.result() == 1


def test_an_interrupt_is_one_whatever_the_work_makes_of_it():
    def broken_off() -> Iterator[int]:
        yield 1
        try:
            raise KeyboardInterrupt
        finally:
            raise RuntimeError("trying to pop from empty mode stack")

    running = Running("Counting", broken_off(), sum)
    with pytest.raises(KeyboardInterrupt):
        list(running)
    assert running.done == [1]


def test_what_progress_raises_ends_it():
    running = Running("Counting", counted([]), sum)

    def refuse(step: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        running.result(refuse)
    assert running.done == [1]
