"""The learning rate of every iteration, and the optimiser that uses it.

Sources:
    paper: He, Zhang, Ren, Sun: Deep Residual Learning for Image Recognition, 2015, section 4.2.
    short: Smith, Topin: Super-Convergence, 2018 (one cycle: up, then down to almost nothing).
"""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.networks.names import parse
from explorer.training.run.settings import SHORT_EPOCHS, TrainingSettings

if TYPE_CHECKING:  # a recipe's numbers are read without the tensor library
    import torch
    from torch import nn

PAPER_ITERATIONS = 64_000
PAPER_DROPS = (32_000, 48_000)
PAPER_WARM_UP = 400  # "about 400 iterations": until the training error is below 80 %
PAPER_WARM_UP_DEPTH = 110
RISE_SHARE = 0.25  # of a one-cycle run
START_DIVISOR, END_DIVISOR = 10.0, 1_000.0


@dataclass(frozen=True)
class Recipe:
    """How a network is trained on a data set of known size.

    Attributes:
        name: `paper` or `short`.
        depth: Of the network; the paper warms up its 110-layer ones.
        batch: Images an iteration.
        iterations_per_epoch: Whole batches in one pass; the images left over change every epoch.
        iterations: After which training stops.
        peak_rate: Largest learning rate.
        weight_decay: L2 penalty's factor on every parameter.
        momentum: Of SGD.
        nesterov: Whether the momentum is Nesterov's.
    """

    name: str
    depth: int
    batch: int
    iterations_per_epoch: int
    iterations: int
    peak_rate: float
    weight_decay: float
    momentum: float
    nesterov: bool

    @property
    def epochs(self) -> int:
        """Passes over the data, the last of which may be cut short."""
        return math.ceil(self.iterations / self.iterations_per_epoch)

    def learning_rate(self, iteration: int) -> float:
        """The rate of one iteration, the first being 0: a function of nothing else."""
        if self.name == "paper":
            if self.depth >= PAPER_WARM_UP_DEPTH and iteration < PAPER_WARM_UP:
                return self.peak_rate / 10
            return self.peak_rate * 0.1 ** sum(iteration >= drop for drop in PAPER_DROPS)
        rise = max(1, round(RISE_SHARE * self.iterations))
        start, end = self.peak_rate / START_DIVISOR, self.peak_rate / END_DIVISOR
        if iteration < rise:
            return start + (self.peak_rate - start) * iteration / rise
        progress = (iteration - rise) / max(1, self.iterations - 1 - rise)
        return end + (self.peak_rate - end) * (1 + math.cos(math.pi * min(progress, 1.0))) / 2

    def optimiser(self, network: "nn.Module") -> "torch.optim.SGD":
        """SGD over all parameters; the rate is set before every step."""
        import torch

        return torch.optim.SGD(
            network.parameters(),
            lr=self.learning_rate(0),
            momentum=self.momentum,
            weight_decay=self.weight_decay,
            nesterov=self.nesterov,
        )

    def describe(self) -> str:
        """One sentence with every number of the recipe."""
        momentum = f"{'Nesterov ' if self.nesterov else ''}momentum {self.momentum}"
        if self.name == "paper":
            schedule = (
                f"learning rate {self.peak_rate}, divided by 10 after "
                f"{' and '.join(f'{drop:,}' for drop in PAPER_DROPS)} iterations"
            )
            if self.depth >= PAPER_WARM_UP_DEPTH:
                schedule += f", {self.peak_rate / 10} for the first {PAPER_WARM_UP}"
        else:
            schedule = (
                f"one cycle: learning rate from {self.peak_rate / START_DIVISOR:g} up to "
                f"{self.peak_rate:g} over the first {RISE_SHARE:.0%}, then down along a cosine to "
                f"{self.peak_rate / END_DIVISOR:g}"
            )
        return (
            f"SGD, {momentum}, weight decay {self.weight_decay:g}, batch {self.batch}, "
            f"{self.iterations:,} iterations ({self.epochs} epochs); {schedule}."
        )


def recipe_for(settings: TrainingSettings, images: int) -> Recipe:
    """The recipe that the settings name, for that many training images."""
    batch = min(settings.batch, images)
    per_epoch = images // batch
    depth = parse(settings.network).depth
    if settings.recipe == "paper":
        asked = PAPER_ITERATIONS if settings.epochs is None else settings.epochs * per_epoch
        return Recipe(
            name="paper",
            depth=depth,
            batch=batch,
            iterations_per_epoch=per_epoch,
            iterations=min(PAPER_ITERATIONS, asked),
            peak_rate=0.1,
            weight_decay=1e-4,
            momentum=0.9,
            nesterov=False,
        )
    return Recipe(
        name="short",
        depth=depth,
        batch=batch,
        iterations_per_epoch=per_epoch,
        iterations=(settings.epochs or SHORT_EPOCHS) * per_epoch,
        peak_rate=0.1,
        weight_decay=5e-4,
        momentum=0.9,
        nesterov=True,
    )
