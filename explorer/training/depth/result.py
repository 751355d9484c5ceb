"""What a sweep over depths yields: plain numbers on the CPU. Reads no tensor library."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any, TypeVar

import numpy as np

from explorer.sentences.sentence import refusal
from explorer.training.measuring.quantities import Values
from explorer.training.measuring.verdict import judge
from explorer.training.measuring.words import GradientWord, Verdict
from explorer.training.race.result import NetworkKind
from explorer.training.race.settings import CHOICES, Initialization, Normalization, RaceSettings

DEPTHS = (8, 14, 20, 32, 44, 56, 80, 110)
CLASSES = 10


def _order(depth: object) -> Any:
    """Shallow ones first; what is no number comes last, and is refused as a race's depth."""
    return depth if isinstance(depth, Real) else math.inf


@dataclass(frozen=True)
class SweepSettings:
    """Which networks are looked at, before any training.

    Attributes:
        depths: 6n+2 from 8 to 110 each.
        normalizations: Of `none` and `batch`.
        initializations: Of `he`, `xavier` and `default`.
        seeds: How many draws of weights, images and labels; the first seed is 0.
        width: Channels of the first stage.
        batch: Images, drawn from N(0, 1).
        image_size: Side in pixels.
    """

    depths: tuple[int, ...] = DEPTHS
    normalizations: tuple[Normalization, ...] = ("none", "batch")
    initializations: tuple[Initialization, ...] = ("xavier", "default", "he")
    seeds: int = 8
    width: int = 16
    batch: int = 16
    image_size: int = 32

    def __post_init__(self) -> None:
        for what, chosen in (
            ("depths", self.depths),
            ("normalizations", self.normalizations),
            ("initializations", self.initializations),
        ):
            object.__setattr__(self, what, tuple(chosen))  # lists do as well
            if not chosen or len(set(chosen)) != len(chosen):
                raise refusal(
                    "{what} must name one or more, each once, got {value!r}: choose again",
                    what=what,
                    value=list(chosen),
                )
        if isinstance(self.seeds, bool) or not isinstance(self.seeds, int) or self.seeds < 1:
            raise ValueError(f"seeds must be a whole number from 1, got {self.seeds!r}: choose one")
        for network in self.networks():
            network.of(0, self)  # refuses what no race has either

    def networks(self) -> tuple["SweptNetwork", ...]:
        """Every pair of networks, shallow ones first, since they take the least time."""
        return tuple(
            SweptNetwork(normalization, initialization, depth)
            for depth in sorted(self.depths, key=_order)
            for normalization in self.normalizations
            for initialization in self.initializations
        )


@dataclass(frozen=True)
class SweptNetwork:
    """One pair of networks of a sweep: its place among the small multiples."""

    normalization: Normalization
    initialization: Initialization
    depth: int

    def of(self, seed: int, settings: SweepSettings) -> RaceSettings:
        """The settings of a race with these networks."""
        return RaceSettings(
            depth=self.depth,
            normalization=self.normalization,
            initialization=self.initialization,
            width=settings.width,
            batch=settings.batch,
            image_size=settings.image_size,
            seed=seed,
        )


@dataclass(frozen=True, eq=False)
class AtBirth:
    """Something of one network at initialisation, on one seed.

    Attributes:
        swept: Which networks these are.
        seed: Of weights, images and labels.
        network: `plain` or `residual`.
    """

    swept: SweptNetwork
    seed: int
    network: NetworkKind


@dataclass(frozen=True, eq=False, repr=False)
class SweepCell(AtBirth):
    """What a sweep measures. Arrays are (layers,) float64, input side first.

    Attributes:
        names: Of the convolutions.
        loss: Mean cross-entropy of the batch.
        weight_gradient: As in `explorer.training.race.result.NetworkStep`.
        activation_gradient: Likewise.
        activation: Likewise.
        weight: Likewise; nan where it comes from a file that holds none.
    """

    names: tuple[str, ...]
    loss: float
    weight_gradient: Values
    activation_gradient: Values
    activation: Values
    weight: Values

    def __repr__(self) -> str:
        """Short: which network, and its first and last gradient."""
        first, last = self.weight_gradient[[0, -1]]
        return (
            f"<{self.network}, {self.swept.depth} layers, {self.swept.normalization}, "
            f"{self.swept.initialization}, seed {self.seed}: weight gradient {first:.1e} first, "
            f"{last:.1e} last>"
        )


class DepthTable(tuple[SweepCell, ...]):
    """The cells of a sweep, in the order in which they were computed."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Short: how many of which depths."""
        depths = ", ".join(str(depth) for depth in sorted({each.swept.depth for each in self}))
        return f"<DepthTable of {len(self)} networks at initialisation, depths {depths}>"


@dataclass(frozen=True, eq=False)
class Band:
    """A quantity over seeds, (layers,) or (lags,) each.

    Attributes:
        low: Smallest.
        median: Middle.
        high: Largest.
    """

    low: Values
    median: Values
    high: Values


Found = TypeVar("Found", bound=AtBirth)


def chosen(found: Sequence[Found], swept: SweptNetwork, network: NetworkKind) -> tuple[Found, ...]:
    """Every seed of one network."""
    return tuple(each for each in found if each.swept == swept and each.network == network)


def band(found: Sequence[AtBirth], quantity: str) -> Band:
    """Smallest, median and largest of a quantity over the seeds of one network.

    Over eight seeds the range holds a ninth draw in seven of nine cases.
    """
    values = np.stack([getattr(each, quantity) for each in found])  # (seeds, layers or lags)
    return Band(values.min(axis=0), np.median(values, axis=0), values.max(axis=0))


def cell_verdict(cells: Sequence[SweepCell]) -> Verdict[GradientWord]:
    """The race's rules on one network at initialisation, with the median over its seeds."""
    ratios = np.stack([each.weight_gradient / each.weight for each in cells])
    word, rule, numbers = judge(ratios, np.array([each.loss for each in cells]), math.log(CLASSES))
    return Verdict(word, word, rule, numbers)


def listed(what: str, text: str) -> tuple[str, ...]:
    """Names of a comma-separated list, each one of those that the settings allow.

    Raises:
        ValueError: One is not.
    """
    names = tuple(part.strip() for part in text.split(",") if part.strip())
    wrong = [name for name in names if name not in CHOICES[what]]
    if wrong or not names:
        raise ValueError(
            f"{what} must be one or more of {', '.join(CHOICES[what])} with commas between, got "
            f"{text!r}: choose again"
        )
    return names
