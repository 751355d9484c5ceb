"""A command's end: whatever happens becomes an exit status and one sentence, never a traceback."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import typer

from explorer.ending.signals import interruptible

DONE = 0
FAILED = 1
WRONG_USAGE = 2
STOPPED = 130  # what shells give a program that Ctrl+C ended

# Typer has carried its own copy of click since 0.25; this is the base of its usage errors in both.
_UsageError: type[Exception] = typer.BadParameter.__mro__[1]


class WrongUsageError(ValueError):
    """What was asked for does not exist; the message is a sentence for the person."""


@contextmanager
def wrong_usage() -> Iterator[None]:
    """Take a `ValueError` raised inside for a mistake on the command line: exit status 2."""
    try:
        yield
    except ValueError as error:
        raise WrongUsageError(str(error)) from error


def run(app: typer.Typer, arguments: Sequence[str], program: str = "python -m explorer") -> int:
    """Run a command line.

    Args:
        app: The gathered commands; each returns an exit status, or None for 0.
        arguments: Without the program's name.
        program: That name, as the person called it.

    Returns:
        0 for done, 1 for a failure, 2 for wrong usage, 130 where Ctrl+C ended it. The sentence that
        says why went to standard error.
    """
    try:
        with interruptible():
            status = app(list(arguments), prog_name=program, standalone_mode=False)
    except _UsageError as error:
        return _said(f"{_message(error)} See `{program} --help`.", WRONG_USAGE)
    except WrongUsageError as error:
        return _said(_message(error), WRONG_USAGE)
    except (KeyboardInterrupt, typer.Abort):
        status = STOPPED
    except MemoryError:
        return _said("There is not enough memory for this: close other programs.", FAILED)
    except OSError as error:
        if error.filename and error.strerror:
            place = f"{error.filename}: {error.strerror}, choose another file or folder."
            return _said(place, FAILED)
        return _said(_message(error), FAILED)
    except ValueError as error:
        return _said(_message(error), FAILED)
    except Exception as error:
        if os.environ.get("EXPLORER_TRACEBACK"):
            raise
        defect = f"A defect of the program: {type(error).__name__}: {_message(error)}"
        return _said(f"{defect} Set EXPLORER_TRACEBACK=1 to see where.", FAILED)
    if status == STOPPED:
        return _said("Stopped; anything finished is kept.", STOPPED)
    return int(status or DONE)


def _message(error: Exception) -> str:
    """One line, ending like a sentence."""
    formatted = getattr(error, "format_message", error.__str__)()
    text = " ".join(str(formatted).split()) or type(error).__name__
    return text if text[-1] in ".!?" else f"{text}."


def _said(sentence: str, status: int) -> int:
    print(sentence, file=sys.stderr)
    return status
