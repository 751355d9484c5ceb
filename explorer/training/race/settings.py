"""What a race is asked to do: the one place that knows its settings. Reads no tensor library.

Each field of `RaceSettings` says in its metadata all that there is to say of it: what it may be,
what its option on the command line says, where it stands in the page's form. Options, form,
validation, `settings.json` and its reader are made from that.
"""

import math
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Final, Literal, get_args

from explorer.datasets.downloads import NAMES
from explorer.sentences.sentence import refusal
from explorer.training.race.setting import Choice, Data, Depth, Number, Scale, Setting, Whole, says

Normalization = Literal["none", "batch"]
Initialization = Literal["he", "xavier", "default"]
Activation = Literal["relu", "tanh", "sigmoid"]
Shortcut = Literal["A", "B"]
BlockKind = Literal["original", "pre-activation"]
Optimiser = Literal["sgd", "adam"]

ONE_OVER_ROOT: Final = "1/sqrt(blocks)"  # keeps the sum of all residual branches as large as one


@dataclass(frozen=True)
class RaceSettings:
    """The choices that, with the data, decide a race: on one machine and device to the bit.

    The defaults are those of the preset `textbook`.

    Attributes:
        depth: Layers with weights, 6n+2 from 8 to 110, of both networks.
        normalization: `none`, or `batch` after every convolution.
        initialization: `he`, `xavier` or `default`; see `explorer.networks.cifar_resnet`.
        activation: `relu`, `tanh` or `sigmoid`, everywhere.
        shortcut: Of the residual network where the shape changes: `A` zeros, `B` a projection.
        shortcut_scale: Factor on every shortcut; 1 is the identity.
        block: `original` (He et al. 2015) or `pre-activation` (He et al. 2016).
        width: Channels of the first stage.
        image_size: Side in pixels that images are resized to.
        batch: Images in a step; a smaller data set is one batch.
        optimiser: `sgd`, or `adam` with the momentum as its first beta and 0.999 as its second.
        learning_rate: Constant.
        momentum: Of the optimiser.
        weight_decay: L2, on every parameter.
        clip: Largest norm of the whole gradient, None for no clipping.
        seed: Decides initial weights, the order of the images and their augmentation.
        steps: Of training.
        data: `digits`, the name of a public data set, a `.npz` file, a folder of folders or a zip
            of one; a path is kept as text.
        residual_scale: Factor on F in the residual network's y = F(x) + x (De and Smith 2020;
            Zhang et al. 2019): a number, or `1/sqrt(blocks)`, which follows from the depth.
    """

    depth: int = field(
        default=56,
        metadata=says(Depth(8, 110), "Layers of both networks, 6n+2 from 8 to 110.", (1, 1)),
    )
    normalization: Normalization = field(
        default="none",
        metadata=says(Choice(get_args(Normalization)), "After every convolution.", (1, 2)),
    )
    initialization: Initialization = field(
        default="xavier",
        metadata=says(
            Choice(get_args(Initialization)), "Of the weights that both start from.", (1, 3)
        ),
    )
    activation: Activation = field(
        default="relu", metadata=says(Choice(get_args(Activation)), "Everywhere.", (1, 4))
    )
    shortcut: Shortcut = field(
        default="A",
        metadata=says(
            Choice(get_args(Shortcut)), "Where the shape changes: zeros or a projection.", (2, 2)
        ),
    )
    shortcut_scale: float = field(
        default=1.0,
        metadata=says(Number(0.0, 10.0), "Factor on every shortcut, 1 for the identity.", (2, 3)),
    )
    block: BlockKind = field(
        default="original",
        metadata=says(Choice(get_args(BlockKind)), "He et al. 2015 or He et al. 2016.", (2, 1)),
    )
    width: int = field(
        default=16, metadata=says(Whole(1, 128), "Channels of the first stage.", (2, 4))
    )
    image_size: int = field(
        default=8,
        metadata=says(Whole(8, 64), "Side in pixels that images are resized to, 8 to 64.", (3, 2)),
    )
    batch: int = field(default=64, metadata=says(Whole(2, 1024), "Images in a step.", (3, 3)))
    optimiser: Optimiser = field(
        default="sgd", metadata=says(Choice(get_args(Optimiser)), "Of both networks.", (4, 1))
    )
    # The upper end is there to see a network diverge.
    learning_rate: float = field(
        default=0.05, metadata=says(Number(1e-9, 1e9), "Constant.", (4, 2))
    )
    momentum: float = field(
        default=0.9, metadata=says(Number(0.0, 0.9999), "Of sgd; the first beta of adam.", (4, 3))
    )
    weight_decay: float = field(
        default=0.0, metadata=says(Number(0.0, 1.0), "On every parameter.", (4, 4))
    )
    clip: float | None = field(
        default=1.0,
        metadata=says(
            Number(1e-6, 1e6, "no clipping"),
            "Largest norm of the gradient, or none.",
            (5, 1),
            "NORM",
        ),
    )
    seed: int = field(
        default=0, metadata=says(Whole(0, 2**32 - 1), "Decides weights and batches.", (5, 2))
    )
    steps: int = field(default=60, metadata=says(Whole(1, 100_000), "Of training.", (3, 4)))
    data: str = field(
        default="digits",
        metadata=says(
            Data(("digits", *NAMES)),
            f"{', '.join(NAMES)}, digits, a folder of class-named folders, a zip of one, or a .npz "
            "file in MedMNIST's layout.",
            (3, 1),
            "DATA",
        ),
    )
    residual_scale: float | str = field(
        default=1.0,
        metadata=says(
            Scale(0.0, 10.0, word=ONE_OVER_ROOT),
            f"Factor on F in y = F(x) + x, or {ONE_OVER_ROOT}.",
            (2, 5),
            "FACTOR",
        ),
    )

    @property
    def residual_factor(self) -> float:
        """The residual scale as a number; a network has (depth - 2) / 2 blocks."""
        if isinstance(self.residual_scale, str):
            return 1 / math.sqrt((self.depth - 2) // 2)
        return self.residual_scale

    def __post_init__(self) -> None:
        for name, setting in SETTINGS.items():
            object.__setattr__(self, name, setting.kind.checked(name, getattr(self, name)))


SETTINGS: Final[dict[str, Setting]] = {
    each.name: each.metadata["setting"] for each in fields(RaceSettings)
}
CHOICES: Final = {
    name: setting.kind.allowed
    for name, setting in SETTINGS.items()
    if isinstance(setting.kind, Choice)
}


# What every record of a race says; settings that came later stand only in those written since.
_FIRST: Final = (
    *("depth", "normalization", "initialization", "activation", "shortcut", "shortcut_scale"),
    *("block", "width", "image_size", "batch", "optimiser", "learning_rate", "momentum"),
    *("weight_decay", "clip", "seed", "steps", "data"),
)


def described(settings: RaceSettings) -> dict[str, Any]:
    """Every setting by its name, as `settings.json` says them."""
    return asdict(settings)


def from_description(settings: dict[str, Any]) -> RaceSettings:
    """The settings that `described` took apart; what they do not name is left alone.

    A later setting that is not said was not there yet when these were written: it has its default.

    Raises:
        ValueError: One of the first is missing, or one is wrong.
    """
    missing = [name for name in _FIRST if name not in settings]
    if missing:
        raise refusal(
            "the settings lack {names}: they are not those of a race", names=", ".join(missing)
        )
    return RaceSettings(**{name: settings[name] for name in SETTINGS if name in settings})


# Numbers in the first stage's output for one batch. Up to that, two quiet processors were seen to
# be at most 1.5 times as fast as one, and two that a browser shares up to 10 times as slow.
SMALL = 600_000


def is_small(settings: RaceSettings) -> bool:
    """Whether a race's tensors are so small that one thread is the better choice."""
    return settings.batch * settings.width * settings.image_size**2 <= SMALL
