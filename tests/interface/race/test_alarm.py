import threading

from explorer.interface.race.alarm import Alarm


def waiting() -> int:
    return sum(isinstance(each, threading.Timer) for each in threading.enumerate())


def test_however_often_it_is_set_one_thread_waits_and_calls_once():
    called, rang = [], threading.Event()
    alarm = Alarm(lambda: (called.append(1), rang.set()))
    before = waiting()
    for _ in range(50):
        alarm.set(0.3)
    assert waiting() <= before + 1
    assert rang.wait(60)
    assert called == [1]


def test_it_can_be_set_again_by_what_it_calls():
    rang = threading.Semaphore(0)
    left = [2, 1]

    def call() -> None:
        rang.release()
        if left.pop():
            alarm.set(0)

    alarm = Alarm(lambda: left and call())
    alarm.set(0)
    assert rang.acquire(timeout=60)
    assert rang.acquire(timeout=60)
