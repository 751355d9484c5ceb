"""Each in a process of its own: what is tested ends it."""

import signal
import subprocess
import sys

import pytest

from explorer.ending.signals import ending, interruptible, unbroken
from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")


def ended(program: str) -> tuple[int, str, str]:
    """Exit status, output and errors of a program that may send itself signals with `send`."""
    begin = (
        "import os, signal, threading, time\n"
        "from explorer.ending.signals import ending, unbroken\n"
        "def send(name): os.kill(os.getpid(), getattr(signal, name))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", begin + program], cwd=ROOT, capture_output=True, text=True,
        timeout=120,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(("name", "status"), [("SIGINT", 130), ("SIGTERM", 143)])
def test_a_signal_ends_the_program_whatever_its_threads_do(name, status):
    program = (
        "held = threading.Event()\n"
        "threading.Thread(target=held.wait).start()  # Python would wait for it for ever\n"
        "with ending():\n"
        "    try:\n"
        f"        print('begun'); send('{name}'); time.sleep(100)\n"
        "    finally:\n"
        "        print('tidied')\n"
    )
    assert ended(program) == (status, "begun\ntidied\n", "")


def test_whoever_keeps_what_ctrl_c_leaves_keeps_it_at_sigterm_too():
    program = (
        "with ending() as end:\n"
        "    try:\n"
        "        send('SIGTERM'); time.sleep(100)\n"
        "    except KeyboardInterrupt:\n"
        "        print('kept', end.status)\n"
    )
    assert ended(program) == (143, "kept 143\n", "")


def test_the_same_wish_said_twice_is_one():
    program = (
        "with ending():\n"
        "    try:\n"
        "        send('SIGINT'); time.sleep(100)\n"
        "    finally:\n"
        "        send('SIGINT'); send('SIGTERM'); print('tidied')\n"
    )
    assert ended(program) == (130, "tidied\n", "")


def test_what_must_not_break_is_done_before_the_signal_counts():
    program = (
        "with ending():\n"
        "    with unbroken():\n"
        "        send('SIGTERM'); print('written')\n"
        "    print('never')\n"
    )
    assert ended(program) == (143, "written\n", "")


def test_without_a_signal_all_is_as_before():
    handler = signal.getsignal(signal.SIGTERM)
    with ending() as end, unbroken():
        assert signal.getsignal(signal.SIGTERM) != handler
    assert end.status is None
    assert signal.getsignal(signal.SIGTERM) == handler
    with pytest.raises(ValueError, match="its own"), ending():
        raise ValueError("its own")


def test_an_interrupt_is_found_behind_what_followed_it_and_nothing_else_is_one():
    interrupt = KeyboardInterrupt()

    def tidied_up_badly():
        try:
            try:
                raise interrupt
            finally:
                raise RuntimeError("the stack is empty")
        except RuntimeError:
            raise AssertionError("nothing to give back") from None

    with pytest.raises(KeyboardInterrupt) as raised, interruptible():
        tidied_up_badly()
    assert raised.value is interrupt
    assert isinstance(interrupt.__cause__, AssertionError)
    full = OSError("no space left")  # what was done is not kept, and that is to be said
    full.__context__ = interrupt
    with pytest.raises(OSError, match="no space"), interruptible():
        raise full
    with pytest.raises(ZeroDivisionError), interruptible():
        1 / 0  # noqa: B018
    with interruptible():
        assert next(iter([1])) == 1
    with pytest.raises(StopIteration), interruptible():
        next(iter([]))
