"""What looking for shattered gradients yields: plain numbers. Reads no tensor library."""

from dataclasses import dataclass

import numpy as np

from explorer.training.depth.result import AtBirth, SweepSettings, SweptNetwork
from explorer.training.measuring.quantities import Values
from explorer.training.race.settings import Initialization, Normalization

POINTS = (3, 1000)
SHARE = 2 / 3  # of the lags that are kept: at longer ones a mean would be of few pairs


@dataclass(frozen=True)
class ShatteringSettings:
    """Which gradients are looked at, before any training.

    Attributes:
        depths: 6n+2 from 8 to 110 each.
        normalizations: Of `none` and `batch`.
        initialization: `he`, which the paper has, `xavier` or `default`.
        seeds: How many draws of weights and images; the first seed is 0.
        width: Channels of the first stage.
        image_size: Side in pixels.
        points: Images on the curve, evenly spaced.
        degrees: Angle between neighbours; the cosine of two images' angle is their correlation.
    """

    depths: tuple[int, ...] = (8, 20, 56)
    normalizations: tuple[Normalization, ...] = ("none", "batch")
    initialization: Initialization = "he"
    seeds: int = 8
    width: int = 16
    image_size: int = 16
    points: int = 31
    degrees: float = 1.5

    def __post_init__(self) -> None:
        self.sweep()  # refuses what no sweep has either
        if not POINTS[0] <= self.points <= POINTS[1]:
            raise ValueError(
                f"points must be from {POINTS[0]} to {POINTS[1]}, got {self.points!r}: choose "
                "fewer or more"
            )
        if not 0 < self.degrees <= 90:
            raise ValueError(
                f"degrees must be above 0 and at most 90, got {self.degrees!r}: choose 1.5"
            )

    def sweep(self) -> SweepSettings:
        """The same networks as a sweep over depths has them."""
        return SweepSettings(
            depths=self.depths,
            normalizations=self.normalizations,
            initializations=(self.initialization,),
            seeds=self.seeds,
            width=self.width,
            image_size=self.image_size,
        )

    def networks(self) -> tuple[SweptNetwork, ...]:
        """Every pair of networks, shallow ones first."""
        return self.sweep().networks()

    def angles(self) -> Values:
        """(lags,) in degrees, from 0, of the lags that are kept."""
        return np.arange(round(self.points * SHARE), dtype=np.float64) * self.degrees


@dataclass(frozen=True, eq=False, repr=False)
class ShatteredGradients(AtBirth):
    """What is found of the gradients by the input.

    Attributes:
        autocorrelation: (lags,) from -1 to 1, by the angles of the settings; nan where a gradient
            was zero or not finite.
        gradient: Median L2 norm of the gradients along the curve.
    """

    autocorrelation: Values
    gradient: float

    def __repr__(self) -> str:
        """Short: which network, and how its neighbours' gradients agree."""
        return (
            f"<{self.network}, {self.swept.depth} layers, {self.swept.normalization}, seed "
            f"{self.seed}: autocorrelation {self.autocorrelation[1]:.3f} at the first angle>"
        )


@dataclass(frozen=True, eq=False, repr=False)
class Shattering:
    """The input gradients of all networks and seeds that were looked at.

    Attributes:
        settings: With what.
        gradients: Of every network and seed, in the order in which they were computed.
    """

    settings: ShatteringSettings
    gradients: tuple[ShatteredGradients, ...]

    def __repr__(self) -> str:
        """Short: which networks."""
        return (
            f"<Shattering at depths {', '.join(map(str, self.settings.depths))}: "
            f"{len(self.gradients)} curves of {len(self.settings.angles())} angles>"
        )
