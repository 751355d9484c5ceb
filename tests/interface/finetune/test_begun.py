from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from explorer.interface.finetune.begun import (
    FOLLOWS_SECONDS,
    KEPT,
    STARTING_SECONDS,
    TURN_SECONDS,
    Begun,
    room,
)
from explorer.interface.finetune.finetunings import Finetuning


def made(finished: bool = False) -> Finetuning:
    nothing: Any = SimpleNamespace()
    run = Finetuning(nothing)
    run.result = nothing if finished else None
    return run


def folder(run: Finetuning) -> Path:
    return run._folder


def test_nobody_is_refused_up_to_forty_and_each_knows_its_place():
    begun = Begun()
    keys = [begun.put(made()) for _ in range(40)]
    for key in keys:
        begun.join(key)
    assert [begun.before(key) for key in keys] == list(range(40))
    refused = made()
    with pytest.raises(ValueError, match="40 fine-tunings are under way"):
        begun.put(refused)
    assert not folder(refused).exists()
    begun.end(keys[0])
    begun.end(keys[7])  # somebody leaves the middle of the line
    assert [begun.before(key) for key in keys[1:7]] == list(range(6))
    assert begun.before(keys[8]) == 6
    begun.put(made())


def test_another_of_the_same_person_takes_its_place():
    begun = Begun()
    first = made()
    key = begun.put(first)
    begun.join(key)
    second = begun.put(made(), key)
    assert first.given_up
    assert first.stopping
    assert folder(first).exists()  # it may be at work in there
    begun.end(key)
    assert begun.get(key) is None
    assert not folder(first).exists()
    assert begun.get(second) is not None


def test_whoever_leaves_before_it_works_is_forgotten():
    now = [0.0]
    begun = Begun(most_live=2, clock=lambda: now[0])
    left = made()
    begun.put(left)
    waits = begun.put(made())
    begun.join(waits)
    now[0] = STARTING_SECONDS + 1
    begun.put(made())
    assert not folder(left).exists()
    assert begun.get(waits) is not None  # in line one may be for long


def test_who_only_begins_keeps_out_nobody_who_comes():
    now = [0.0]
    begun = Begun(most_live=3, clock=lambda: now[0])
    working = begun.put(made())
    begun.join(working)
    flood = [made(), made()]
    keys = [begun.put(each) for each in flood]
    with pytest.raises(ValueError, match="3 fine-tunings are under way"):
        begun.put(made())  # theirs may follow yet
    now[0] = FOLLOWS_SECONDS + 1
    innocent = begun.put(made())
    assert [folder(each).exists() for each in flood] == [False, True]  # no more than is needed
    begun.join(innocent)
    begun.join(keys[1])  # a slow browser, after all
    assert [begun.before(key) for key in (working, innocent, keys[1])] == [0, 1, 2]
    now[0] *= 100
    with pytest.raises(ValueError, match="3 fine-tunings are under way"):
        begun.put(made())  # who is in line stays there
    assert begun.get(innocent) is not None
    begun.close()


def test_of_finished_ones_the_latest_asked_for_are_kept():
    begun = Begun(kept=25)
    runs = [made(finished=True) for _ in range(3)]
    for each in runs:
        (folder(each) / "weights").write_bytes(bytes(10))
    keys = [begun.put(each) for each in runs]
    begun.end(keys[0])
    begun.end(keys[1])
    assert begun.get(keys[0]) is runs[0]
    begun.end(keys[2])
    assert begun.get(keys[1]) is None
    assert [folder(each).exists() for each in runs] == [True, False, True]
    for each in runs:
        each.forget()


def test_the_page_ends_all():
    begun = Begun()
    runs = [made(), made()]
    for each in runs:
        begun.put(each)
    begun.close()
    assert all(each.stopping for each in runs)


def test_a_quarter_of_the_free_disk_is_for_them(monkeypatch: pytest.MonkeyPatch):
    for free, most in ((10**9, 250_000_000), (10**12, KEPT)):
        there = SimpleNamespace(free=free)
        monkeypatch.setattr("shutil.disk_usage", lambda _place, there=there: there)
        assert room() == most


def test_the_wait_is_told_by_the_one_at_work_and_then_by_the_last_that_was_finished():
    now = [100.0]
    begun = Begun(clock=lambda: now[0])
    runs = [made() for _ in range(4)]
    first, second, third, fourth = keys = [begun.put(run) for run in runs]
    for key in keys:
        begun.join(key)
    assert begun.seconds_until(first) is None  # it waits for nobody
    assert begun.seconds_until(second) is None  # nobody knows yet
    now[0] += 10
    runs[0].seconds_left = 30.0
    assert [begun.seconds_until(key) for key in keys[1:]] == [30.0, 30.0 + 40.0, 30.0 + 80.0]
    now[0] += 50  # longer than it was thought
    runs[0].result = made(finished=True).result
    begun.end(first)
    assert [begun.seconds_until(key) for key in (third, fourth)] == [60.0, 120.0]
    now[0] += 20
    assert begun.seconds_until(third) == 40.0
    runs[1].seconds_left = 5.0
    assert [begun.seconds_until(key) for key in (third, fourth)] == [5.0, 65.0]
    begun.end(second)  # its person leaves: how long it took tells nothing
    now[0] += 100
    assert begun.seconds_until(fourth) == 0.0
    begun.close()


def test_whoever_has_worked_long_makes_room_once_others_wait():
    now = [0.0]
    begun = Begun(clock=lambda: now[0])
    runs = [made(), made()]
    first, second = (begun.put(each) for each in runs)
    begun.join(first)
    now[0] = TURN_SECONDS + 1
    assert not begun.has_had_its_turn(first)  # nobody waits
    begun.join(second)
    assert begun.has_had_its_turn(first)
    assert not begun.has_had_its_turn(second)
    runs[0].seconds_left = 10_000.0
    assert begun.seconds_until(second) == 0
    begun.end(first)
    now[0] += TURN_SECONDS - 1  # a turn begins when the one before ends
    begun.join(begun.put(made()))
    assert not begun.has_had_its_turn(second)
    begun.close()
