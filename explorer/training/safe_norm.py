"""L2 norms of float32 numbers whose squares float32 cannot hold, without the price of float64.

A sum of squares in float32 loses numbers below 1e-19, which a deep plain network's gradients are.
So each norm is first taken in float64, and the next time, when it will be much the same, in float32
after multiplying by the power of two that brings it near 1, which rounds nothing.
"""

import math
from collections.abc import Sequence

import torch
from torch import Tensor

SMALLEST = 1e-17  # root mean square whose squares, 1e-34, float32 holds, with room for a fall
LARGEST = 1e12  # norm whose sum of squares it holds, with room for a rise
SCALABLE = (1e-30, 1e30)  # norms that a float32 power of two brings near 1


def scaled_norm(values: Tensor, scale: float | None) -> Tensor:
    """L2 norm of values x scale, (); in float64 where there is no scale."""
    if scale is None:
        values = values.to(torch.float64)
    elif scale != 1.0:
        values = values * scale
    norm: Tensor = torch.linalg.vector_norm(values)
    return norm


def scaled_norms(
    values: Sequence[Tensor], scales: Sequence[float | None], unscaled: Sequence[Tensor]
) -> list[Tensor]:
    """The same of many tensors at once.

    Args:
        values: Of any shapes.
        scales: One for each.
        unscaled: The norm of each as float32 has it, for those whose scale is 1.
    """
    norms = list(unscaled)
    wide = [index for index, scale in enumerate(scales) if scale is None]
    scaled = {index: scale for index, scale in enumerate(scales) if scale not in (None, 1.0)}
    if wide:
        found = torch._foreach_norm([values[index] for index in wide], 2, torch.float64)
        for index, norm in zip(wide, found, strict=True):
            norms[index] = norm
    if scaled:
        near_one = torch._foreach_mul([values[index] for index in scaled], list(scaled.values()))
        for index, norm in zip(scaled, torch._foreach_norm(near_one), strict=True):
            norms[index] = norm
    return norms


def scale_for(norm: float, size: int) -> float | None:
    """The factor under which float32 takes a norm like this one well.

    Args:
        norm: As it was the last time.
        size: Of how many numbers.

    Returns:
        1 or another power of two; None where it takes float64.
    """
    if SMALLEST * math.sqrt(size) <= norm <= LARGEST:
        return 1.0
    if SCALABLE[0] <= norm <= SCALABLE[1]:
        return 2.0 ** -round(math.log2(norm))
    return None
