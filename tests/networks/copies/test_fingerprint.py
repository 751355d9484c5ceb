"""A network whose tensors were changed, however that was done, is told from what it was."""

from collections.abc import Callable

import pytest
import torch
from torch import nn

from explorer.networks.cifar_resnet import CifarResNet
from explorer.networks.copies.fingerprint import Fingerprint


def in_place(network: CifarResNet) -> None:
    with torch.no_grad():
        network.conv1.weight.mul_(1.5)


def behind_autograd(network: CifarResNet) -> None:
    network.fc.weight.data[3, 5] += 1


def another_tensor(network: CifarResNet) -> None:
    network.fc.bias = nn.Parameter(network.fc.bias.detach().clone())


def another_module(network: CifarResNet) -> None:
    network.layer1[0] = nn.Identity()


def statistics(network: CifarResNet) -> None:
    network.train()(torch.randn(2, 3, 8, 8))


CHANGES = (in_place, behind_autograd, another_tensor, another_module, statistics)


@pytest.mark.parametrize("change", CHANGES, ids=lambda each: each.__name__)
def test_a_change_is_noticed(change: Callable[[CifarResNet], None]) -> None:
    network = CifarResNet(8).eval()
    taken = Fingerprint.of(list(network.modules()))
    network(torch.randn(2, 3, 8, 8)).sum().backward()
    assert taken.holds(list(network.modules()))  # gradients are no weights
    change(network)
    assert not taken.holds(list(network.modules()))


def test_what_nobody_counts_is_compared_by_numbers() -> None:
    with torch.inference_mode():
        network = nn.Linear(2, 2)
    taken = Fingerprint.of([network])
    assert taken.holds([network])
    with torch.inference_mode():
        network.weight.zero_()
    assert not taken.holds([network])
    assert Fingerprint.of([nn.ReLU()]).holds([nn.ReLU()])
