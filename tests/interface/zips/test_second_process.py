import importlib
import json
import operator
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from explorer.interface.zips.second_process import LOST, LostError, SecondProcess

# a program that has one, says its number, and waits
PROGRAM = """
import os, sys, time
from explorer.interface.zips.second_process import SecondProcess
second = SecondProcess()
print(second.call(os.getpid), flush=True)
time.sleep(60)
"""


class TwoWordsError(Exception):
    def __init__(self, one: str, two: str) -> None:
        super().__init__(one + two)


class Unreadable(json.JSONDecoder):
    def decode(self, s: str, _w: Any = None) -> Any:
        raise TwoWordsError(s, s)


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


def test_what_takes_too_long_is_ended(second: SecondProcess) -> None:
    number = second.call(os.getpid)
    second._patience = 0.5
    with pytest.raises(LostError):
        second.call(time.sleep, 60)
    assert ended(number)


def test_a_result_that_cannot_be_read_is_not_the_next_callers(
    second: SecondProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    for problem, said in ((MemoryError, LostError), (KeyboardInterrupt, KeyboardInterrupt)):
        second.call(abs, -1)
        with monkeypatch.context() as patch:

            def cannot(_: object, problem: type[BaseException] = problem) -> object:
                raise problem

            patch.setattr("explorer.interface.zips.second_process.pickle.load", cannot)
            with pytest.raises(said):
                second.call(abs, -2)
        assert second.call(abs, -3) == 3
    # an exception that takes two words cannot be made again from its one
    with pytest.raises(LostError):
        second.call(json.loads, "{", cls=Unreadable)
    assert second.call(abs, -4) == 4
    with pytest.raises(LostError):
        second.call(lambda: 5)  # no name by which it could be found there
    assert second.call(abs, -6) == 6


def test_one_that_cannot_live_is_not_begun_for_every_call(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    begun = tmp_path / "begun"
    program = f"open({str(begun)!r}, 'a').write('.')"
    monkeypatch.setattr("explorer.interface.zips.second_process.PROGRAM", program)
    second = SecondProcess(unused=60.0)
    for _ in range(5):
        with pytest.raises(LostError):
            second.call(abs, -1)
    assert begun.read_text() == "." * LOST
    second._unused = 0.0  # a while later
    with pytest.raises(LostError):
        second.call(abs, -1)
    assert begun.read_text() == "." * (LOST + 1)
    second.close()


def test_it_looks_for_modules_where_this_process_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, second: SecondProcess
) -> None:
    (tmp_path / "only_here.py").write_text("def found(): return 'here'")
    monkeypatch.syspath_prepend(str(tmp_path))
    only_here = importlib.import_module("only_here")
    assert second.call(only_here.found) == "here"
    assert second.call(eval, "__import__('sys').path") == sys.path


def test_an_unused_one_is_let_go_but_not_one_that_is_called_again() -> None:
    second = SecondProcess(unused=0.0)
    first = second.call(os.getpid)
    assert ended(first)
    for _ in range(1000):  # it is said after its end
        if second.number is None:
            break
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


def test_who_was_to_let_it_go_does_not_once_it_is_called_again(second: SecondProcess) -> None:
    number = second.call(os.getpid)
    before, waiting = threading.active_count(), second._letting_go
    assert waiting is not None
    for _ in range(10):
        second.call(abs, -1)
    waiting.function()  # as if it had been late
    assert second.number == number
    assert threading.active_count() < before + 10  # each that waits holds a thread


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


def test_closed_it_ends_at_once_whatever_it_does_and_is_not_begun_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = SecondProcess()
    number = second.call(os.getpid)
    heard: list[LostError] = []

    begun = tmp_path / "begun"

    def wait() -> None:
        try:
            second.call(exec, f"import time; open({str(begun)!r}, 'w'); time.sleep(60)")
        except LostError as lost:
            heard.append(lost)

    waiting = threading.Thread(target=wait)
    waiting.start()
    while not begun.exists():
        assert waiting.is_alive()
        time.sleep(0.01)
    began = time.monotonic()
    second.close()
    waiting.join()
    assert time.monotonic() - began < 5
    assert len(heard) == 1
    assert ended(number)
    monkeypatch.setattr(subprocess, "Popen", lambda *_args, **_named: pytest.fail("begun again"))
    with pytest.raises(LostError):
        second.call(abs, -1)


@pytest.mark.parametrize("how", ["SIGKILL", "SIGTERM"])
def test_it_does_not_outlive_its_program(how: str) -> None:
    root = Path(__file__).parents[3]
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, text=True, cwd=root
    ) as program:
        assert program.stdout is not None
        number = int(program.stdout.readline())
        assert psutil.pid_exists(number)
        program.send_signal(getattr(signal, how))
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
