"""Photographs become folders: inspected in batches, and written several at once."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from explorer.commands.exit_status import DONE, FAILED
from explorer.commands.given.methods import Method
from explorer.commands.progress import Narrator
from explorer.inspection.result import ATTRIBUTIONS

if TYPE_CHECKING:
    from explorer.inspection.attributions.attribution import Attribution
    from explorer.inspection.result import Inspection
    from explorer.networks.catalog.loaded import LoadedNetwork
    from explorer.photographs.photograph import Photograph

MOST_AT_ONCE: Final = 4  # photographs that are written: of ResNet-152 each takes 600 MB meanwhile


class _Looked(NamedTuple):
    """A photograph, what the network made of it, and where that is to lie."""

    photograph: "Photograph"
    place: Path
    inspection: "Inspection"


@dataclass(frozen=True)
class Inspecting:
    """Inspects photographs and writes them.

    Attributes:
        network: That looks at them.
        explained: Index of the class to explain; None explains each one's own prediction.
        method: How.
        narrator: Says what becomes of each, and where it lies.
    """

    network: "LoadedNetwork"
    explained: int | None
    method: Method
    narrator: Narrator

    def done(self, images: Sequence[Path], places: Sequence[Path]) -> int:
        """Read, inspect and write all; the exit status.

        Args:
            images: Of which one that cannot be read is named, and the others are done.
            places: The folder of each.
        """
        from explorer.photographs.ahead import batches_ahead

        failures = done = 0
        with _writing() as writers:
            for read in batches_ahead(images):
                batch: list[tuple[Photograph, Path]] = []
                for each, place in zip(read, places[done:], strict=False):
                    if isinstance(each, Exception):
                        self.narrator.say(str(each))
                        failures += 1
                    else:
                        batch.append((each, place))
                failures += self._together(batch, writers)
                done += len(read)
                self.narrator.step("photographs", done, len(images))
        return FAILED if failures else DONE

    def _together(
        self, batch: Sequence[tuple["Photograph", Path]], writers: ThreadPoolExecutor
    ) -> int:
        """Inspect some photographs in one pass and write them; how many failed."""
        from explorer.inspection.inspect import inspect as look

        if not batch:
            return 0
        try:
            inspections = look(self.network, [each for each, _ in batch], self.explained)
        except ValueError as error:
            if len(batch) > 1:  # one of them must not sink the others
                return sum(self._together([each], writers) for each in batch)
            self.narrator.say(str(error))
            return 1
        looked = [
            _Looked(photograph, place, inspection)
            for (photograph, place), inspection in zip(batch, inspections, strict=True)
        ]
        if self.method in ATTRIBUTIONS:
            return sum(self._attributed(each) for each in looked)
        for each, written in [(each, writers.submit(self._alone, each)) for each in looked]:
            written.result()
            self._told(each)
        return 0

    def _attributed(self, looked: _Looked) -> int:
        """Attribute the class to the input too, and write it; 1 if that failed, else 0."""
        from explorer.inspection.attributions.attribution import attribute

        photograph = looked.photograph
        try:
            attribution = attribute(
                self.network,
                photograph,
                looked.inspection.explained.index,
                self.method,
                progress=lambda share: self.narrator.step(photograph.name, share, 1.0),
            )
        except ValueError as error:
            self.narrator.say(f"{photograph.name}: {error}")
            return 1
        self._write(looked, attribution)
        self._told(looked, attribution.warning)
        return 0

    def _alone(self, looked: _Looked) -> None:
        """Write it by one processor, while others write others."""
        from explorer.training.processor.one_thread import one_thread

        with one_thread():
            self._write(looked)

    def _write(self, looked: _Looked, attribution: "Attribution | None" = None) -> None:
        """Write one inspection with its pictures and its page."""
        from explorer.figures.inspection.inspection_folder import write_inspection
        from explorer.figures.notebook.saved_html import save_html

        photograph, inspection = looked.photograph, looked.inspection
        write_inspection(looked.place, inspection, self.method, attribution, photograph.notes)
        page = looked.place / "inspection.html"
        save_html(page, inspection, self.network, photograph, self.method, attribution)

    def _told(self, looked: _Looked, warning: str = "") -> None:
        """Say what it is, and where it lies."""
        photograph, inspection = looked.photograph, looked.inspection
        best = inspection.predictions[0]
        share = f"{min(best.probability, 0.9999):.2%}"  # no rounding claims certainty
        other = inspection.explained
        explained = "" if other.index == best.index else f", explained: {other.name}"
        notes = [*photograph.notes, *filter(None, [warning])]
        self.narrator.say(
            f"{photograph.name}: {best.name} {share}{explained}"
            f" ({inspection.seconds:.2f} s){''.join(f'; {note}' for note in notes)}"
        )
        self.narrator.result(str(looked.place))


@contextmanager
def _writing() -> Iterator[ThreadPoolExecutor]:
    """What writes several photographs at once: most of it is done by one processor alone."""
    writers = ThreadPoolExecutor(min(os.cpu_count() or 1, MOST_AT_ONCE), "writing")
    try:
        yield writers
    finally:
        writers.shutdown(cancel_futures=True)  # Ctrl+C waits for those that are begun
