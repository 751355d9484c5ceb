"""Answers become zips: what their networks compute here, what is drawn in a second process."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from explorer.interface.zips.second_process import LostError, SecondProcess

if TYPE_CHECKING:
    from explorer.figures.inspection.drawn import Drawn
    from explorer.figures.inspection.shown import Shown
    from explorer.interface.explore.gatherer import Gatherer


class Packing:
    """Packs zips: a small network's in a second process, a large one's here.

    Of a small network drawing takes most of the time, of a large one its pass does, and what that
    gives would be hundreds of megabytes to send. Maps by methods of installed packages are drawn
    here, where these have been imported already, whatever they import.

    Args:
        gatherer: Beside which their networks compute.
        second: Where zips are drawn.
    """

    def __init__(self, gatherer: "Gatherer", second: SecondProcess | None = None) -> None:
        self._gatherer = gatherer
        self._second = second or SecondProcess()

    def close(self) -> None:
        """End the second process."""
        self._second.close()

    def packed(self, answers: "Sequence[Shown]") -> bytes:
        """Everything of some answers as one zip.

        Args:
            answers: One, or two that are compared.

        Raises:
            ValueError: A network's numbers are not finite.
            OutOfMemoryError: As of `Gatherer.beside`.
        """
        from explorer.figures.inspection.inspection_folder import zipped
        from explorer.inspection.grad_cam import METHODS
        from explorer.inspection.result import ATTRIBUTIONS
        from explorer.interface.explore.needed import is_small

        drawn = (self._drawn(each) for each in answers)
        several = len(answers) > 1
        own = {*ATTRIBUTIONS, *(method.name for method in METHODS)}
        if not all(is_small(each.network) and each.method in own for each in answers):
            return zipped(drawn, several)
        together = list(drawn)
        try:
            return self._second.call(zipped, together, several)
        except LostError:  # it is packed all the same
            return zipped(together, several)

    def _drawn(self, answer: "Shown") -> "Drawn":
        with self._gatherer.beside(answer.network):
            return answer.drawn()
