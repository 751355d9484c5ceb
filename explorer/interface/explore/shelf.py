"""What the page has shown: the answers that are kept, as what can be asked for more or saved."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Final

from explorer.figures.inspection.shown import Shown
from explorer.interface.kept import Kept
from explorer.training.processor.free_memory import free_here

if TYPE_CHECKING:
    from explorer.networks.catalog.loaded import LoadedNetwork

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


def zipped(
    answers: Sequence[Shown],
    beside: Callable[["LoadedNetwork"], AbstractContextManager[None]] = lambda _: nullcontext(),
) -> bytes:
    """Answers as one zip, a folder each, named after the photograph and the network.

    The page that opens by itself lies in the folder; with two networks it shows both, beside them.

    Args:
        answers: One, or two that are compared.
        beside: Entered while one of the networks computes.
    """
    from explorer.figures.inspection.page import inspection_page, saved_view
    from explorer.inspection.record import zip_bytes

    folders: dict[str, dict[str, bytes]] = {}
    views = []
    for shown in answers:
        name = f"{shown.file_stem}-{shown.inspection.network}"
        while name in folders:  # an own checkpoint beside the published one
            name += "-compared"
        with beside(shown.network):
            unrolled = shown.unrolled()  # of one answer at a time, and computed once
        folders[name] = shown.files(unrolled)
        views.append(saved_view(shown, len(answers) > 1, unrolled))
    (place,) = folders if len(answers) == 1 else ("",)
    page = {"inspection.html": inspection_page(answers, views).encode()}
    folders[place] = {**folders.get(place, {}), **page}
    return zip_bytes(folders)
