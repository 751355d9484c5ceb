"""Gradients at initialisation over a sweep of depths, plain and residual: no training, no data.

Images are N(0, 1), labels are drawn, and everything is in float64 on the CPU, which holds the 1e-44
that a plain network of 110 layers leaves of a gradient. The probe is the race's.
"""

from collections.abc import Callable, Generator

import torch
import torch.nn.functional as F

from explorer.training.depth.cost import pair_bytes, room
from explorer.training.depth.result import (
    CLASSES,
    DepthTable,
    SweepCell,
    SweepSettings,
    SweptNetwork,
)
from explorer.training.measuring.gradient_norms import GradientProbe
from explorer.training.processor.one_thread import one_thread
from explorer.training.race.result import NETWORKS
from explorer.training.race.twins import twins
from explorer.training.running import Running


def depth_sweep(
    settings: SweepSettings | None = None, *, should_stop: Callable[[], bool] = lambda: False
) -> Running[SweepCell, DepthTable]:
    """Both networks of every depth, normalisation, initialisation and seed, shallow ones first.

    Args:
        settings: What to look at.
        should_stop: Asked before every pair of networks; True ends the sweep.

    Returns:
        An iterator of `SweepCell`, whose `result()` is the table of all.

    Raises:
        ValueError: While iterating: a pair of networks does not fit the free memory.
    """
    settings = settings or SweepSettings()
    depths = ", ".join(map(str, settings.depths))
    return Running(f"Sweep over depths {depths}", _cells(settings, should_stop), DepthTable)


def _cells(
    settings: SweepSettings, should_stop: Callable[[], bool]
) -> Generator[SweepCell, None, None]:
    for swept in settings.networks():
        for seed in range(settings.seeds):
            if should_stop():
                return
            needed = pair_bytes(swept, settings, settings.batch)
            with room(needed, should_stop) as is_there:
                if not is_there:
                    return
                with one_thread():
                    cells = _twins_at_birth(swept, seed, settings)
            yield from cells


def _twins_at_birth(
    swept: SweptNetwork, seed: int, settings: SweepSettings
) -> tuple[SweepCell, ...]:
    cells = []
    generator = torch.Generator().manual_seed(seed)
    shape = (settings.batch, 3, settings.image_size, settings.image_size)
    images = torch.randn(shape, generator=generator, dtype=torch.float64)
    labels = torch.randint(0, CLASSES, (settings.batch,), generator=generator)
    networks = twins(swept.of(seed, settings), classes=CLASSES, dtype=torch.float64)
    for kind, network in zip(NETWORKS, networks, strict=True):
        with torch.enable_grad(), GradientProbe(network) as probe:
            loss = F.cross_entropy(network(images), labels)
            loss.backward()  # type: ignore[no-untyped-call]
            probe.before_update()
            norms = probe.read(probe.collected(updated=False).numpy())
        cells.append(
            SweepCell(
                swept=swept,
                seed=seed,
                network=kind,
                names=probe.names,
                loss=loss.item(),
                weight_gradient=norms.weight_gradient,
                activation_gradient=norms.activation_gradient,
                activation=norms.activation,
                weight=norms.weight,
            )
        )
    return tuple(cells)
