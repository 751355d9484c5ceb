"""How pictures are varied while a network learns from them: mirrored, and cut a little smaller.

Every draw comes from a generator seeded by (seed, epoch, step), on the CPU, so that every device
sees the same pictures.
"""

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

SMALLEST_SIDE = 0.8  # of the square that is cut out, as a share of the whole
_PURPOSE = 7  # so that this stream is no other's


@dataclass(frozen=True, eq=False)
class Draws:
    """How each picture of a batch is varied.

    Attributes:
        flips: (N,) bool, those to be mirrored.
        sides: (N,) side of the square that is cut out, as a share of the whole.
        centres: (N, 2) where its middle lies, right and down, from -1 to 1 of what there is room
            for.
    """

    flips: Tensor
    sides: Tensor
    centres: Tensor


def draws(seed: int, epoch: int, step: int, count: int, *, varied: bool = True) -> Draws:
    """Draw for a batch; without variation every picture stays as it is."""
    mixed = np.random.SeedSequence([seed, epoch, step, _PURPOSE]).generate_state(1, np.uint64)
    generator = torch.Generator().manual_seed(int(mixed[0]))
    flips = torch.rand(count, generator=generator) < 0.5
    sides = 1 - torch.rand(count, generator=generator) * (1 - SMALLEST_SIDE)
    centres = torch.rand(count, 2, generator=generator) * 2 - 1
    if not varied:
        return Draws(torch.zeros_like(flips), torch.ones(count), torch.zeros(count, 2))
    return Draws(flips, sides, centres)


def varied(images: Tensor, drawn: Draws) -> Tensor:
    """Pictures mirrored and cut as drawn, scaled back to their size (bilinear).

    Args:
        images: (N, C, H, W).
        drawn: For each of them.

    Returns:
        (N, C, H, W).
    """
    if images.device.type == "mps":  # whose grid_sample knows no border
        return varied(images.cpu(), drawn).to(images.device)
    sign = torch.where(drawn.flips, -1.0, 1.0)
    moved = drawn.centres * (1 - drawn.sides)[:, None]  # of the square's middle; half a side is 1
    matrix = torch.zeros(len(images), 2, 3)
    matrix[:, 0, 0], matrix[:, 1, 1] = drawn.sides * sign, drawn.sides
    matrix[:, :, 2] = moved
    shape = [len(images), *images.shape[1:]]
    grid = F.affine_grid(matrix.to(images), shape, align_corners=False)
    return F.grid_sample(images, grid, padding_mode="border", align_corners=False)
