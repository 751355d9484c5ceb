"""What a race is asked to do, validated once. Reads no tensor library, so the page may ask it."""

import math
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, get_args

from explorer.networks.names import cifar_name
from explorer.sentences.sentence import Sentence, refusal

Normalization = Literal["none", "batch"]
Initialization = Literal["he", "xavier", "default"]
Activation = Literal["relu", "tanh", "sigmoid"]
Shortcut = Literal["A", "B"]
BlockKind = Literal["original", "pre-activation"]
Optimiser = Literal["sgd", "adam"]

CHOICES: dict[str, tuple[str, ...]] = {
    "normalization": get_args(Normalization),
    "initialization": get_args(Initialization),
    "activation": get_args(Activation),
    "shortcut": get_args(Shortcut),
    "block": get_args(BlockKind),
    "optimiser": get_args(Optimiser),
}
WHOLE_NUMBERS: dict[str, tuple[int, int]] = {
    "width": (1, 128),
    "image_size": (8, 64),
    "batch": (2, 1024),
    "seed": (0, 2**32 - 1),
    "steps": (1, 100_000),
}
NUMBERS: dict[str, tuple[float, float]] = {
    "shortcut_scale": (0.0, 10.0),
    "learning_rate": (1e-9, 1e9),  # the upper end is there to see a network diverge
    "momentum": (0.0, 0.9999),
    "weight_decay": (0.0, 1.0),
    "clip": (1e-6, 1e6),
}


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
        data: `digits`, the name of a public data set, a `.npz` file or a folder of folders.
    """

    depth: int = 56
    normalization: Normalization = "none"
    initialization: Initialization = "xavier"
    activation: Activation = "relu"
    shortcut: Shortcut = "A"
    shortcut_scale: float = 1.0
    block: BlockKind = "original"
    width: int = 16
    image_size: int = 8
    batch: int = 64
    optimiser: Optimiser = "sgd"
    learning_rate: float = 0.05
    momentum: float = 0.9
    weight_decay: float = 0.0
    clip: float | None = 1.0
    seed: int = 0
    steps: int = 60
    data: str = "digits"

    def __post_init__(self) -> None:
        if not _is_whole(self.depth):
            raise refusal(
                "depth must be 6n+2 from 8 to 110, got {value!r}: choose one", value=self.depth
            )
        cifar_name(self.depth, residual=True)  # refuses a depth that is not 6n+2
        for what, allowed in CHOICES.items():
            if getattr(self, what) not in allowed:
                raise refusal(
                    "{setting} must be one of {allowed}, got {value!r}: choose one",
                    setting=Sentence(what),
                    allowed=", ".join(allowed),
                    value=getattr(self, what),
                )
        for what, (lowest, highest) in WHOLE_NUMBERS.items():
            whole = getattr(self, what)
            if not _is_whole(whole) or not lowest <= whole <= highest:
                raise refusal(
                    "{setting} must be a whole number from {lowest} to {highest}, got "
                    "{value!r}: choose another",
                    setting=Sentence(what),
                    lowest=lowest,
                    highest=highest,
                    value=whole,
                )
        for what, (least, most) in NUMBERS.items():
            number = getattr(self, what)
            if what == "clip" and number is None:
                continue
            if not _is_number(number) or not least <= number <= most:
                upper = f"{most:g}"
                if what == "clip":
                    upper = Sentence("{number}, or None for no clipping", number=upper)
                raise refusal(
                    "{setting} must be a number from {least:g} to {upper}, got {value!r}: "
                    "choose another",
                    setting=Sentence(what),
                    least=least,
                    upper=upper,
                    value=number,
                )
            object.__setattr__(self, what, float(number))
        if not isinstance(self.data, str) or not self.data.strip():
            raise refusal(
                "data must be the name or the path of a data set, got {value!r}: "
                "choose digits, for which nothing is downloaded",
                value=self.data,
            )


def described(settings: RaceSettings) -> dict[str, Any]:
    """Every setting by its name, as `settings.json` says them."""
    return asdict(settings)


def from_description(settings: dict[str, Any]) -> RaceSettings:
    """The settings that `described` took apart; what they do not name is left alone.

    Raises:
        ValueError: One is missing or wrong.
    """
    names = [field.name for field in fields(RaceSettings)]
    missing = [name for name in names if name not in settings]
    if missing:
        raise refusal(
            "the settings lack {names}: they are not those of a race", names=", ".join(missing)
        )
    return RaceSettings(**{name: settings[name] for name in names})


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


# Numbers in the first stage's output for one batch. Up to that, two quiet processors were seen to
# be at most 1.5 times as fast as one, and two that a browser shares up to 10 times as slow.
SMALL = 600_000


def is_small(settings: RaceSettings) -> bool:
    """Whether a race's tensors are so small that one thread is the better choice."""
    return settings.batch * settings.width * settings.image_size**2 <= SMALL
