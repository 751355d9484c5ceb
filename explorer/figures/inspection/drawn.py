"""What is drawn of one answer: arrays, pictures and words, for which no network is needed."""

import unicodedata
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Final, Protocol

from PIL import Image

from explorer.inspection.result import Attribution, Inspection
from explorer.networks.architecture import Architecture

if TYPE_CHECKING:
    from explorer.inspection.blocks.sums import Unrolled

LONGEST_STEM: Final = 50  # characters, of which each may be four of a file name's 255 bytes
THUMBNAIL: Final = 320  # longer side of the whole photograph beside the crop


class Drawable(Protocol):
    """An answer as figures ask for it: a `Drawn`, or a `Shown` that looks it up when asked."""

    @property
    def inspection(self) -> Inspection:
        """What the network made of the photograph."""

    @property
    def method(self) -> str:
        """Of the maps."""

    @property
    def attribution(self) -> Attribution | None:
        """What a method made that looks at the input alone."""

    @property
    def known(self) -> bool:
        """Whether the photograph is an example of one of the network's classes."""

    @property
    def doubt(self) -> str:
        """A sentence that says why the weights may not be the network's; see `twin_statistics`."""

    @property
    def trained(self) -> bool:
        """Whether the network has learned; not one with random weights."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What reading the photograph had to decide."""

    @property
    def size(self) -> tuple[int, int]:
        """The whole photograph's width and height in pixels."""

    @property
    def thumbnail(self) -> Image.Image:
        """The whole photograph, at most `THUMBNAIL` pixels long."""

    @property
    def architecture(self) -> Architecture:
        """What the network is made of."""

    @property
    def anatomy(self) -> str:
        """The table of its blocks, as HTML."""

    def unrolled(self) -> "Unrolled":
        """Every block's branches and their sums."""


@dataclass(frozen=True, eq=False)
class Drawn:
    """One answer with all that can be drawn of it. It can be sent to another process.

    Attributes are those of `Drawable`; `sums` are what `unrolled` gives.
    """

    inspection: Inspection
    method: str
    attribution: Attribution | None
    known: bool
    doubt: str
    trained: bool
    notes: tuple[str, ...]
    size: tuple[int, int]
    thumbnail: Image.Image
    architecture: Architecture
    anatomy: str
    sums: "Unrolled"

    def unrolled(self) -> "Unrolled":
        """Every block's branches and their sums."""
        return self.sums


def file_stem(image: str) -> str:
    """A photograph's name as the start of a file name: letters and digits of any language."""
    name = unicodedata.normalize("NFC", PurePath(image).stem)
    kept = (each if each in "._-" or _is_written(each) else " " for each in name)
    return "-".join("".join(kept).split())[:LONGEST_STEM].strip("-.") or "photograph"


def _is_written(character: str) -> bool:
    """Whether it is a letter, a mark on one, or a digit."""
    return unicodedata.category(character)[0] in "LMN"
