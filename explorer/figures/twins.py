"""What the two networks that are compared are called in figures."""

from typing import Final

from explorer.sentences.sentence import Sentence
from explorer.training.race.result import NetworkKind

TWINS: Final[dict[NetworkKind, Sentence]] = {
    "plain": Sentence("plain"),
    "residual": Sentence("residual"),
}
