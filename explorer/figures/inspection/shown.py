"""One photograph in one network, with all that is needed to show it or to ask more of it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PIL import Image

from explorer.figures.inspection.drawn import THUMBNAIL, Drawn, file_stem

if TYPE_CHECKING:
    from explorer.inspection.attributions.attribution import Attribution
    from explorer.inspection.blocks.sums import Unrolled
    from explorer.inspection.result import Inspection
    from explorer.networks.architecture import Architecture
    from explorer.networks.catalog.catalog import LoadedNetwork
    from explorer.photographs.photograph import Photograph


@dataclass(frozen=True, eq=False)
class Shown:
    """One photograph in one network, as it is shown.

    Attributes:
        photograph: What was looked at.
        network: By which.
        inspection: What it made of it.
        method: Of the maps.
        attribution: What a method made that looks at the input alone.
        known: Whether the photograph is an example of one of the network's classes.
        choice: As the network was asked for on the page; None elsewhere.
        example: What `explorer.example` calls the photograph; empty for a person's own.
    """

    photograph: "Photograph"
    network: "LoadedNetwork"
    inspection: "Inspection"
    method: str
    attribution: "Attribution | None" = None
    known: bool = False
    choice: Any = None
    example: str = ""
    doubt: str = ""  # that the weights are the network's; see `inspection.twin_statistics`

    @property
    def file_stem(self) -> str:
        """The photograph's name as the start of a file name."""
        return file_stem(self.inspection.image)

    @property
    def trained(self) -> bool:
        """Whether the network has learned; not one with random weights."""
        return self.network.weights != "random"

    @property
    def notes(self) -> tuple[str, ...]:
        """What reading the photograph had to decide."""
        return self.photograph.notes

    @property
    def size(self) -> tuple[int, int]:
        """The whole photograph's width and height in pixels."""
        height, width, _ = self.photograph.pixels.shape
        return width, height

    @property
    def thumbnail(self) -> Image.Image:
        """The whole photograph, at most `THUMBNAIL` pixels long."""
        small = self.photograph.image
        small.thumbnail((THUMBNAIL, THUMBNAIL))
        return small

    @property
    def architecture(self) -> "Architecture":
        """What the network is made of."""
        from explorer.networks.architecture import architecture

        return architecture(self.network.module)

    @property
    def anatomy(self) -> str:
        """The table of its blocks, as HTML."""
        from explorer.figures.inspection.anatomy_view import anatomy_view

        return anatomy_view(self.network)

    def described(self) -> dict[str, Any]:
        """The object of `inspection.json`."""
        from explorer.inspection.record import as_object

        return as_object(self.inspection, self.method, self.attribution, self.notes)

    def holds(self) -> "list[tuple[object, int]]":
        """What cannot be let go of while this is kept, each with its bytes."""
        network, inspection = self.network.module, self.inspection
        weights = sum(each.nbytes for each in (*network.parameters(), *network.buffers()))
        maps = [each for stage in inspection.stages for each in (stage.features, stage.gradients)]
        arrays = (inspection.input, inspection.stem, *maps)
        return [
            (network, 2 * weights),  # with the copy that computes
            (inspection, sum(each.nbytes for each in arrays)),
            (self.photograph, self.photograph.pixels.nbytes),
        ]

    def unrolled(self, keep: Collection[str] | None = None) -> "Unrolled":
        """Every block's branches and their sums, computed anew: 600 MB for ResNet-152.

        Args:
            keep: Whose maps are kept, as for `branches`; by default all blocks'.
        """
        from explorer.inspection.blocks.unrolled_sum import unrolled

        return unrolled(self.network, self.photograph, keep)

    def drawn(self) -> Drawn:
        """All that can be drawn of it, from one pass of the network."""
        return Drawn(
            self.inspection, self.method, self.attribution, self.known, self.doubt, self.trained,
            self.notes, self.size, self.thumbnail, self.architecture, self.anatomy,
            self.unrolled(),
        )  # fmt: skip
