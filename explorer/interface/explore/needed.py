"""How much memory the inspection of a photograph needs beside its network."""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from explorer.networks.catalog.loaded import LoadedNetwork
    from explorer.photographs.photograph import Photograph

SMALL: Final = 64  # pixels of an input, as in `inspect`
SMALL_BYTES: Final = 16 * 2**20  # of one there: ResNet-110 keeps 9 MB
WORKSPACE: Final = 64 * 2**20  # of kernels, and what the allocator keeps
LIGHT_BYTES: Final = 16 * 2**20  # of pixels that many may hold while they wait
COPIES: Final = 3  # of the weights: packed for each direction, some as they are too


def is_small(network: "LoadedNetwork") -> bool:
    """Whether a batch of it takes little longer than one photograph: see `Gatherer`."""
    from explorer.inspection.inspect import ALIKE

    return network.input_size <= SMALL and network.device.type in ALIKE


def is_light(network: "LoadedNetwork", photograph: "Photograph") -> bool:
    """Whether many may wait with such a photograph for a batch of such a network."""
    return is_small(network) and photograph.pixels.nbytes <= LIGHT_BYTES


def computed(network: "LoadedNetwork", count: int) -> int:
    """How many photographs are computed where so many are asked for: see `ALIKE`."""
    if not is_small(network):
        return count
    from explorer.inspection.inspect import ALIKE

    alike = ALIKE[network.device.type]
    return -(-count // alike) * alike


def needed_bytes(network: "LoadedNetwork") -> int:
    """For one photograph: what both passes keep, and the copy of the network that computes."""
    if is_small(network):  # counting would take longer than the inspection
        return SMALL_BYTES
    from explorer.training.processor.saved_bytes import NUMBER_BYTES, on_meta, step_bytes

    copied = on_meta(network.module).float().requires_grad_()
    weights = sum(each.numel() for each in copied.parameters())
    kept = step_bytes(copied, (1, 3, network.input_size, network.input_size))
    copies = COPIES if str(network.device) == "cpu" else 1
    return copies * weights * NUMBER_BYTES + kept.saved + WORKSPACE
