"""A block's sum as pictures: shortcut + F(x) = sum, then what is passed on."""

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from PIL import Image

from explorer.figures.palette import indexed, levels

if TYPE_CHECKING:
    from explorer.inspection.result import BlockBranches

Array = np.ndarray[Any, Any]

GAP: Final = 8  # pixels of the colour of 0 between two terms of a saved picture
TERM_SIZE: Final = 112  # a saved term is at least this wide, in whole multiples of its cells


def liveliest(block: "BlockBranches") -> int:
    """The channel with the largest mean magnitude of what the block passes on."""
    return int(np.abs(block.output).mean(axis=(1, 2)).argmax())


def terms(block: "BlockBranches", channel: int) -> dict[str, Array]:
    """One channel's maps (H, W) by name, in the equation's order; a plain block adds nothing."""
    maps = {"residual_branch": block.residual, "block_output": block.output}
    if block.shortcut is not None:
        maps = {
            "shortcut": block.shortcut,
            "residual_branch": block.residual,
            "sum": block.sum,
            "block_output": block.output,
        }
    return {name: values[channel] for name, values in maps.items()}


def largest(maps: dict[str, Array]) -> float:
    """The end of the one scale on which all of a block's terms are drawn."""
    return max(float(np.abs(values).max(initial=0.0)) for values in maps.values())


def block_sum(block: "BlockBranches") -> Image.Image:
    """The terms of a block's liveliest channel side by side, on one scale symmetric about 0."""
    maps = terms(block, liveliest(block))
    limit = largest(maps)
    pictures = [levels(values, limit, signed=True) for values in maps.values()]
    factor = max(1, TERM_SIZE // pictures[0].shape[1])
    grown = [picture.repeat(factor, axis=0).repeat(factor, axis=1) for picture in pictures]
    height, width = grown[0].shape
    zero = int(levels(np.zeros(1), signed=True)[0])
    sheet = np.full((height, len(grown) * (width + GAP) - GAP), zero, np.uint8)
    for place, picture in enumerate(grown):
        start = place * (width + GAP)
        sheet[:, start : start + width] = picture
    return indexed(sheet, signed=True)
