"""What a long command says while it works, all of it on standard error.

A terminal gets a bar that moves; a file or a pipe gets plain lines. Standard output is left to
results.
"""

import sys
from time import monotonic
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from explorer.ending.signals import unbroken

SILENT_SECONDS = 10.0  # between two lines about one download, where there is no bar


class Narrator:
    """Lines and bars on standard error, for the time of a `with` block."""

    def __init__(self) -> None:
        self._console = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
        self._bars = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %"),
            TimeRemainingColumn(),
            console=self._console,
            transient=True,
            redirect_stdout=False,  # results must not move to standard error
            redirect_stderr=False,
        )
        self._tasks: dict[str, TaskID] = {}
        self._spoke = 0.0

    def __enter__(self) -> Self:
        self._shown(True)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._shown(False)

    def say(self, sentence: str) -> None:
        """One line, however narrow the terminal."""
        self._console.print(" ".join(sentence.split("\n")))

    def result(self, line: str) -> None:
        """One line on standard output."""
        with unbroken():
            self._shown(False)
            print(line, flush=True)
            self._shown(True)

    def _shown(self, wanted: bool) -> None:
        """Begin or end the bars; Rich is in disorder where a signal breaks off either."""
        if self._console.is_terminal:
            with unbroken():
                (self._bars.start if wanted else self._bars.stop)()

    def step(self, what: str, done: float, total: float, detail: str = "") -> None:
        """How far something is.

        Args:
            what: Names it; the same words move the same bar.
            done: Reached, in any unit.
            total: In the same unit; 0 where it is not known.
            detail: Shown instead of the name, where what is worth knowing changes on the way.
        """
        if self._console.is_terminal:
            if what not in self._tasks:
                self._tasks[what] = self._bars.add_task(what, total=total or None)
            task = self._tasks[what]
            self._bars.update(task, completed=done, total=total or None, description=detail or what)
            if total and done >= total:
                self._bars.update(self._tasks[what], visible=False)

    def download(self, done: int, total: int) -> None:
        """How far a weights file is, in bytes; `total` is 0 where the server does not say."""
        size = f"{total / 1e6:.0f} MB" if total else "of unknown size"
        self.step(f"weights, {size}", done, total)
        now = monotonic()
        if not self._console.is_terminal and now - self._spoke > SILENT_SECONDS:
            self._spoke = now
            self.say(f"downloading weights: {done / 1e6:.0f} MB done, {size}")


def printable_streams() -> None:
    """Print what the terminal's encoding lacks with escapes, instead of ending the program."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
