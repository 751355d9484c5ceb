"""How much memory a training step needs, known before it is taken.

A network on PyTorch's `meta` device computes shapes and no numbers. What autograd would keep of
such a forward pass for the way back is exactly what it keeps of a real one.
"""

import copy
from typing import NamedTuple

import torch
from torch import Tensor, nn

NUMBER_BYTES = 4  # float32


class StepBytes(NamedTuple):
    """Bytes that a forward pass leaves for the way back.

    Attributes:
        saved: Of all that autograd keeps, each memory counted once, parameters aside.
        largest: Of the largest tensor among it.
    """

    saved: int
    largest: int


def step_bytes(network: nn.Module, images: tuple[int, ...]) -> StepBytes:
    """What a training step on so many images leaves for its way back.

    Args:
        network: On the meta device, in the mode in which it would be trained.
        images: Shape of the batch, (N, C, H, W).
    """
    own = {_memory(each) for each in (*network.parameters(), *network.buffers())}
    kept: dict[int, Tensor] = {}  # held, so that no memory is given to the next tensor

    def keep(tensor: Tensor) -> Tensor:
        if _memory(tensor) not in own:
            kept[_memory(tensor)] = tensor
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        network(torch.empty(images, device="meta")).sum()
    sizes = [each.untyped_storage().nbytes() for each in kept.values()]
    return StepBytes(sum(sizes), max(sizes, default=0))


def on_meta(network: nn.Module) -> nn.Module:
    """A copy of a network that has shapes and no numbers, in the same mode."""
    there: dict[int, Tensor] = {}  # what a copy is to take in a tensor's place
    for each in network.buffers():
        there[id(each)] = torch.empty_like(each, device="meta")
    for each in network.parameters():
        empty = torch.empty_like(each, device="meta")
        there[id(each)] = nn.Parameter(empty, each.requires_grad)
    return copy.deepcopy(network, there)


def _memory(tensor: Tensor) -> int:
    """Where a tensor's numbers lie, the same for all its views."""
    found: int = tensor.untyped_storage()._cdata
    return found
