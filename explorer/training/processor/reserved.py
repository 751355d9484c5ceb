"""Memory that work is counted to need, shared out between all that is under way on a device.

Whatever takes much (a race, a fine-tuning, a batch of photographs) reserves what it is counted to
need before it takes any, and gives that back at its end. The rule: of a device's memory there are

    SHARE * (free + taken) - reserved

bytes left. `free` is what the device has free now, and `reserved` what all work under way has
reserved. `taken` is how much of that the work holds already: it is missing in `free`, and must not
be counted twice. It is measured, as what this program holds now above what it held when nothing was
reserved, and is never more than what is reserved. What the program keeps besides (an opened
network, a race's record) is taken for the work's, which errs by no more than that; SHARE leaves
room for it.

Work that takes turns with other work rests between its turns: then only what it keeps is reserved
(of a race weights, gradients and the optimiser's state), and it reserves all again for its turn.
Work that was broken off without an end is not counted from the moment that it is let go.
"""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Final
from weakref import WeakSet

from explorer.sentences.sentence import Sentence
from explorer.training.processor.free_memory import free_bytes, held_bytes
from explorer.training.processor.given_back import give_memory_back

if TYPE_CHECKING:
    import torch

SHARE: Final = 0.9  # of the memory, so that a machine never writes it out
Measure = Callable[["torch.device"], int]


class TakenError(ValueError):
    """Work does not fit beside what is reserved, but may when that has ended."""


class Memory:
    """What is reserved on every device.

    Args:
        free: Bytes that a device has free.
        held: Bytes that this program holds of its memory.
        give_back: Lets the system have what ended work has left in this program, which `free` lacks
            until then: asked for before anything is found not to fit.
    """

    def __init__(
        self,
        free: Measure = free_bytes,
        held: Measure = held_bytes,
        give_back: Callable[[], object] = give_memory_back,
    ) -> None:
        self._free = free
        self._held = held
        self._give_back = give_back
        self._before: dict[str, int] = {}  # held when nothing was reserved
        self._all: WeakSet[Reservation] = WeakSet()
        self._changed = threading.Condition()

    def reservation(
        self, device: "torch.device", whole: int, kept: int | None = None
    ) -> "Reservation":
        """For a piece of work; nothing is reserved before its `take`.

        Args:
            device: Where the work is done.
            whole: Bytes that it needs at its peak.
            kept: Those that it keeps between its turns; None if it takes no turns.
        """
        made = Reservation(self, device, whole, whole if kept is None else kept)
        with self._changed:
            self._all.add(made)
        return made

    def reserved(self, device: "torch.device") -> int:
        """Bytes that are reserved now."""
        with self._changed:
            return sum(each.now for each in self._on(device))

    def left(self, device: "torch.device") -> int:
        """Bytes that can be reserved now."""
        with self._changed:
            return self._left(device)

    def left_between_turns(self, device: "torch.device", wanted: int = 0) -> int:
        """Bytes that could be reserved if all that takes turns were resting.

        Args:
            device: Of which.
            wanted: So many are wanted: where they are not there, it is tidied up first.
        """
        left = self._left_between_turns(device)
        if left < wanted:
            self._give_back()
            left = self._left_between_turns(device)
        return left

    def _left_between_turns(self, device: "torch.device") -> int:
        with self._changed:
            resting = sum(each.now - min(each.now, each.kept) for each in self._on(device))
            return self._left(device) + resting

    def said(self, device: "torch.device") -> Sentence:
        """How much is left, for people."""
        free = f"{max(0, self.left(device)) / 1e9:.1f}"
        others = self.reserved(device)
        if others >= 0.05e9:  # else it would be told as none
            return Sentence(
                "{free} GB free beside the {others} GB of what is under way",
                free=free,
                others=f"{others / 1e9:.1f}",
            )
        return Sentence("{free} GB free", free=free)

    def wait(self, seconds: float) -> None:
        """Until something is given back, at most so long."""
        with self._changed:
            self._changed.wait(seconds)

    def move(self, one: "Reservation", wanted: int) -> bool:
        """Let a piece of work have so many bytes; whether it can."""
        if self._moved(one, wanted):
            return True
        self._give_back()
        return self._moved(one, wanted)

    def _moved(self, one: "Reservation", wanted: int) -> bool:
        with self._changed:
            more = wanted - one.now
            if more > 0 and more > self._left(one.device):
                return False
            one.now = wanted
            if more < 0:
                self._changed.notify_all()
            return True

    def _left(self, device: "torch.device") -> int:
        reserved = sum(each.now for each in self._on(device))
        held = self._held(device)
        if not reserved:
            self._before[_place(device)] = held
        taken = min(max(0, held - self._before[_place(device)]), reserved)
        return round(SHARE * (self._free(device) + taken)) - reserved

    def _on(self, device: "torch.device") -> "list[Reservation]":
        place = _place(device)
        return [each for each in self._all if _place(each.device) == place and each.now]


class Reservation:
    """What one piece of work has reserved; as a context it gives that back at the end.

    Attributes:
        device: Where the work is done.
        whole: Bytes that it needs at its peak.
        kept: Those that it keeps between its turns.
        now: Those that are reserved now.
    """

    def __init__(self, memory: Memory, device: "torch.device", whole: int, kept: int) -> None:
        self.device, self.whole, self.kept = device, whole, kept
        self.now = 0
        self._memory = memory

    def take(self) -> bool:
        """Reserve all that it needs; whether that fits beside the others."""
        return self.now >= self.whole or self._memory.move(self, self.whole)

    def rest(self) -> None:
        """Between two turns: keep only what is held there."""
        if self.now > self.kept:
            self._memory.move(self, self.kept)

    def give_back(self) -> None:
        """The work has ended."""
        if self.now:
            self._memory.move(self, 0)

    def __enter__(self) -> "Reservation":
        """As it is."""
        return self

    def __exit__(self, *_: object) -> None:
        """Give it back."""
        self.give_back()


def _place(device: "torch.device") -> str:
    """Whose memory it is: each GPU's own, or the machine's, which MPS uses too."""
    return str(device) if device.type == "cuda" else "machine"


MEMORY: Final = Memory()
