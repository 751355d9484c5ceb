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


def test_what_its_own_thread_waited_is_counted_once() -> None:
    asks = CallingOff(lambda: bool(time.sleep(0.05)))
    other = threading.Thread(target=asks)
    other.start()
    other.join()
    assert asks.waited == 0
    asks()
    assert asks.waited >= 0.05


def test_it_can_be_ended_from_outside() -> None:
    asks = CallingOff(lambda: False)
    asks()
    asks.end()
    with pytest.raises(CalledOffError):
        asks()
