"""A block's two branches in a real photograph: shortcut, F(x), their sum, and what goes on."""

from collections.abc import Collection
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from explorer.inspection.eval_mode import evaluated
from explorer.inspection.result import BlockBranches, FloatArray
from explorer.networks.catalog.catalog import ready
from explorer.networks.catalog.loaded import LoadedNetwork
from explorer.networks.stages import after_sum, blocks, residual_branch, shortcut, stem
from explorer.photographs.photograph import Picture, read_photograph

__all__ = ["BlockBranches", "branches"]


def branches(
    network: LoadedNetwork | str | Path,
    photograph: Picture,
    keep: Collection[str] | None = None,
) -> tuple[BlockBranches, ...]:
    """Every block's shortcut, residual branch F(x), sum and output, from one forward pass.

    Args:
        network: As for `inspect`; left as it was, also after a failure.
        photograph: As for `inspect`.
        keep: Names of the blocks whose arrays are wanted; None keeps all, which is 600 MB for
            ResNet-152. Ratios are given for every block.

    Returns:
        The blocks, input side first; arrays on the CPU in the network's precision.

    Source: He et al. 2015, equations 1 and 2.
    """
    network, image = ready(network), read_photograph(photograph).image
    results: list[BlockBranches] = []
    with evaluated(network.module) as module:
        parameter = next(module.parameters())
        images = network.transform(image)[None].to(parameter.device, parameter.dtype)
        x = stem(module, images)  # (1, C, H, W)
        for name, block in blocks(module):
            carried = shortcut(block, x)
            branch = residual_branch(block, x)
            total = branch if carried is None else branch + carried
            x = after_sum(block, total)
            kept = keep is None or name in keep
            results.append(
                BlockBranches(
                    name=name,
                    shortcut=None if carried is None else _array(carried, kept),
                    residual=_array(branch, kept),
                    sum=_array(total, kept),
                    output=_array(x, kept),
                    ratio=None if carried is None else _ratio(branch, carried),
                )
            )
    return tuple(results)


def _ratio(branch: Tensor, carried: Tensor) -> float | None:
    norms = torch.stack([torch.linalg.vector_norm(each) for each in (branch, carried)]).tolist()
    return float(norms[0] / norms[1]) if norms[1] > 0 else None


def _array(feature: Tensor, kept: bool) -> FloatArray:
    """(C, H, W) of the one photograph; (0, 0, 0) where it is not wanted."""
    array: FloatArray = feature[0].cpu().numpy() if kept else np.zeros((0, 0, 0), np.float32)
    return array
