"""L2 norms of float32 numbers whose squares float32 cannot hold, without the price of float64.

A sum of squares in float32 loses numbers below 1e-19, which a deep plain network's gradients are.
So each norm is first taken in float64, which a GPU does at a small part of its speed, and the next
time, when it will be much the same, in float32 after multiplying by the power of two that brings it
near 1, which rounds nothing.
"""

import math
from collections.abc import Sequence

import torch
from torch import Tensor

SMALLEST = 1e-17  # root mean square whose squares, 1e-34, float32 holds, with room for a fall
LARGEST = 1e12  # norm whose sum of squares it holds, with room for a rise
AT_A_TIME = 500_000  # numbers, 2 MB
SCALABLE = (1e-30, 1e30)  # norms that a float32 power of two brings near 1


def scaled_norms(values: Sequence[Tensor], scales: Sequence[float | None]) -> list[Tensor]:
    """L2 norm of each tensor x its scale, () each; in float64 where there is no scale."""
    if any(scale != 1.0 for scale in scales):
        values = [_scaled(each, scale) for each, scale in zip(values, scales, strict=True)]
    on_cpu = values[0].device.type == "cpu"
    if not on_cpu or max(each.numel() for each in values) < AT_A_TIME:
        return list(torch._foreach_norm(list(values)))
    # Of many numbers a CPU takes the inner product with all its threads, and a norm with one.
    return [torch.dot(each, each).sqrt() for each in map(flat, values)]


def flat(values: Tensor) -> Tensor:
    """All values in the order in which they lie in memory, where that needs no copy."""
    if values.ndim == 4 and not values.is_contiguous():
        values = values.permute(0, 2, 3, 1)
    return values.reshape(-1)


def _scaled(values: Tensor, scale: float | None) -> Tensor:
    if scale is None:
        return values.to(torch.float64)
    return values if scale == 1.0 else values * scale


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


class NormsOfMany:
    """The norms of tensors that come one after another.

    They are taken a few tensors at a time: often enough that these are still in the processor's
    cache, and seldom enough that asking costs little.

    Args:
        scales: One for each tensor; read anew whenever a norm is taken.
    """

    def __init__(self, scales: Sequence[float | None]) -> None:
        self._scales = scales
        self._norms: list[Tensor | None] = [None] * len(scales)
        self._waiting: dict[int, Tensor] = {}
        self._numbers = 0

    def add(self, index: int, values: Tensor) -> None:
        """Hand in a tensor, which must not be changed afterwards.

        Args:
            index: Its place.
            values: Without a graph.
        """
        self._waiting[index] = values
        self._numbers += values.numel()
        if self._numbers >= AT_A_TIME:
            self._take()

    def all(self) -> list[Tensor]:
        """The norm of each, in their places; afterwards all must be handed in again.

        Raises:
            ValueError: One was not handed in.
        """
        self._take()
        norms = [norm for norm in self._norms if norm is not None]
        if len(norms) < len(self._norms):
            raise ValueError(
                "a convolution's output or its gradient was not seen: run a training step first"
            )
        self._norms = [None] * len(norms)
        return norms

    def _take(self) -> None:
        if self._waiting:
            scales = [self._scales[index] for index in self._waiting]
            norms = scaled_norms(list(self._waiting.values()), scales)
            for index, norm in zip(self._waiting, norms, strict=True):
                self._norms[index] = norm
            self._waiting.clear()
        self._numbers = 0
