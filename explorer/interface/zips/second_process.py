"""A process beside this one, since Python runs one thread of a process at a time.

A zip is thousands of small steps, and each lets other threads in between. Made in a thread beside
a class's answers it took half as long again, and so did they; in a process of its own it takes
none of their time.
"""

import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, BinaryIO, Final, ParamSpec, TypeVar

Given = ParamSpec("Given")
Result = TypeVar("Result")
# What it runs: it looks for modules where this process does, in this order, and nowhere else.
PROGRAM: Final = f"import sys; sys.path[:] = sys.argv[1:]; from {__name__} import main; main()"
UNUSED: Final = 60.0  # seconds after which it is let go
PATIENCE: Final = 60.0  # seconds for one result; a zip takes 30 to 60 ms
LOST: Final = 2  # in a row, after which none is begun for as long as one is kept unused


class LostError(Exception):
    """It could not be begun, was lost, took too long or is closed: no person's mistake."""


class SecondProcess:
    """Works off one call after another; begun with the first, and again if it was lost.

    It ends when it has not been called for a while, when it is closed, and when this process is no
    longer there, whatever ended it: it reads its calls from here, and there are no more.

    Args:
        unused: Seconds after which it is let go.
        patience: Seconds for one result.
    """

    def __init__(self, unused: float = UNUSED, patience: float = PATIENCE) -> None:
        self._unused = unused
        self._patience = patience
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._letting_go: threading.Timer | None = None
        self._closed = False
        self._lost = 0  # in a row
        self._lost_last = 0.0  # when, in seconds

    @property
    def number(self) -> int | None:
        """The process's, while there is one."""
        process = self._process
        return None if process is None else process.pid

    def call(
        self, function: Callable[Given, Result], *given: Given.args, **named: Given.kwargs
    ) -> Result:
        """What a function returns there; several callers have their turn.

        Args:
            function: Of a module, which is imported there with all that it imports.
            given: What it is given: anything that can be pickled, as its result.
            named: The same.

        Raises:
            LostError: Nobody answered.
            Exception: What the function raised.
        """
        with self._lock:
            if self._closed or self._is_hopeless():
                raise LostError
            try:
                process = self._begun()
                if self._closed:  # meanwhile, by who saw no process to end
                    raise EOFError
                done, result = _asked(process, (function, given, named), self._patience)
            except BaseException as lost:
                # Whatever it was: a result that is still in the pipe would be the next caller's.
                self._let_go()
                if not isinstance(lost, Exception):
                    raise
                self._lost, self._lost_last = self._lost + 1, time.monotonic()
                raise LostError from lost
            self._lost = 0
            self._let_go_later()
        if not done:
            raise result
        found: Result = result
        return found

    def close(self) -> None:
        """End it, and begin none again."""
        self._closed = True
        with suppress(AttributeError, OSError):  # none, or ended meanwhile
            self._process.kill()  # type: ignore[union-attr]  # who waits for a result hears of it
        with self._lock:
            self._let_go()

    def _is_hopeless(self) -> bool:
        """Whether one that cannot live would be begun for every call."""
        return self._lost >= LOST and time.monotonic() - self._lost_last < self._unused

    def _begun(self) -> subprocess.Popen[bytes]:
        if self._letting_go is not None:
            self._letting_go.cancel()
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", PROGRAM, *sys.path],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                # Ctrl+C is this process's; that one ends after it
                start_new_session=True,
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),  # on Windows
            )
        return self._process

    def _let_go_later(self) -> None:
        def unused() -> None:
            with self._lock:
                if self._letting_go is timer:  # not called again meanwhile
                    self._let_go()

        self._letting_go = timer = threading.Timer(self._unused, unused)
        timer.daemon = True
        with suppress(RuntimeError):  # no thread can be had: it stays until the next call's
            timer.start()

    def _let_go(self) -> None:
        if self._letting_go is not None:
            self._letting_go.cancel()
            self._letting_go = None
        if self._process is not None:
            self._process.kill()
            with suppress(OSError):  # of a call that was not sent whole
                self._process.__exit__(None, None, None)
            self._process = None


def _asked(process: subprocess.Popen[bytes], call: object, patience: float) -> tuple[bool, Any]:
    assert process.stdin is not None
    assert process.stdout is not None
    too_long = threading.Timer(patience, process.kill)
    too_long.daemon = True
    too_long.start()
    try:
        pickle.dump(call, process.stdin, pickle.HIGHEST_PROTOCOL)
        process.stdin.flush()
        done, result = pickle.load(process.stdout)
    finally:
        too_long.cancel()
    return done, result


def serve(calls: BinaryIO, results: BinaryIO) -> None:
    """Answer calls until there are no more.

    Args:
        calls: Functions with what they are given, pickled by this program and nobody else.
        results: Whether each returned, with what it returned or raised.
    """
    while True:
        try:
            function, given, named = pickle.load(calls)
        except (EOFError, pickle.UnpicklingError):  # the last one was not sent whole
            return
        try:
            result: object = (True, function(*given, **named))
        except Exception as problem:  # noqa: BLE001 - the caller's, who gets it
            result = (False, problem)
        pickle.dump(result, results, pickle.HIGHEST_PROTOCOL)
        results.flush()


def main() -> None:
    """What the second process does."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
    with suppress(BrokenPipeError):
        serve(sys.stdin.buffer, answers)
