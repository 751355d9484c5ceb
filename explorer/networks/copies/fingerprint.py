"""What a network's tensors were, by which it is told later whether they still are."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import is_
from typing import Self

import torch
from torch import Tensor, nn

from explorer.networks.copies.some_numbers import some_numbers


@dataclass(frozen=True, eq=False)
class Fingerprint:
    """Of parameters and buffers: which they are, how often each was written to, some numbers.

    A change behind autograd's back, through `.data` or NumPy, is noticed by all numbers of small
    tensors and by some thousand of each large one: see `some_numbers`.
    """

    _tensors: tuple[Tensor, ...]
    _versions: list[tuple[int, int]]
    _some: tuple[Tensor, ...]  # views of some of their numbers
    _numbers: Tensor  # what these were

    @classmethod
    def of(cls, parts: Sequence[nn.Module]) -> Self:
        """Take it.

        Args:
            parts: All modules of a network.
        """
        tensors = tensors_of(parts)
        some = some_numbers(tensors)
        numbers = torch.cat(some) if some else torch.zeros(0)
        return cls(tuple(tensors), _versions(tensors), some, numbers)

    def holds(self, parts: Sequence[nn.Module]) -> bool:
        """Whether the network's tensors are these, and what they were."""
        tensors = tensors_of(parts)
        return (
            len(tensors) == len(self._tensors)
            and all(map(is_, self._tensors, tensors))
            and self._versions == _versions(tensors)
            and (not self._some or torch.equal(self._numbers, torch.cat(self._some)))
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
