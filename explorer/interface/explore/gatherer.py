"""Inspections that several people wait for at once, computed together.

Whoever has waited longest computes for up to eight who ask the same of the same small network.
There a batch of eight takes little longer than one photograph, and each answer is to the bit that
of the photograph alone (see `inspect`). In a large network a batch saves a sixth and rounds
otherwise: those are computed one by one.
"""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Final, cast
from weakref import WeakKeyDictionary

from explorer.interface.explore.needed import computed, is_small, needed_bytes
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


class _Waiting:
    """Whoever waits for its turn, and is woken once: when that comes, or when it is answered."""

    def __init__(self) -> None:
        self.woken = threading.Event()


class _Asked(_Waiting):
    def __init__(
        self, network: "LoadedNetwork", photograph: "Photograph", class_: int | str | None
    ) -> None:
        super().__init__()
        self.network = network
        self.photograph = photograph
        self.class_ = class_
        self.found: Future[Inspection] = Future()

    def goes_with(self, other: _Waiting) -> bool:
        return (
            isinstance(other, _Asked)
            and type(self.class_) is type(other.class_)
            and self.class_ == other.class_
            and self.network is other.network
        )


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
        self._waiting: list[_Waiting] = []
        self._busy = False  # somebody's turn it is
        self._lock = threading.Lock()

    def inspect(
        self, network: "LoadedNetwork", photograph: "Photograph", class_: int | str | None = None
    ) -> "Inspection":
        """As `explorer.inspection.inspect.inspect`, after waiting for whoever was there before."""
        asked = _Asked(network, photograph, class_)
        with self._way.taken():
            self._wait_for_turn(asked)
            if not asked.found.done():
                try:
                    self._compute(self._batch(asked))
                finally:
                    self._pass_on()
        return asked.found.result()

    @contextmanager
    def beside(self, network: "LoadedNetwork") -> Iterator[None]:
        """Compute something else of a network, a large one's while no batch is computed."""
        small = is_small(network)
        with self._way.taken():
            if not small:
                large = _Waiting()
                self._wait_for_turn(large)
                with self._lock:
                    self._waiting.remove(large)
            try:
                with threads_for(network), self._reserved(network, 1, PATIENCE):
                    yield
            finally:
                if not small:
                    self._pass_on()

    def _wait_for_turn(self, who: _Waiting) -> None:
        """Until its turn comes, or it was answered with others."""
        with self._lock:
            self._waiting.append(who)
            if not self._busy:
                self._busy = True
                who.woken.set()
        who.woken.wait()

    def _batch(self, first: _Asked) -> list[_Asked]:
        """Whose turn it is, with those who ask the same."""
        most = MOST if is_small(first.network) else 1
        with self._lock:
            batch = [each for each in self._waiting if first.goes_with(each)][:most]
            self._waiting = [each for each in self._waiting if each not in batch]
        return cast(list[_Asked], batch)

    def _pass_on(self) -> None:
        """It is the turn of whoever has waited longest."""
        with self._lock:
            if self._waiting:
                self._waiting[0].woken.set()
            else:
                self._busy = False

    def _compute(self, batch: Sequence[_Asked]) -> None:
        from explorer.inspection.inspect import inspect

        network, class_ = batch[0].network, batch[0].class_
        try:
            count, patience = computed(network, len(batch)), PATIENCE if len(batch) == 1 else 0.0
            with threads_for(network), self._reserved(network, count, patience):
                photographs = [each.photograph for each in batch]
                found = (self._inspect or inspect)(network, photographs, class_)
            for each, inspection in zip(batch, found, strict=True):
                each.found.set_result(inspection)
                each.woken.set()
        except BaseException as error:  # noqa: BLE001 - raised again by whoever asked
            if len(batch) == 1:
                batch[0].found.set_exception(error)
                batch[0].woken.set()
            else:  # one that fails does so alone, and of what does not fit each may
                for each in batch:
                    self._compute([each])

    @contextmanager
    def _reserved(self, network: "LoadedNetwork", count: int, patience: float) -> Iterator[None]:
        """The memory for so many photographs of a network, waited for so many seconds.

        Raises:
            TakenError: It is not there, and does not come in a while.
        """
        if network.module not in self._needed:
            self._needed[network.module] = needed_bytes(network)
        needed = count * self._needed[network.module]
        until = time.monotonic() + patience
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
    """One thread for what is computed on the CPU for a small network: see `one_thread`."""
    from explorer.training.processor.one_thread import one_thread

    return one_thread() if is_small(network) else nullcontext()
