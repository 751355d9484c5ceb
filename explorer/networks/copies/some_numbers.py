"""Numbers by which it is told whether weights are still what they were."""

from collections.abc import Sequence
from math import isqrt
from typing import Final

from torch import Tensor

ALL: Final = 40_000  # of a tensor with no more every number is taken: any of a CIFAR network
SOME: Final = 4096  # of a larger one, about so many


def some_numbers(tensors: Sequence[Tensor]) -> tuple[Tensor, ...]:
    """Views of their numbers, (n,) each, which show what the numbers are at any later time.

    All of small tensors; of large ones the first of each row or filter, and some that lie a prime
    number apart, so that each channel and each place of the filters is among them. What changes a
    five-hundredth of a tensor, or whole filters or channels, changes these.

    Args:
        tensors: Those of whole numbers and single numbers are left out.
    """
    views: list[Tensor] = []
    for tensor in tensors:
        if not tensor.ndim or not tensor.is_floating_point():
            continue
        values = first = tensor.detach()
        if values.ndim == 4 and not values.is_contiguous():
            values = values.permute(0, 2, 3, 1)  # which lies in order where it is channels last
        many = values.numel() > ALL
        if values.is_contiguous():
            views.append(values.view(-1)[:: _prime(values.numel() // SOME) if many else 1])
        if many or not values.is_contiguous():
            while first.ndim > 1:
                first = first.select(1, 0)
            views.append(first)
    return tuple(views)


def _prime(least: int) -> int:
    """The first prime number from there."""
    while least < 2 or any(least % each == 0 for each in range(2, isqrt(least) + 1)):
        least += 1
    return least
