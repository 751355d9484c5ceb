"""When a race may compute, and what memory it has then."""

import threading
from collections.abc import Iterator

import pytest
import torch

from explorer.interface.race.controls import Controls
from explorer.interface.race.line import Line
from explorer.interface.race.run import RaceRun
from explorer.interface.race.turn import Phase, Turn
from explorer.sentences.sentence import Sentence
from explorer.training.processor.reserved import Memory, TakenError
from tests.interface.fake_races import SMALL, TITLE, FakeRace, Gate, until

CPU = torch.device("cpu")


@pytest.fixture
def memory() -> Memory:
    return Memory(lambda _: 1000, lambda _: 0)  # of which 900 are shared out


def turn(line: Line, key: str, controls: Controls | None = None) -> tuple[Turn, list[Phase]]:
    said: list[Phase] = []
    return Turn(key, line, controls or Controls(9), lambda: False, said.append), said


def test_whoever_takes_turns_keeps_little_between_them(memory: Memory) -> None:
    line = Line(slice_seconds=-1.0)  # after every step it is another's turn
    (one, _), (two, _) = turn(line, "one"), turn(line, "two")
    held = [memory.reservation(CPU, 600, kept=100) for _ in range(2)]
    assert held[0].take()
    one.built(held[0])
    assert one.wait() is None
    one.step_done()
    assert held[0].now == 600  # nobody else is there
    line.join("two")
    one.step_done()
    assert held[0].now == 100
    two.built(held[1])
    assert two.wait() is None
    assert [each.now for each in held] == [100, 600]


def test_a_race_whose_memory_is_not_there_lets_others_compute(memory: Memory) -> None:
    line = Line()
    (one, said), controls = turn(line, "one"), Controls(9)
    mine, other = memory.reservation(CPU, 600, kept=100), memory.reservation(CPU, 800)
    one.built(mine)
    assert other.take()
    waits = threading.Thread(target=one.wait)
    waits.start()
    until(lambda: said.count("waiting") > 1)
    assert line.place("other") is None
    line.join("other")  # is at the head sooner or later
    assert line.wait("other", 60)
    other.give_back()
    line.leave("other")
    waits.join(60)
    assert (waits.is_alive(), mine.now, line.place("one")) == (False, 600, 0)
    assert not controls.stopping


def test_paused_in_the_middle_of_a_step_a_race_keeps_all_its_memory(memory: Memory) -> None:
    controls = Controls(9)
    one, said = turn(Line(), "one", controls)
    mine = memory.reservation(CPU, 600, kept=100)
    one.built(mine)
    assert one.wait() is None
    for ask, kept in ((one.within_step, 600), (one.wait, 100)):
        controls.do("pause")
        waits = threading.Thread(target=ask)
        waits.start()
        until(lambda: said[-1:] == ["paused"])
        assert mine.now == kept
        controls.do("resume")
        waits.join(60)
        said.clear()
        assert mine.now == 600


def test_a_race_begins_when_the_memory_is_there(memory: Memory) -> None:
    other = memory.reservation(CPU, 800)
    assert other.take()
    asked: list[int] = []

    def begin(*_: object) -> FakeRace:
        mine = memory.reservation(CPU, 600, kept=100)
        asked.append(mine.take())
        if not asked[-1]:
            raise TakenError(Sentence("it is taken"))
        race = FakeRace(3, gate)
        race.memory = mine
        return race

    gate, line, run = Gate(), Line(), RaceRun(SMALL, TITLE)
    thread = threading.Thread(target=run.race, args=(begin, line, 300.0))
    thread.start()
    until(lambda: len(asked) > 1)
    assert (run.steps, run.trouble, run.short, memory.reserved(CPU)) == ([], "", True, 800)
    other.give_back()
    gate.open(3)
    thread.join(60)
    assert (run.phase, run.short, len(run.steps)) == ("finished", False, 3)


def test_a_step_is_the_next_one() -> None:
    one, said = turn(Line(), "one")
    steps: Iterator[object] = iter(["a"])
    assert [one.step(steps), one.step(steps)] == ["a", None]  # type: ignore[arg-type]
    assert said == ["running", "running"]
