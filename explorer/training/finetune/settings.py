"""What a fine-tuning is asked to do, validated once. Reads no tensor library."""

import math
from dataclasses import dataclass
from typing import Literal, get_args

from explorer.networks.choices import check_one_of, check_whole
from explorer.training.run.settings import LARGEST_SEED

Trained = Literal["head", "last-stage", "all"]

BATCH = 16
MOST_EPOCHS = 1000
# Fewer pictures than this say too little about a channel's mean and variance: of a batch of 16
# the statistics are noise, and they would be those of the few pictures that were learned by heart.
FEWEST_FOR_STATISTICS = 500
_HEAD_STEPS, _BODY_PICTURES = 300, 4000


@dataclass(frozen=True)
class FinetuneSettings:
    """The choices that, with network and pictures, decide a fine-tuning.

    Attributes:
        train: `head` learns a new classifier on the network's features; `last-stage` then also
            the last stage; `all` then every layer.
        epochs: Passes over the pictures; by default as many as `epochs_for` says.
        seed: Decides which pictures are held out, the order of the others and their augmentation.
        augmentation: Whether pictures are mirrored at random and, where more than the head learns,
            cut a little smaller at a random place.
    """

    train: Trained = "head"
    epochs: int | None = None
    seed: int = 0
    augmentation: bool = True

    def __post_init__(self) -> None:
        check_one_of("train", self.train, get_args(Trained))
        if self.epochs is not None:
            check_whole("epochs", self.epochs, 1, MOST_EPOCHS)
        check_whole("seed", self.seed, 0, LARGEST_SEED)

    def epochs_for(self, pictures: int) -> int:
        """The epochs asked for; else about 300 steps of a head, or 4,000 pictures of a body."""
        if self.epochs is not None:
            return self.epochs
        if self.train == "head":
            return head_epochs(pictures)
        return min(max(math.ceil(_BODY_PICTURES / pictures), 4), 20)

    def freezes_statistics(self, pictures: int) -> bool:
        """Whether all batch-norm statistics stay as they are: with fewer than 500 pictures.

        Those of layers that do not learn stay as they are in any case.
        """
        return self.train == "head" or pictures < FEWEST_FOR_STATISTICS


def head_epochs(pictures: int) -> int:
    """Epochs of about 300 steps, 10 to 100."""
    return min(max(math.ceil(_HEAD_STEPS / math.ceil(pictures / BATCH)), 10), 100)
