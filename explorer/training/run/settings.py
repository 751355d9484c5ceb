"""What a training run is asked to do, validated once."""

from dataclasses import dataclass
from typing import Literal, get_args

from explorer.networks.choices import check_one_of, check_whole
from explorer.networks.names import parse

RecipeName = Literal["paper", "short"]
Precision = Literal["auto", "float32", "bfloat16"]

SHORT_EPOCHS = 30
LARGEST_SEED = 2**32 - 1


@dataclass(frozen=True)
class TrainingSettings:
    """The choices that, with the data, decide a run: on one CPU they decide it to the bit.

    Attributes:
        network: `cifar-resnet{6n+2}` or `cifar-plain{6n+2}`.
        recipe: `paper` (He et al. 2015, section 4.2) or `short` (one-cycle).
        epochs: Passes over the training images. `short` fits its schedule to them (30 if None);
            `paper` has its 64,000 iterations and only stops earlier if told to.
        seed: Decides the initial weights, the order of the images and their augmentation.
        batch: Images an iteration; data sets that are smaller are one batch.
        width: Channels of the first stage, 16 in the paper.
        precision: `bfloat16` computes convolutions in that type and keeps weights in float32;
            `auto` does so where the processor has instructions for it.
    """

    network: str
    recipe: RecipeName = "short"
    epochs: int | None = None
    seed: int = 0
    batch: int = 128
    width: int = 16
    precision: Precision = "auto"

    def __post_init__(self) -> None:
        name = parse(self.network)
        if name.family != "cifar":
            raise ValueError(
                f"{name.text} is too large to be trained from nothing here: choose a CIFAR network "
                "such as cifar-resnet20, or fine-tune it on your pictures"
            )
        object.__setattr__(self, "network", name.text)
        check_one_of("recipe", self.recipe, get_args(RecipeName))
        check_one_of("precision", self.precision, get_args(Precision))
        if self.epochs is not None:
            check_whole("epochs", self.epochs, 1, 100_000)
        check_whole("seed", self.seed, 0, LARGEST_SEED)
        check_whole("batch", self.batch, 2, 65_536)
        check_whole("width", self.width, 1, 1_024)
