"""What the inspection of a photograph is counted to need."""

from dataclasses import replace
from typing import cast

import numpy as np
import torch
from torch import nn

from explorer.interface.explore.needed import (
    LIGHT_BYTES,
    SMALL_BYTES,
    WORKSPACE,
    computed,
    is_light,
    is_small,
    needed_bytes,
)  # fmt: skip
from explorer.networks.catalog.catalog import load
from explorer.networks.catalog.loaded import LoadedNetwork
from explorer.photographs.photograph import Photograph
from explorer.training.processor.saved_bytes import on_meta, step_bytes


def test_a_small_network_keeps_less_than_it_is_said_to() -> None:
    network = load("cifar-resnet20", device="cpu")
    assert is_small(network)
    assert needed_bytes(network) == SMALL_BYTES
    on = {kind: replace(network, device=torch.device(kind)) for kind in ("cuda", "mps")}
    assert is_small(on["cuda"])
    assert not is_small(on["mps"])  # where nobody has seen batches give the same bits
    assert [computed(network, count) for count in (1, 2, 3, 8)] == [2, 2, 4, 8]
    assert [computed(on["cuda"], count) for count in (1, 8)] == [8, 8]
    assert computed(on["mps"], 3) == 3
    kept = step_bytes(on_meta(network.module).requires_grad_(), (1, 3, 32, 32)).saved
    assert 6 * kept < SMALL_BYTES  # ResNet-110 has six times the layers


def test_a_large_network_is_counted_by_hand() -> None:
    module = nn.Sequential(nn.Conv2d(3, 5, 1), nn.Sigmoid()).requires_grad_(False)
    looks = {"input_size": 100, "device": torch.device("cpu"), "module": module}
    network = cast(LoadedNetwork, type("Large", (), looks))
    # the convolution keeps its input, the sigmoid its output; weights and biases are copied thrice
    assert not is_light(network, Photograph("dot", np.zeros((1, 1, 3), np.uint8)))
    assert needed_bytes(network) == 4 * (3 * (3 * 5 + 5) + 100 * 100 * (3 + 5)) + WORKSPACE
    assert not any(each.requires_grad or each.is_meta for each in module.parameters())


def test_many_may_wait_with_a_small_photograph_for_a_small_network() -> None:
    network = load("cifar-resnet20", device="cpu")
    wide = LIGHT_BYTES // 1024 // 3
    assert is_light(network, Photograph("it fits", np.zeros((1024, wide, 3), np.uint8)))
    assert not is_light(network, Photograph("too large", np.zeros((1025, wide + 1, 3), np.uint8)))
