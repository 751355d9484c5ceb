"""Work that programs have ordered: one at a time for each, in a thread, ended when they leave."""

import asyncio
import threading
from collections.abc import AsyncIterator
from typing import Final, Protocol

from anyio import CapacityLimiter, to_thread

from explorer.interface.programs.tool import Answer, Progress
from explorer.sentences.sentence import refusal

PATIENCE: Final = 0.5  # seconds between two words to somebody who waits
MOST: Final = 8  # at once, in the line or at the processor


class Errand(Protocol):
    """One piece of work."""

    def work(self) -> Answer:
        """Do it all, in the calling thread.

        Raises:
            ValueError, OSError: With a sentence for whoever asked.
        """
        ...

    def progress(self) -> Progress:
        """How far it is; whoever asks is still there."""
        ...

    def stop(self) -> None:
        """End it soon."""
        ...


class Errands:
    """All errands of a page.

    Args:
        most: That may be under way at once.
        patience: Seconds between two words to somebody who waits.
    """

    def __init__(self, most: int = MOST, patience: float = PATIENCE) -> None:
        self._most = most
        self._patience = patience
        self._live: dict[str, Errand] = {}
        self._lock = threading.Lock()

    @property
    def live(self) -> int:
        """How many are under way."""
        with self._lock:
            return len(self._live)

    async def served(self, who: str, errand: Errand) -> AsyncIterator[Progress | Answer]:
        """Do an errand; whoever lets go of this ends it.

        Args:
            who: Names the program that asked for it.
            errand: To be done.

        Yields:
            How far it is, and last the answer.

        Raises:
            ValueError: The program has one under way, or too many have.
        """
        self._enter(who, errand)
        going = asyncio.ensure_future(
            to_thread.run_sync(self._done, who, errand, limiter=CapacityLimiter(1))
        )
        try:
            while not (await asyncio.wait({going}, timeout=self._patience))[0]:
                yield errand.progress()
            yield going.result()
        finally:
            errand.stop()
            going.add_done_callback(lambda left: left.cancelled() or left.exception())

    def close(self) -> None:
        """End all."""
        with self._lock:
            live = [*self._live.values()]
        for errand in live:
            errand.stop()

    def _enter(self, who: str, errand: Errand) -> None:
        with self._lock:
            if who in self._live:
                raise refusal(
                    "what you asked for before is still under way: wait for its answer, or cancel "
                    "it and ask again"
                )
            if len(self._live) >= self._most:
                raise refusal(
                    "{count} other programs have work under way, which is all that this machine "
                    "takes on: ask again in a minute",
                    count=self._most,
                )
            self._live[who] = errand

    def _done(self, who: str, errand: Errand) -> Answer:
        try:
            return errand.work()
        finally:
            with self._lock:
                del self._live[who]
