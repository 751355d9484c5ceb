"""Cells of a sweep with numbers that tests can foresee."""

import numpy as np

from explorer.training.depth.result import SweepCell, SweepSettings, SweptNetwork
from explorer.training.race.result import NETWORKS

SWEEP = SweepSettings(depths=(8, 20), initializations=("xavier", "he"), seeds=2)


def cell(swept: SweptNetwork, seed: int, network, gradient) -> SweepCell:
    """A network whose weight gradient is given; its activations are 1 and its weights too."""
    values = np.asarray(gradient, dtype=float)
    ones = np.ones(len(values))
    names = tuple(f"conv{number}" for number in range(len(values)))
    return SweepCell(swept, seed, network, names, 2.3, values, 2 * values, ones, ones)


def sweep(settings: SweepSettings = SWEEP) -> list[SweepCell]:
    """Plain: 1e-depth x (seed + 1), ten times that in the last layer; residual: 1 everywhere."""
    return [
        cell(
            swept,
            seed,
            kind,
            np.full(swept.depth - 1, 1.0)
            if kind == "residual"
            else np.r_[np.full(swept.depth - 2, 1.0), 10.0] * 10.0**-swept.depth * (seed + 1),
        )
        for swept in settings.networks()
        for seed in range(settings.seeds)
        for kind in NETWORKS
    ]
