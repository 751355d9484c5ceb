"""Integrated Gradients with as many steps as their sum needs.

The attributions of a way that is cut in pieces are the sum of the pieces' own, and each piece's
should sum to what the logit changes over it. So the piece that misses its change most is halved,
until the whole misses by little: a network of ReLUs bends at places that no even spacing finds.

Source: Sundararajan et al. 2017, section 3 (completeness) and section 5 (20 to 300 steps, until the
sum is within 5 %); the quadrature on each piece is captum's, Gauss-Legendre.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import torch
from captum.attr import IntegratedGradients
from torch import Tensor

Forward = Callable[[Tensor], Tensor]

PIECES: Final = 3  # at first
STEPS: Final = 16  # of the quadrature on each piece
MOST: Final = 800  # steps computed, those of pieces that were halved afterwards among them
TOLERANCE: Final = 0.01  # of the logit's change


@dataclass(frozen=True, eq=False)
class Integral:
    """Gradients summed on the straight way from a baseline to an image, times the way.

    Attributes:
        contributions: (1, 3, H, W) float64.
        difference: By how much the image's logit is above the baseline's.
        steps: Gradients that are in the sum.
        computed: Those and the ones that finer pieces have replaced.
    """

    contributions: Tensor
    difference: float
    steps: int
    computed: int

    @property
    def total(self) -> float:
        """Sum of the contributions, which completeness says is the difference."""
        return float(self.contributions.sum())

    @property
    def error(self) -> float:
        """Sum of the contributions, less the difference."""
        return self.total - self.difference

    @property
    def share(self) -> float:
        """Magnitude of the error as a share of the difference's; 0 where nothing is missed."""
        return abs(self.error) / max(abs(self.difference), 1e-300)

    @property
    def complete(self) -> bool:
        """Whether the error is within what is tolerated."""
        return abs(self.error) <= TOLERANCE * abs(self.difference)


@dataclass(frozen=True, eq=False)
class _Piece:
    begin: float
    end: float
    contributions: Tensor
    error: float


def integrate(
    forward: Forward, image: Tensor, baseline: Tensor, index: int, at_once: int, most: int = MOST
) -> Integral:
    """Integrated Gradients of one logit, complete to 1 % or as far as so many steps reach.

    Args:
        forward: Images to logits, each image by itself.
        image: (1, 3, H, W).
        baseline: In the same shape.
        index: Of the logit.
        at_once: Images in one pass.
        most: Steps computed at most; the first 48 are always.
    """
    begins = [place / PIECES for place in range(PIECES)]
    pieces = [
        _piece(forward, image, baseline, index, at_once, (begin, end))
        for begin, end in zip(begins, [*begins[1:], 1.0], strict=True)
    ]
    logits = [_logit(forward, point, index) for point in (baseline, image)]
    computed = PIECES * STEPS
    while True:
        whole = torch.stack([each.contributions for each in pieces]).sum(dim=0)
        found = Integral(whole, logits[1] - logits[0], STEPS * len(pieces), computed)
        if found.complete or computed + 2 * STEPS > most:
            return found
        worst = max(pieces, key=lambda each: abs(each.error))
        middle = (worst.begin + worst.end) / 2
        pieces.remove(worst)
        pieces += [
            _piece(forward, image, baseline, index, at_once, ends)
            for ends in ((worst.begin, middle), (middle, worst.end))
        ]
        computed += 2 * STEPS


def _piece(
    forward: Forward,
    image: Tensor,
    baseline: Tensor,
    index: int,
    at_once: int,
    ends: tuple[float, float],
) -> _Piece:
    begin, end = (torch.lerp(baseline, image, share) for share in ends)
    with torch.enable_grad():
        contributions: Tensor = IntegratedGradients(forward).attribute(
            end, begin, target=index, n_steps=STEPS, internal_batch_size=at_once
        )
    wide = contributions.detach().double()
    change = _logit(forward, end, index) - _logit(forward, begin, index)
    return _Piece(*ends, wide, float(wide.sum()) - change)


def _logit(forward: Forward, image: Tensor, index: int) -> float:
    with torch.no_grad():
        return float(forward(image)[0, index])
