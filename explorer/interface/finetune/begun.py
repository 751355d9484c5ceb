"""The fine-tunings of one page: one is at work, others wait in line, finished ones stay a while.

A finished one stays while all of them have room: a class finds what each of it has made.
"""

import secrets
import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from typing import Final

from explorer.interface.finetune.finetunings import Finetuning
from explorer.interface.kept import Kept
from explorer.sentences.sentence import refusal

KEPT: Final = 4 * 2**30  # bytes of the finished ones: ResNet-50's weights are 90 MB on the disk
SHARE: Final = 4  # of which part of the free disk is for them
MOST_LIVE: Final = 40  # at work, in line, or about to be
TURN_SECONDS: Final = 600.0  # after which one that is at work makes room for who waits
FOLLOWS_SECONDS: Final = 3.0  # in which a browser lets what it has begun work: it asks at once
STARTING_SECONDS: Final = 60.0  # the same, while there is room


def room() -> int:
    """Bytes for finished ones where temporary files lie."""
    return min(KEPT, shutil.disk_usage(tempfile.gettempdir()).free // SHARE)


class Begun:
    """Each fine-tuning under a key that cannot be guessed.

    Args:
        kept: Bytes of the finished ones; beyond, the one unused for longest is dropped.
        most_live: How many may be unfinished.
        clock: Tells the time in seconds.
    """

    def __init__(
        self,
        kept: int = KEPT,
        most_live: int = MOST_LIVE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most_live, self._clock = most_live, clock
        self._live: dict[str, tuple[Finetuning, float]] = {}
        self._line: list[str] = []
        self._since = 0.0  # when the first of the line began
        self._took: float | None = None  # seconds of the last that was finished
        self._finished = Kept(kept, Finetuning.holds, Finetuning.forget, clock)
        self._lock = threading.Lock()

    def put(self, run: Finetuning, former: object = "") -> str:
        """Take one in and return its key.

        Args:
            run: Not yet at work.
            former: Key of the one that the same person began before: it makes room.

        Raises:
            ValueError: Too many are at work, in line, or begun just now; the new one is forgotten.
        """
        key = secrets.token_urlsafe(16)
        with self._lock:
            before, _ = self._live.get(str(former), (None, 0.0))
            if before is not None:
                before.give_up()
            now = self._clock()
            waits = {
                each: now - since
                for each, (_, since) in self._live.items()
                if each not in self._line
            }
            late = [
                each
                for each, waited in waits.items()
                if waited > STARTING_SECONDS or self._live[each][0].given_up
            ]
            if len(self._live) - len(late) >= self._most_live:
                # who begins and does no more keeps nobody out: the oldest of them makes room
                lapsed = (each for each, waited in waits.items() if waited > FOLLOWS_SECONDS)
                late += [each for each in lapsed if each not in late][:1]
            dropped = [self._live.pop(each)[0] for each in late]
            refused = len(self._live) >= self._most_live
            if not refused:
                self._live[key] = run, now
        for each in (*dropped, *([run] if refused else [])):
            each.forget()
        if refused:
            raise refusal(
                "{count} fine-tunings are under way or in line on this machine, which is all it "
                "takes on: come back in a few minutes",
                count=self._most_live,
            )
        return key

    def get(self, key: object) -> Finetuning | None:
        """The one of that key; None if it was dropped, or never there."""
        with self._lock:
            live = self._live.get(str(key), (None,))[0]
        return live or self._finished.get(key)

    def join(self, key: str) -> None:
        """Stand at the back of the line."""
        with self._lock:
            if key in self._live and key not in self._line:
                self._line.append(key)
                if len(self._line) == 1:
                    self._since = self._clock()

    def before(self, key: str) -> int:
        """How many are before one; the first of the line may work."""
        with self._lock:
            return self._line.index(key) if key in self._line else 0

    def seconds_until(self, key: str) -> float | None:
        """About how long one will wait; None while nothing tells.

        Each before it takes as long as the last that was finished, else as the one at work, and
        none longer than its turn.
        """
        with self._lock:
            before = self._line.index(key) if key in self._line else 0
            if not before:
                return None
            head, _ = self._live[self._line[0]]
            spent = self._clock() - self._since
            left, took = head.seconds_left, self._took
            if left is None and took is not None:
                left = max(0.0, took - spent)
            if left is None:
                return None
            left = min(left, max(0.0, TURN_SECONDS - spent))
            return left + (before - 1) * min(TURN_SECONDS, spent + left if took is None else took)

    def has_had_its_turn(self, key: str) -> bool:
        """Whether one has worked so long that others who wait come next."""
        with self._lock:
            spent = self._clock() - self._since
            return self._line[:1] == [key] and len(self._line) > 1 and spent > TURN_SECONDS

    def end(self, key: object) -> None:
        """One works no more: it is finished, was stopped, or its person has gone."""
        with self._lock:
            run, _ = self._live.get(str(key), (None, 0.0))
        if run is None:
            return
        if run.result is not None:
            self._finished.put(run, str(key))  # before it is live no more: it is always somewhere
        with self._lock:
            self._live.pop(str(key), None)
            now = self._clock()
            first = self._line[:1] == [key]
            if first and run.result is not None:
                self._took = now - self._since
            if key in self._line:
                self._line.remove(str(key))
            if first:
                self._since = now
        run.stop()
        if run.result is None:
            run.forget()

    def close(self) -> None:
        """Stop all."""
        with self._lock:
            every = [run for run, _ in self._live.values()]
        for run in every:
            run.stop()
