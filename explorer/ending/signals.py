"""Ctrl+C and SIGTERM: work ends where it stands, and the shell hears which of them it was."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import FrameType
from typing import Any, Final, NoReturn

SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)
ECHO_SECONDS: Final = 1.0  # a shell and its terminal may send the same wish twice


class EndedError(KeyboardInterrupt):
    """A signal asks the program to end; whoever keeps what Ctrl+C leaves keeps it here too."""


@dataclass
class Ending:
    """How this process is to end.

    Attributes:
        status: What shells give a program that a signal ended: 130 for SIGINT, 143 for SIGTERM.
            None while nobody wants its end.
    """

    status: int | None = None


@contextmanager
def ending() -> Iterator[Ending]:
    """A program's whole run: its first signal raises in the main thread, wherever that is.

    When one came the process ends with the block, without waiting for threads and without Python's
    own last steps, during which threads at work in PyTorch would abort it.
    """
    end = Ending()
    asked = 0.0

    def heard(number: int, frame: FrameType | None) -> None:
        nonlocal asked
        now = time.monotonic()
        if end.status is not None and now - asked < ECHO_SECONDS:
            return
        end.status, asked = 128 + number, now
        raise EndedError

    with _handled(heard):
        try:
            yield end
        except KeyboardInterrupt:
            end.status = end.status or 128 + signal.SIGINT
        finally:
            if end.status is not None:
                leave(end.status)


@contextmanager
def interruptible() -> Iterator[None]:
    """A block whose end by Ctrl+C or SIGTERM is called that, whatever a library makes of it.

    One that is broken off between two lines of its own may fail over it when it tidies up: PyTorch
    pops a mode that was not pushed yet. A full disk while results are kept stays what it is.

    Raises:
        KeyboardInterrupt: That of the signal, from whatever followed it.
    """
    try:
        yield
    except (RuntimeError, AssertionError) as error:
        before: BaseException | None = error
        while before is not None and not isinstance(before, KeyboardInterrupt):
            before = before.__context__
        if before is None:
            raise
        raise before from error


@contextmanager
def unbroken() -> Iterator[None]:
    """Do a block to its end, such as the writing of results: a signal counts after it."""
    came: list[tuple[int, FrameType | None]] = []
    with _handled(lambda number, frame: came.append((number, frame))) as former:
        yield
    if came:
        handler = former.get(came[0][0])
        if callable(handler):
            handler(*came[0])


def leave(status: int) -> NoReturn:
    """End this process at once, with all that it has printed."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):  # closed, or the reader is gone
            stream.flush()
    os._exit(status)


@contextmanager
def _handled(handler: Callable[[int, FrameType | None], object]) -> Iterator[dict[int, Any]]:
    """Let signals be handled so; yields how they were. Only the main thread may."""
    former: dict[int, Any] = {}
    if threading.current_thread() is threading.main_thread():
        former = {each: signal.signal(each, handler) for each in SIGNALS}
    try:
        yield former
    finally:
        for each, before in former.items():
            signal.signal(each, before)
