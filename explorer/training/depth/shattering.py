"""Do gradients shatter? How the input gradient turns when the input hardly moves.

Along an arc between two images, which is the input direction of a great circle, the gradient of the
first logit with respect to the image is taken at evenly spaced points. In a shallow network
neighbours have nearly the same gradient; in a deep plain one neighbours' gradients have nothing to
do with each other, as in white noise, whatever their norms are.

Source: Balduzzi, Frean, Leary, Lewis, Ma, McWilliams: The shattered gradients problem, 2017. There
the networks are fully connected and have one input; here they are the race's twins.
"""

import math
from collections.abc import Callable, Generator

import torch
from torch import Tensor, nn

from explorer.training.depth.autocorrelation import autocorrelation
from explorer.training.depth.cost import pair_bytes, room
from explorer.training.depth.result import CLASSES, SweptNetwork
from explorer.training.depth.shattering_result import (
    ShatteredGradients,
    Shattering,
    ShatteringSettings,
)
from explorer.training.processor.one_thread import one_thread
from explorer.training.race.result import NETWORKS
from explorer.training.race.twins import twins
from explorer.training.running import Running

STATISTICS = 64  # images from which batch normalisation takes its mean and variance


def shattering(
    settings: ShatteringSettings | None = None, *, should_stop: Callable[[], bool] = lambda: False
) -> Running[ShatteredGradients, Shattering]:
    """Autocorrelation of the input gradient, plain and residual, at initialisation.

    The scalar is the first logit. Batch normalisation uses the statistics of 64 images, drawn as
    those of the curve are, and keeps them fixed, so that each gradient is that of one function at
    one image. Everything is in float64 on the CPU. All networks of a seed come before the next
    seed, shallow ones first.

    Args:
        settings: What to look at.
        should_stop: Asked before every pair of networks; True ends it.

    Returns:
        An iterator of `ShatteredGradients`, whose `result()` holds all with their settings.
    """
    chosen = settings or ShatteringSettings()
    depths = ", ".join(map(str, chosen.depths))
    return Running(
        f"Shattering at depths {depths}",
        _pairs(chosen, should_stop),
        lambda done: Shattering(chosen, done),
    )


def _pairs(
    settings: ShatteringSettings, should_stop: Callable[[], bool]
) -> Generator[ShatteredGradients, None, None]:
    for seed in range(settings.seeds):
        for swept in settings.networks():
            if should_stop():
                return
            needed = pair_bytes(swept, settings.sweep(), max(settings.points, STATISTICS))
            with room(needed, should_stop) as is_there:
                if not is_there:
                    return
                with one_thread():
                    found = _pair(swept, seed, settings)
            yield from found


def _pair(
    swept: SweptNetwork, seed: int, settings: ShatteringSettings
) -> tuple[ShatteredGradients, ...]:
    generator = torch.Generator().manual_seed(seed)
    images = arc(settings, generator)
    shape = (STATISTICS, *images.shape[1:])
    others = torch.randn(shape, generator=generator, dtype=torch.float64)
    lags = len(settings.angles())
    found = []
    pair = twins(swept.of(seed, settings.sweep()), classes=CLASSES, dtype=torch.float64)
    for kind, network in zip(NETWORKS, pair, strict=True):
        fix_statistics(network, others)
        gradients = input_gradients(network, images)
        found.append(
            ShatteredGradients(
                swept=swept,
                seed=seed,
                network=kind,
                autocorrelation=autocorrelation(gradients.numpy())[:lags],
                gradient=gradients.norm(dim=1).median().item(),
            )
        )
    return tuple(found)


def arc(settings: ShatteringSettings, generator: torch.Generator) -> Tensor:
    """Evenly spaced images on the circle through two that are drawn from N(0, 1).

    Every point of it is such a draw too, and two points' correlation is the cosine of their angle.

    Returns:
        (points, 3, S, S) float64.
    """
    size = settings.image_size
    one, other = torch.randn((2, 3, size, size), generator=generator, dtype=torch.float64)
    angles = torch.arange(settings.points, dtype=torch.float64) * math.radians(settings.degrees)
    angles = angles.reshape(-1, 1, 1, 1)
    images: Tensor = torch.cos(angles) * one + torch.sin(angles) * other
    return images


def input_gradients(network: nn.Module, images: Tensor) -> Tensor:
    """Gradient of the first output with respect to the input, at every image by itself.

    Args:
        network: Treats every image by itself; its parameters and their gradients are left alone.
        images: (points, ...).

    Returns:
        (points, values), without a graph.
    """
    images = images.detach().requires_grad_()
    with torch.enable_grad():
        (gradients,) = torch.autograd.grad(network(images)[:, 0].sum(), images)
    rows: Tensor = gradients.flatten(1)
    return rows


def fix_statistics(network: nn.Module, images: Tensor) -> None:
    """Give every batch normalisation the statistics of these images, and keep them: eval mode."""
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.reset_running_stats()
            module.momentum = None  # an average of all batches, of which there is one
    network.train()
    with torch.no_grad():
        network(images)
    network.eval()
