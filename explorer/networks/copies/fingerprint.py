"""What a network's tensors were, by which it is told later whether they still are."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import is_
from typing import Any, Self

import numpy as np
import torch
from torch import Tensor, nn

from explorer.networks.copies.some_numbers import some_numbers

_Numbers = Tensor | np.ndarray[Any, Any]
_Views = tuple[_Numbers, ...]


@dataclass(frozen=True, eq=False)
class Fingerprint:
    """Of parameters and buffers: which they are, how often each was written to, some numbers.

    A change behind autograd's back, through `.data` or NumPy, is noticed by all numbers of small
    tensors and by some thousand of each large one: see `some_numbers`.
    """

    _tensors: tuple[Tensor, ...]
    _versions: list[tuple[int, int]]
    _some: _Views  # of some of their numbers
    _numbers: _Numbers  # what these were

    @classmethod
    def of(cls, parts: Sequence[nn.Module]) -> Self:
        """Take it.

        Args:
            parts: All modules of a network.
        """
        tensors = tensors_of(parts)
        some = _views(some_numbers(tensors))
        return cls(tuple(tensors), _versions(tensors), some, _together(some))

    def holds(self, parts: Sequence[nn.Module]) -> bool:
        """Whether the network's tensors are these, and what they were."""
        tensors = tensors_of(parts)
        return (
            len(tensors) == len(self._tensors)
            and all(map(is_, self._tensors, tensors))
            and self._versions == _versions(tensors)
            and _equal(self._numbers, _together(self._some))
        )


def _views(some: Sequence[Tensor]) -> _Views:
    """Of tensors on a CPU as NumPy's, which wakes no threads for so few numbers."""
    if any(each.device.type != "cpu" for each in some):
        return tuple(some)
    return np.zeros(0, np.float32), *(each.numpy() for each in some)


def _together(some: _Views) -> _Numbers:
    """All numbers after each other."""
    tensors = [each for each in some if isinstance(each, Tensor)]
    return torch.cat(tensors) if tensors else np.concatenate(some)


def _equal(one: object, other: object) -> bool:
    if isinstance(one, Tensor) and isinstance(other, Tensor):
        return torch.equal(one, other)
    return (
        isinstance(one, np.ndarray) and isinstance(other, np.ndarray) and np.array_equal(one, other)
    )


def tensors_of(parts: Sequence[nn.Module]) -> list[Tensor]:
    """Parameters and buffers of modules, each module's own."""
    return [
        tensor
        for part in parts
        for held in (part._parameters, part._buffers)
        for tensor in held.values()
        if tensor is not None
    ]


def _versions(tensors: Sequence[Tensor]) -> list[tuple[int, int]]:
    """How often each was written to, and where it lies; nobody counts for inference tensors."""
    return [
        (0 if tensor.is_inference() else tensor._version, tensor.data_ptr()) for tensor in tensors
    ]
