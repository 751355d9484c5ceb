"""What is measured of every convolution: one entry for each gauge, from which all else follows.

The columns of `layers.csv`, what travels to the page, the figures, and what a record is read into
are derived from `GAUGES`. Reads no tensor library, so the page may ask it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, get_args

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from torch import Tensor

Quantity = Literal[
    "weight_gradient",
    "activation_gradient",
    "activation",
    "weight",
    "relative_gradient",
    "relative_update",
]
Values = NDArray[np.float64]
Seen = Literal["output", "output_gradient", "weight", "weight_gradient"]


@dataclass(frozen=True)
class Gauge:
    """One number of every convolution at every step.

    With neither `ratio` nor `measure` it is one of the norms that the probe takes itself.

    Attributes:
        name: Of its column, and of its field in `explorer.training.race.result.NetworkStep`.
        title: For figures. The page's own is the text `race_q_{name}`.
        ratio: Names of two rows whose quotient it is, layer by layer: norms that the probe takes
            (`update` and `inner_product` among them) or other gauges that are no ratios.
        seen: The tensor of a convolution that `measure` is given, before any clipping.
        measure: Gives one number, (), of that tensor, by the tensor's own methods. It may be nan:
            what is measured so never ends a race.
        sent: Whether it travels to the page; a ratio of two that do can be divided there.
        log: Whether its axis is logarithmic, where what is not above 0 counts as underflow.
    """

    name: Quantity
    title: str
    ratio: tuple[str, str] | None = None
    seen: Seen | None = None
    measure: "Callable[[Tensor], Tensor] | None" = None
    sent: bool = True
    log: bool = True

    @property
    def is_norm(self) -> bool:
        """Whether the probe takes it itself: a network in which one is not finite has diverged."""
        return self.ratio is None and self.measure is None

    def of(self, rows: Mapping[str, Values]) -> Values | None:
        """Its values from rows by name, (layers,) each; None where they do not hold it.

        A weight of norm 0 gives a ratio of infinity, or nan for 0 / 0.
        """
        if self.name in rows or self.ratio is None:
            return rows.get(self.name)
        above, below = (rows.get(name) for name in self.ratio)
        if above is None or below is None:
            return None
        with np.errstate(divide="ignore", invalid="ignore"):
            quotient: Values = above / below
        return quotient


# In the order of the columns. A new gauge comes last, and gets its name in `Quantity` too.
GAUGES: Final = (
    Gauge("weight_gradient", "‖dL/dW‖, gradient of the weight"),
    Gauge("activation_gradient", "‖dL/da‖, gradient of the convolution's output"),
    Gauge("activation", "root mean square of the output"),
    Gauge("weight", "‖W‖, weight"),
    Gauge(
        "relative_gradient",
        "‖dL/dW‖ / ‖W‖, relative gradient",
        ratio=("weight_gradient", "weight"),
        sent=False,
    ),
    Gauge("relative_update", "‖ΔW‖ / ‖W‖, relative update applied", ratio=("update", "weight")),
)
QUANTITIES: tuple[Quantity, ...] = get_args(Quantity)
GAUGE: Final[Mapping[Quantity, Gauge]] = {gauge.name: gauge for gauge in GAUGES}
# What is shown first; the others follow in the order of the columns.
OPEN: Final[tuple[Quantity, ...]] = ("activation_gradient", "weight_gradient")
SHOWN: Final = (*OPEN, *(name for name in QUANTITIES if name not in OPEN))
# Of `layers.csv`, that of a race and that of a training run: before the gauges' columns.
PLACE_COLUMNS: Final = ("step", "network", "layer", "name")
LAYER_COLUMNS: Final = (*PLACE_COLUMNS, *QUANTITIES)
