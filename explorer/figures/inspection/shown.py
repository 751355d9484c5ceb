"""One photograph in one network, with all that is needed to show it or to ask more of it."""

import json
import unicodedata
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from explorer.inspection.attributions.attribution import Attribution
    from explorer.inspection.blocks.unrolled_sum import Unrolled
    from explorer.inspection.result import Inspection
    from explorer.networks.catalog.catalog import LoadedNetwork
    from explorer.photographs.photograph import Photograph

LONGEST_STEM: Final = 50  # characters, of which each may be four of a file name's 255 bytes


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
        """The photograph's name as the start of a file name: letters and digits of any language."""
        name = unicodedata.normalize("NFC", PurePath(self.inspection.image).stem)
        kept = (each if each in "._-" or _is_written(each) else " " for each in name)
        return "-".join("".join(kept).split())[:LONGEST_STEM].strip("-.") or "photograph"

    def described(self) -> dict[str, Any]:
        """The object of `inspection.json`."""
        from explorer.inspection.record import as_object

        notes = self.photograph.notes
        return as_object(self.inspection, self.method, self.attribution, notes)

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

    def unrolled(self) -> "Unrolled":
        """Every block's branches and their sums, computed anew: 600 MB for ResNet-152."""
        from explorer.inspection.blocks.unrolled_sum import unrolled

        return unrolled(self.network, self.photograph)

    def files(self, unrolled: "Unrolled | None" = None) -> dict[str, bytes]:
        """Everything of this answer by file name: JSON, NPZ, PNG, every block's sum.

        Args:
            unrolled: Of `unrolled`, if it is there already.
        """
        from explorer.figures.inspection.block_sum import block_sum
        from explorer.figures.inspection.pictures import inspection_pictures
        from explorer.inspection.record import files

        pictures = inspection_pictures(self.inspection, self.method, self.attribution)
        notes = self.photograph.notes
        blocks = (unrolled or self.unrolled()).blocks
        for block in blocks:
            pictures[f"block-{block.name}"] = block_sum(block)
        ratios = [{"name": block.name, "residual_to_shortcut": block.ratio} for block in blocks]
        return {
            "blocks.json": json.dumps(ratios, indent=2).encode(),
            **files(self.inspection, self.method, pictures, self.attribution, notes),
        }


def _is_written(character: str) -> bool:
    """Whether it is a letter, a mark on one, or a digit."""
    return unicodedata.category(character)[0] in "LMN"
