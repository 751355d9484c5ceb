"""In words: what a stage's sum begins with, and why it is exact or is not."""

from typing import Final

from torch import nn

from explorer.networks.architecture import ShortcutKind
from explorer.networks.block import Block
from explorer.sentences.listed import joined
from explorer.sentences.sentence import Sentence

STARTS: Final[dict[ShortcutKind, Sentence]] = {
    "identity": Sentence("x_0 is what the stage gets, since its first shortcut is the identity."),
    "padding": Sentence(
        "x_0 is every second pixel of what the stage gets, with zeros in the new channels: its "
        "first shortcut pads."
    ),
    "projection": Sentence(
        "x_0 is W x, the projection of what the stage gets, and not x itself: its first shortcut "
        "projects."
    ),
}
EXACT: Final = Sentence(
    "Exact but for rounding: nothing follows the sums, and every later shortcut hands on x itself."
)


def start_note(kind: ShortcutKind, block: nn.Module) -> str:
    """What x_0 of a stage is, by its first shortcut and the block that it belongs to."""
    factor = block.shortcut_scale if isinstance(block, Block) else 1.0
    scaled = Sentence("It is multiplied by the shortcut's factor {factor:g}.", factor=factor)
    return joined("{before} {next}", [STARTS[kind], "" if factor == 1.0 else scaled])


def note(activation: str, handed_on: bool, agrees: bool) -> str:
    """Why the sum is exact, or why it is not.

    Args:
        activation: What changes the sum before it is handed on, such as "ReLU"; "" for nothing.
        handed_on: Whether later shortcuts hand on x itself.
        agrees: Whether the two are the same within rounding, as measured.
    """
    reasons: list[str] = []
    if activation:
        reasons.append(
            Sentence(
                "Not exact: {activation} follows every sum, so that the next block gets the "
                "activated sum; what {activation} changed is missing.",
                activation=activation,
            )
        )
    if not handed_on:
        reasons.append(
            Sentence(
                "Not exact: later shortcuts do not hand on x itself, so that what came before is "
                "changed again in each block, as by a factor on the shortcut."
            )
        )
    if reasons and agrees:
        reasons.append(Sentence("In this photograph the two agree all the same, within rounding."))
    return joined("{before} {next}", reasons or [EXACT])
