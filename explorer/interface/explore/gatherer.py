"""Inspections that several people wait for at once, computed together.

Whoever finds nobody computing does so for up to eight who ask the same of the same small network,
whoever has waited longest among them. There a batch of eight takes little longer than one
photograph, and each answer is to the bit that of the photograph alone (see `inspect`). In a large
network a batch saves a sixth and rounds otherwise: those are computed one by one.
"""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from explorer.interface.explore.needed import is_small, needed_bytes
from explorer.interface.right_of_way import RightOfWay
from explorer.sentences.sentence import Sentence
from explorer.training.processor.reserved import MEMORY, Memory, TakenError

if TYPE_CHECKING:
    from torch import nn

    from explorer.inspection.result import Inspection
    from explorer.networks.catalog.loaded import LoadedNetwork
    from explorer.photographs.photograph import Photograph

MOST: Final = 8  # in a batch, as `inspect` makes them
PATIENCE: Final = 20.0  # seconds that a photograph waits for memory


@dataclass(frozen=True, eq=False)
class _Asked:
    network: "LoadedNetwork"
    photograph: "Photograph"
    class_: int | str | None
    found: "Future[Inspection]" = field(default_factory=Future)

    def goes_with(self, other: "_Asked") -> bool:
        same = type(self.class_) is type(other.class_) and self.class_ == other.class_
        return same and self.network is other.network


Inspect = Callable[
    ["LoadedNetwork", Sequence["Photograph"], int | str | None], Sequence["Inspection"]
]


class Gatherer:
    """Computes what is asked of it by many threads, one batch at a time.

    Args:
        way: Taken while anybody waits or computes here.
        inspect: Computes a batch; `explorer.inspection.inspect.inspect` if none is given.
        memory: Where a batch reserves what it needs. One that does not fit is computed in parts,
            and one photograph waits.
    """

    def __init__(
        self,
        way: RightOfWay | None = None,
        inspect: Inspect | None = None,
        memory: Memory = MEMORY,
    ) -> None:
        self._way = way or RightOfWay()
        self._memory = memory
        self._needed: WeakKeyDictionary[nn.Module, int] = WeakKeyDictionary()
        self._inspect = inspect
        self._waiting: list[_Asked] = []
        self._busy = False
        self._changed = threading.Condition()

    def inspect(
        self, network: "LoadedNetwork", photograph: "Photograph", class_: int | str | None = None
    ) -> "Inspection":
        """As `explorer.inspection.inspect.inspect`, after waiting for whoever was there before."""
        asked = _Asked(network, photograph, class_)
        with self._way.taken():
            with self._changed:
                self._waiting.append(asked)
            while batch := self._turn(asked):
                try:
                    self._compute(batch)
                finally:
                    self._over()
        return asked.found.result()

    @contextmanager
    def beside(self, network: "LoadedNetwork") -> Iterator[None]:
        """Compute something else of a network, a large one's while no batch is computed."""
        small = is_small(network)
        with self._way.taken():
            if not small:
                with self._changed:
                    self._changed.wait_for(lambda: not self._busy)
                    self._busy = True
            try:
                with threads_for(network), self._reserved(network, 1):
                    yield
            finally:
                if not small:
                    self._over()

    def _turn(self, asked: _Asked) -> list[_Asked]:
        """What this thread is to compute; nothing once its own answer is there."""
        with self._changed:
            self._changed.wait_for(lambda: asked.found.done() or not self._busy)
            if asked.found.done():
                return []
            self._busy = True
            first = self._waiting[0]
            most = MOST if is_small(first.network) else 1
            batch = [each for each in self._waiting if each.goes_with(first)][:most]
            self._waiting = [each for each in self._waiting if each not in batch]
            return batch

    def _over(self) -> None:
        with self._changed:
            self._busy = False
            self._changed.notify_all()

    def _compute(self, batch: Sequence[_Asked]) -> None:
        from explorer.inspection.inspect import inspect

        network, class_ = batch[0].network, batch[0].class_
        try:
            with threads_for(network), self._reserved(network, len(batch)):
                photographs = [each.photograph for each in batch]
                found = (self._inspect or inspect)(network, photographs, class_)
            for each, inspection in zip(batch, found, strict=True):
                each.found.set_result(inspection)
        except BaseException as error:  # noqa: BLE001 - raised again by whoever asked
            if len(batch) == 1:
                batch[0].found.set_exception(error)
            else:  # one that fails does so alone, and of what does not fit each may
                for each in batch:
                    self._compute([each])

    @contextmanager
    def _reserved(self, network: "LoadedNetwork", count: int) -> Iterator[None]:
        """The memory for so many photographs of a network.

        Raises:
            TakenError: It is not there, and does not come in a while.
        """
        if network.module not in self._needed:
            self._needed[network.module] = needed_bytes(network)
        needed = count * self._needed[network.module]
        until = time.monotonic() + (PATIENCE if count == 1 else 0.0)
        with self._memory.reservation(network.device, needed) as reservation:
            while not reservation.take():
                if not self._memory.reserved(network.device):
                    break  # nothing will come: whoever computes tries, in smaller parts if need be
                left = until - time.monotonic()
                if left <= 0:
                    raise TakenError(
                        Sentence(
                            "this photograph needs about {needed} GB of memory, and {device} has "
                            "{free}: wait until a race has ended, or choose a shallower network",
                            needed=f"{needed / 1e9:.1f}",
                            device=str(network.device),
                            free=self._memory.said(network.device),
                        )
                    )
                self._memory.wait(min(left, 1.0))
            yield


def threads_for(network: "LoadedNetwork") -> AbstractContextManager[None]:
    """One thread for what a small network computes on a CPU: see `one_thread`."""
    from explorer.training.processor.one_thread import one_thread

    return one_thread() if is_small(network) else nullcontext()
