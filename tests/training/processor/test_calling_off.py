import threading
import time

import pytest

from explorer.training.processor.calling_off import CalledOffError, CallingOff


def test_it_raises_where_the_work_is_to_end_and_only_then() -> None:
    answers = [False, False, True]
    asks = CallingOff(lambda: answers.pop(0))
    asks()
    asks()
    with pytest.raises(CalledOffError):
        asks()


def test_what_is_waited_by_any_thread_is_counted_once() -> None:
    asked, answered = threading.Barrier(3), threading.Event()

    def waits() -> bool:
        asked.wait(60)
        return not answered.wait(60)

    asks = CallingOff(waits)
    others = [threading.Thread(target=asks) for _ in range(2)]
    began = time.perf_counter()
    for each in others:
        each.start()
    asked.wait(60)  # both wait from here on
    since = time.perf_counter()
    time.sleep(0.2)
    assert asks.waited == 0
    least = time.perf_counter() - since
    answered.set()
    for each in others:
        each.join()
    assert least <= asks.waited <= time.perf_counter() - began


def test_an_answer_that_fails_is_waited_for_too() -> None:
    def fails() -> bool:
        time.sleep(0.05)
        raise OSError("gone")

    asks = CallingOff(fails)
    for count in (1, 2):
        with pytest.raises(OSError, match="gone"):
            asks()
        assert 0.05 * count <= asks.waited < 60


def test_it_can_be_ended_from_outside() -> None:
    asks = CallingOff(lambda: False)
    asks()
    asks.end()
    with pytest.raises(CalledOffError):
        asks()
