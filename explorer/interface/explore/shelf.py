"""What the page has shown: the answers that are kept, as what can be asked for more or saved."""

from typing import Final

from explorer.figures.inspection.shown import Shown
from explorer.interface.kept import Kept
from explorer.training.processor.free_memory import free_here

MOST: Final = 2 * 2**30  # bytes: with a photograph of a phone an answer of ResNet-50 holds 50 MB
LEAST: Final = 256 * 2**20
SHARE: Final = 6  # of which part of the free memory is for answers
UNUSED: Final = 3600.0  # seconds after which one is dropped, as Gradio's states of who has left


class Shelf(Kept[Shown]):
    """The answers that are kept: those of a whole class, who each may ask for more of theirs.

    Args:
        most: Bytes of all together.
    """

    def __init__(self, most: int = MOST) -> None:
        super().__init__(most, Shown.holds)

    @classmethod
    def in_this_machine(cls) -> "Shelf":
        """One with room for what the machine has free."""
        return cls(max(LEAST, min(MOST, free_here() // SHARE)))
