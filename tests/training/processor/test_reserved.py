"""Memory shared out on a pretended GPU and a pretended machine."""

import gc
import threading
from dataclasses import dataclass

import pytest
import torch

from explorer.training.processor.reserved import SHARE, Memory

CPU, GPU, OTHER = (torch.device(each) for each in ("cpu", "cuda:0", "cuda:1"))


@dataclass
class Machine:
    """1000 bytes can be shared out when nothing is."""

    total: int = round(1000 / SHARE)
    program: int = 0  # held by this program
    others: int = 0  # by other programs

    def free(self, _: torch.device) -> int:
        return self.total - self.program - self.others

    def held(self, _: torch.device) -> int:
        return self.program


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def memory(machine: Machine) -> Memory:
    return Memory(machine.free, machine.held)


def test_what_is_left_is_said_with_what_others_need_where_that_is_anything() -> None:
    memory = Memory(lambda _: 10 * 10**9, lambda _: 0)
    others, small = (memory.reservation(CPU, size) for size in (3 * 10**9, 10**7))
    assert small.take()
    assert str(memory.said(CPU)) == "9.0 GB free"
    assert others.take()
    assert str(memory.said(CPU)) == "6.0 GB free beside the 3.0 GB of what is under way"


def test_what_ended_work_has_left_in_the_program_is_given_back_before_a_refusal(
    machine: Machine,
) -> None:
    tidied = []

    def tidy() -> None:
        tidied.append(machine.program)
        machine.program = 0

    memory = Memory(machine.free, machine.held, tidy)
    machine.program = 600  # of a race that is over: the C library keeps it
    assert memory.left_between_turns(CPU, 900) >= 900
    machine.program = 600
    one = memory.reservation(CPU, 900)
    assert one.take()
    assert tidied == [600, 600]
    assert not memory.reservation(CPU, 200).take()


@pytest.mark.parametrize("device", [CPU, GPU])
def test_three_that_each_fit_alone_do_not_fit_together(
    memory: Memory, device: torch.device
) -> None:
    one, two, three = (memory.reservation(device, 400) for _ in range(3))
    assert (one.take(), two.take(), three.take()) == (True, True, False)
    assert (memory.reserved(device), memory.left(device)) == (800, 200)
    one.give_back()
    assert three.take()
    one.give_back()  # what has ended once has ended
    assert memory.reserved(device) == 800


def test_what_work_holds_already_is_not_counted_twice(memory: Memory, machine: Machine) -> None:
    machine.program = 100  # before anything was reserved
    left = memory.left(GPU)
    one = memory.reservation(GPU, 400)
    assert one.take()
    for held in (0, 150, 400):
        machine.program = 100 + held
        assert memory.left(GPU) == left - 400
    machine.program = 700  # 200 that are somebody else's in this program
    assert memory.left(GPU) == pytest.approx(left - 400 - SHARE * 200, abs=1)


def test_what_another_program_takes_is_missing(memory: Memory, machine: Machine) -> None:
    one = memory.reservation(GPU, 400)
    assert one.take()
    machine.program, machine.others = 400, 300
    assert memory.left(GPU) == pytest.approx(600 - SHARE * 300, abs=1)


def test_every_gpu_has_its_own_memory_and_mps_the_machines(memory: Memory) -> None:
    one, two, three = (memory.reservation(each, 900) for each in (GPU, OTHER, CPU))
    assert (one.take(), two.take(), three.take()) == (True, True, True)
    assert not memory.reservation(torch.device("mps"), 900).take()


def test_work_that_takes_turns_leaves_its_rest_to_others(memory: Memory) -> None:
    one, two = (memory.reservation(CPU, 800, kept=150) for _ in range(2))
    assert (one.take(), two.take()) == (True, False)
    assert memory.left_between_turns(CPU) == 850
    one.rest()
    assert (memory.reserved(CPU), two.take(), one.take()) == (150, True, False)
    two.give_back()
    assert one.take()
    assert memory.reserved(CPU) == 800
    two.rest()
    assert memory.reserved(CPU) == 800  # what has ended keeps nothing


def test_work_that_was_let_go_without_an_end_is_not_counted(memory: Memory) -> None:
    one = memory.reservation(CPU, 800)
    assert one.take()
    del one
    gc.collect()
    assert memory.reservation(CPU, 900).take()


def test_it_is_given_back_however_work_ends(memory: Memory) -> None:
    one = memory.reservation(CPU, 800)
    assert one.take()
    with pytest.raises(ZeroDivisionError), one:
        raise ZeroDivisionError
    assert memory.reserved(CPU) == 0


def test_many_threads_never_reserve_more_than_there_is(memory: Memory) -> None:
    most: list[int] = []

    def work() -> None:
        for _ in range(50):
            with memory.reservation(CPU, 300) as one:
                while not one.take():
                    memory.wait(1.0)
                most.append(memory.reserved(CPU))

    threads = [threading.Thread(target=work) for _ in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    assert len(most) == 300
    assert max(most) <= 900
    assert memory.reserved(CPU) == 0
