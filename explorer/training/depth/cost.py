"""What a pair of networks takes of a study over depths, in float64, and its place in memory."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Final

import torch
from torch import Tensor, nn

from explorer.networks.device import device_label
from explorer.sentences.sentence import Sentence
from explorer.training.depth.result import CLASSES, SweepSettings, SweptNetwork
from explorer.training.processor.reserved import MEMORY, Memory, TakenError
from explorer.training.processor.saved_bytes import NUMBER_BYTES, step_bytes
from explorer.training.race.twins import undrawn

CPU: Final = torch.device("cpu")
BYTES: Final = 8  # of a float64
COPIES: Final = 3  # of the weights: themselves, their gradients, and what the probe keeps
WORKSPACE: Final = 32 * 2**20  # of kernels, and what the allocator keeps
PATIENCE: Final = 20.0  # seconds that a pair waits for what others give back
ASKED: Final = 1.0  # seconds between two looks at whether it is to end


@lru_cache(maxsize=256)
def pair_bytes(swept: SweptNetwork, settings: SweepSettings, images: int) -> int:
    """Bytes that both networks take at most, of which one at a time looks back.

    Args:
        swept: Which.
        settings: Of the study.
        images: That go through a network at once.
    """
    race = swept.of(0, settings)
    pair = [undrawn(race, CLASSES, residual).train() for residual in (False, True)]
    weights = sum(each.numel() for network in pair for each in network.parameters())
    shape = (images, 3, settings.image_size, settings.image_size)
    steps = [step_bytes(network, shape).saved * BYTES // NUMBER_BYTES for network in pair]
    unrolled = sum(_unrolled(network, shape) for network in pair)
    return BYTES * (COPIES * weights + unrolled) + max(steps) + WORKSPACE


def _unrolled(network: nn.Module, images: tuple[int, ...]) -> int:
    """Numbers of the pictures that a float64 convolution lays out as columns, of all together.

    Each is let go at once, but lies between what is kept: how much of it the next one can take up
    again differs from run to run, from nearly all to nothing.
    """
    found = 0

    def count(module: nn.Module, _: object, output: Tensor) -> None:
        nonlocal found
        if isinstance(module, nn.Conv2d):
            found += module.weight[0].numel() * output[:, 0].numel()

    handles = [each.register_forward_hook(count) for each in network.modules()]
    try:
        network(torch.empty(images, device="meta"))
    finally:
        for handle in handles:
            handle.remove()
    return found


@contextmanager
def room(needed: int, should_stop: Callable[[], bool], memory: Memory = MEMORY) -> Iterator[bool]:
    """Reserve memory for a pair, waiting a while for what others have reserved.

    Args:
        needed: Bytes.
        should_stop: Asked while it waits.
        memory: Where they are reserved.

    Yields:
        Whether it is there; False where it is to stop.

    Raises:
        ValueError: It is not, and nobody else has any who could give it back.
        TakenError: It does not come in a while.
    """
    until = time.monotonic() + PATIENCE
    with memory.reservation(CPU, needed) as reservation:
        while True:
            others = memory.reserved(CPU)  # asked first: what comes free meanwhile is tried again
            if reservation.take():
                break
            if should_stop():
                yield False
                return
            left = until - time.monotonic()
            if left <= 0 or not others:
                error = TakenError if others else ValueError
                raise error(
                    Sentence(
                        "a pair of networks of this study needs about {needed} GB of memory, and "
                        "{device} has {free}: choose smaller depths, image size or batch",
                        needed=f"{needed / 1e9:.1f}",
                        device=device_label(CPU),
                        free=memory.said(CPU),
                    )
                )
            memory.wait(min(left, ASKED))
        yield True
