import operator
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from explorer.interface.zips.second_process import LostError, SecondProcess

# a program that has one, says its number, and waits
PROGRAM = """
import os, sys, time
from explorer.interface.zips.second_process import SecondProcess
second = SecondProcess()
print(second.call(os.getpid), flush=True)
time.sleep(60)
"""


@pytest.fixture
def second() -> Iterator[SecondProcess]:
    second = SecondProcess()
    yield second
    second.close()


def ended(number: int) -> bool:
    """Whether a process is gone, within ten seconds."""
    for _ in range(1000):
        try:
            if psutil.Process(number).status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.01)
    return False


def test_a_call_is_answered_by_another_process_that_stays(second: SecondProcess) -> None:
    assert second.number is None
    there = second.call(os.getpid)
    assert there == second.number != os.getpid()
    assert second.call(divmod, 7, 2) == (3, 1)
    assert second.call(sorted, [1, 3, 2], reverse=True) == [3, 2, 1]
    assert second.call(os.getpid) == there
    many = os.urandom(3_000_000)  # more than a pipe holds
    assert second.call(bytes, many) == many


def test_what_a_function_raises_is_raised_here_and_the_process_stays(
    second: SecondProcess,
) -> None:
    there = second.call(os.getpid)
    with pytest.raises(ZeroDivisionError):
        second.call(operator.truediv, 1, 0)
    with pytest.raises(TypeError):
        second.call(len, 1)  # type: ignore[arg-type]  # on purpose
    assert second.call(os.getpid) == there


def test_what_a_function_prints_is_no_answer(
    second: SecondProcess, capfd: pytest.CaptureFixture[str]
) -> None:
    assert second.call(print, "printed", flush=True) is None
    assert second.call(abs, -1) == 1
    assert capfd.readouterr().err == "printed\n"


def test_a_lost_one_is_said_and_another_begun(second: SecondProcess) -> None:
    there = second.call(os.getpid)
    os.kill(there, signal.SIGKILL)
    with pytest.raises(LostError):
        second.call(os.getpid)
    assert second.number is None
    another = second.call(os.getpid)
    assert another != there
    with pytest.raises(LostError):
        second.call(os.kill, another, signal.SIGKILL)  # in the middle of a call
    assert second.call(abs, -1) == 1


def test_what_takes_too_long_is_ended() -> None:
    second = SecondProcess(patience=0.5)
    number = second.call(os.getpid)
    with pytest.raises(LostError):
        second.call(time.sleep, 60)
    assert ended(number)
    second.close()


def test_an_unused_one_is_let_go_but_not_one_that_is_called_again() -> None:
    second = SecondProcess(unused=0.0)
    first = second.call(os.getpid)
    assert ended(first)
    while second.number is not None:  # which is said after its end
        time.sleep(0.01)
    again = second.call(os.getpid)
    assert again != first
    second.close()
    second = SecondProcess(unused=4.0)
    first, began = second.call(os.getpid), time.monotonic()
    while time.monotonic() - began < 5.0:
        time.sleep(0.1)
        assert second.call(os.getpid) == first
    second.close()


def test_callers_have_their_turn(second: SecondProcess) -> None:
    found: list[int] = []

    def call(number: int) -> None:
        for _ in range(20):
            found.append(second.call(abs, -number) - number)

    callers = [threading.Thread(target=call, args=[number]) for number in range(4)]
    for each in callers:
        each.start()
    for each in callers:
        each.join()
    assert found == [0] * 80


def test_closed_it_ends_at_once_whatever_it_does_and_is_not_begun_again() -> None:
    second = SecondProcess()
    number = second.call(os.getpid)
    heard: list[LostError] = []

    def wait() -> None:
        try:
            second.call(time.sleep, 60)
        except LostError as lost:
            heard.append(lost)

    waiting = threading.Thread(target=wait)
    waiting.start()
    time.sleep(0.2)
    began = time.monotonic()
    second.close()
    waiting.join()
    assert time.monotonic() - began < 5
    assert len(heard) == 1
    assert ended(number)
    with pytest.raises(LostError):
        second.call(abs, -1)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_it_does_not_outlive_its_program(how: signal.Signals) -> None:
    root = Path(__file__).parents[3]
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, text=True, cwd=root
    ) as program:
        assert program.stdout is not None
        number = int(program.stdout.readline())
        assert psutil.pid_exists(number)
        program.send_signal(how)
        program.wait()
        assert ended(number)


def test_nothing_of_the_folder_it_begins_in_is_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, second: SecondProcess
) -> None:
    (tmp_path / "pickle.py").write_text("raise SystemExit('not the right one')")
    monkeypatch.chdir(tmp_path)
    assert second.call(os.getcwd) == str(tmp_path)


def test_ctrl_c_is_not_its_own(second: SecondProcess) -> None:
    number = second.call(os.getpid)
    assert os.getpgid(number) != os.getpgid(0)  # a terminal tells its whole group
