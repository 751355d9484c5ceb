"""What is measured of every convolution, and under which names it is recorded."""

from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

Quantity = Literal[
    "weight_gradient",
    "activation_gradient",
    "activation",
    "weight",
    "relative_gradient",
    "relative_update",
]
QUANTITIES: tuple[Quantity, ...] = get_args(Quantity)
Values = NDArray[np.float64]
# Of `layers.csv`, that of a race and that of a training run.
LAYER_COLUMNS = ("step", "network", "layer", "name", *QUANTITIES)
