"""How often a network of a race is right on test images, while it is still learning.

Batch normalisation's running statistics lag far behind the weights in the first steps (seen: 14 %
where the batch's own statistics give 44 %). So they are estimated again from training images, as
one mean over 512 of them; what the running ones give is told beside it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import numpy as np
import torch
from torch import nn

from explorer.networks.cifar_resnet import CifarResNet
from explorer.training.batches import EVALUATION_BATCH, DeviceImages, scaled_batches
from explorer.training.evaluation import evaluate
from explorer.training.race.data import RaceData
from explorer.training.race.settings import RaceSettings

SHORTEST_INTERVAL = 25  # steps from one test to the next
TESTS = 10  # in a long race
ESTIMATED_FROM = 512  # training images
_BATCH = 128
TEST_NUMBERS = 2**23  # in the first stage's output for one batch of a test: 32 MB


class Accuracy(NamedTuple):
    """Shares from 0 to 1 of the test images.

    Attributes:
        estimated: With batch normalisation's statistics estimated again.
        running: With the running statistics.
    """

    estimated: float
    running: float


def is_tested(settings: RaceSettings, step: int) -> bool:
    """Whether the test accuracy is measured after this step, counted from 1."""
    interval = max(SHORTEST_INTERVAL, -(-settings.steps // TESTS))
    return step == settings.steps or step % interval == 0


def test_batch(width: int, image_size: int) -> int:
    """How many images a test looks at together, so that it never needs much more than a step."""
    return max(1, min(EVALUATION_BATCH, TEST_NUMBERS // (width * image_size**2)))


def race_accuracy(network: CifarResNet, data: RaceData) -> Accuracy:
    """Classify the test images; the network is afterwards as it was before."""
    together = test_batch(network.conv1.out_channels, data.test.images.shape[1])

    def top1() -> float:
        return evaluate(network, scaled_batches(data.test, data.scaling, together)).top1

    running = top1()
    if not _norms(network):
        return Accuracy(running, running)
    with _estimated_statistics(network, data):
        return Accuracy(top1(), running)


def _norms(network: nn.Module) -> list[nn.BatchNorm2d]:
    return [module for module in network.modules() if isinstance(module, nn.BatchNorm2d)]


@contextmanager
def _estimated_statistics(network: nn.Module, data: RaceData) -> Iterator[None]:
    norms = _norms(network)
    kept = [{name: value.clone() for name, value in norm.named_buffers()} for norm in norms]
    momenta = [norm.momentum for norm in norms]
    try:
        for norm in norms:
            norm.reset_running_stats()
            norm.momentum = None  # a mean over all batches
        count = len(data.train.labels)
        chosen = torch.from_numpy(np.random.default_rng(0).permutation(count)[:ESTIMATED_FROM])
        chosen = chosen.to(data.train.labels.device)
        drawn = DeviceImages(data.train.images[chosen], data.train.labels[chosen])
        with torch.no_grad():
            for images, _ in scaled_batches(drawn, data.scaling, _BATCH):
                if len(images) > 1:  # one image has no variance where its map is one pixel
                    network(images)
        yield
    finally:
        for norm, buffers, momentum in zip(norms, kept, momenta, strict=True):
            norm.momentum = momentum
            for name, value in norm.named_buffers():
                value.copy_(buffers[name])
