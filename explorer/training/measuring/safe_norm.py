"""L2 norms of float32 numbers whose squares float32 cannot hold, without the price of float64.

A sum of squares in float32 loses numbers below 1e-19, which a deep plain network's gradients are.
So each norm is first taken in float64, and the next time, when it will be much the same, in float32
after multiplying by the power of two that brings it near 1, which rounds nothing. On a GPU, where a
step is to ask for the same kernels every time, the norms of a row are all taken in float32 for as
long as none of them needs more, and in float64 from then on.
"""

import math
from collections.abc import Sequence
from typing import cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

SMALLEST = 1e-17  # root mean square whose squares, 1e-34, float32 holds, with room for a fall
LARGEST = 1e12  # norm whose sum of squares it holds, with room for a rise
AT_A_TIME = 500_000  # numbers, 2 MB: many
ROWS = 16  # of so many numbers: a power of two, as are the sizes of most maps
SCALABLE = (1e-30, 1e30)  # norms that a float32 power of two brings near 1


def scaled_norms(values: Sequence[Tensor], scales: Sequence[float | None]) -> list[Tensor]:
    """L2 norm of each tensor x its scale, () each; in float64 where there is no scale."""
    if values[0].device.type == "cuda" and all(scale is None for scale in scales):
        # sums in float64 without a copy in float64
        return list(torch._foreach_norm(list(values), 2, torch.float64))
    if any(scale != 1.0 for scale in scales):
        values = [_scaled(each, scale) for each, scale in zip(values, scales, strict=True)]
    on_cpu = values[0].device.type == "cpu"
    if not on_cpu or max(each.numel() for each in values) < AT_A_TIME:
        return list(torch._foreach_norm(list(values)))
    return [_norm_of_rows(flat(each)) for each in values]


def _norm_of_rows(values: Tensor) -> Tensor:
    """The norm of many numbers, (n,), as that of the norms of rows: one norm takes one thread."""
    rows = values.view(ROWS, -1) if len(values) % ROWS == 0 else values
    return cast(Tensor, torch.linalg.vector_norm(torch.linalg.vector_norm(rows, dim=-1)))


def scaled_norm(values: Tensor, scale: float | None) -> Tensor:
    """The same of one tensor, without what a list of them costs."""
    if scale == 1.0 and values.numel() < AT_A_TIME:
        return cast(Tensor, torch.linalg.vector_norm(values))
    return scaled_norms([values], [scale])[0]


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


class Scales(list[float | None]):
    """The scales of a row of norms, from one step to the next.

    Args:
        count: Of norms.
        device: Its type. A GPU's step is recorded with them (`processor.captured_step`), so there
            all are 1 for as long as float32 takes all norms well as they are, and None for good
            from the first step on in which it does not.
        exact: Whether the numbers are float64, which needs no scale.
    """

    def __init__(self, count: int, device: str, exact: bool) -> None:
        self._adapts = device != "mps" and not exact  # MPS has no float64
        super().__init__([None if self._adapts else 1.0] * count)
        self._together = device == "cuda"
        self._known = False

    def adapt(self, norms: NDArray[np.float64], sizes: Sequence[int]) -> None:
        """Choose those for the next step.

        Args:
            norms: As they were in this one, (count,).
            sizes: Of how many numbers, each.
        """
        if not self._adapts:
            return
        if not self._together:
            self[:] = map(scale_for, norms.tolist(), sizes)
        elif self[0] == 1.0 or not self._known:
            well = (SMALLEST * np.sqrt(sizes) <= norms) & (norms <= LARGEST)
            self[:] = [1.0 if well.all() else None] * len(self)
        self._known = True


class NormsOfMany:
    """The norms of tensors that come one after another.

    A CPU takes each at once, while its numbers are in the cache, and so that its memory is free for
    what comes next. A GPU is asked for a few at a time, since asking is what costs there.

    Args:
        scales: One for each tensor; read anew whenever a norm is taken.
    """

    def __init__(self, scales: Sequence[float | None]) -> None:
        self._scales = scales
        self._norms: list[Tensor | None] = [None] * len(scales)
        self._waiting: dict[int, Tensor] = {}
        self._numbers = 0

    def add(self, index: int, values: Tensor) -> bool:
        """Hand in a tensor, which must not be changed afterwards.

        Args:
            index: Its place.
            values: Without a graph.

        Returns:
            Whether there have been many numbers since the last time that there were.
        """
        if values.is_cpu:
            self._norms[index] = scaled_norm(values, self._scales[index])
        else:
            self._waiting[index] = values
        self._numbers += values.numel()
        if self._numbers < AT_A_TIME:
            return False
        self._take()
        return True

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
