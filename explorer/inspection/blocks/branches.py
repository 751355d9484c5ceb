"""A block's two branches in a real photograph: shortcut, F(x), their sum, and what goes on."""

import math
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from explorer.inspection.eval_mode import evaluated
from explorer.inspection.result import BlockBranches, FloatArray
from explorer.networks.catalog.catalog import ready
from explorer.networks.catalog.loaded import LoadedNetwork
from explorer.networks.stages import (
    after_sum,
    blocks,
    residual_branch,
    shortcut,
    stem,
    sum_activation,
)
from explorer.photographs.photograph import Photograph, Picture, read_photograph
from explorer.sentences.sentence import refusal

__all__ = [
    "BlockBranches",
    "BlockPass",
    "block_branches",
    "block_passes",
    "branches",
    "photograph_passes",
]


class BlockPass(NamedTuple):
    """One block at work; each tensor is (N, C, H, W).

    Attributes:
        name: "stage1.block1", ...
        block: The module.
        x: What it gets.
        carried: Its shortcut of x; None in a plain block.
        branch: F(x), times the residual scale.
        total: Their sum, or F(x) itself in a plain block.
        output: What the next block gets.
    """

    name: str
    block: nn.Module
    x: Tensor
    carried: Tensor | None
    branch: Tensor
    total: Tensor
    output: Tensor


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
            ResNet-152. Ratios and cosines are given for every block.

    Returns:
        The blocks, input side first; arrays on the CPU in the network's precision.

    Raises:
        ValueError: The network's numbers are not finite.

    Source: He et al. 2015, equations 1 and 2.
    """
    network, photograph = ready(network), read_photograph(photograph)
    with evaluated(network.module) as module:
        passes = photograph_passes(network, module, photograph)
        return tuple(block_branches(each, keep) for each in passes)


def photograph_passes(
    network: LoadedNetwork, module: nn.Module, photograph: Photograph
) -> Iterator[BlockPass]:
    """`block_passes` of one photograph.

    Args:
        network: Says how a photograph becomes its input.
        module: Of the network, as `evaluated` gives it.
        photograph: That it sees.

    Raises:
        ValueError: At the first block whose sum is not finite everywhere; of an infinite one a
            tanh makes a finite output.
    """
    for each in block_passes(module, network.transform(photograph.image)[None]):
        if not bool(torch.isfinite(each.total).all()):
            raise refusal(
                "{network1} gives responses that are not finite numbers: its weights "
                "hold NaN or are too large; choose another checkpoint",
                network1=network.name,
            )
        yield each


def block_branches(each: BlockPass, keep: Collection[str] | None = None) -> BlockBranches:
    """One block at work, as `branches` gives it."""
    kept, carried = keep is None or each.name in keep, each.carried
    return BlockBranches(
        name=each.name,
        shortcut=None if carried is None else _array(carried, kept),
        residual=_array(each.branch, kept),
        sum=_array(each.total, kept),
        output=_array(each.output, kept),
        ratio=None if carried is None else _ratio(each.branch, carried),
        cosine=None if carried is None else _cosine(each.branch, carried),
        activation=sum_activation(each.block),
    )


def block_passes(module: nn.Module, images: Tensor) -> Iterator[BlockPass]:
    """Every block in turn, input side first, to be looked at before the next is asked for.

    Args:
        module: In eval mode; the caller also sees to gradients, as `evaluated` does.
        images: (N, channels, H, W), scaled as the network expects.
    """
    parameter = next(module.parameters())
    x = stem(module, images.to(parameter.device, parameter.dtype))
    for name, block in blocks(module):
        carried = shortcut(block, x)
        branch = residual_branch(block, x)
        total = branch if carried is None else branch + carried
        output = after_sum(block, total)
        yield BlockPass(name, block, x, carried, branch, total, output)
        x = output


def _ratio(branch: Tensor, carried: Tensor) -> float | None:
    norms = torch.stack([torch.linalg.vector_norm(each) for each in (branch, carried)]).tolist()
    return float(norms[0] / norms[1]) if norms[1] > 0 else None


def _cosine(branch: Tensor, carried: Tensor) -> float | None:
    # On the CPU: not every GPU has float64.
    one, other = (each.cpu().double().flatten() for each in (branch, carried))
    norms = [float(torch.linalg.vector_norm(each)) for each in (one, other)]
    if not all(0 < norm < math.inf for norm in norms):
        return None
    return min(max(float((one / norms[0]) @ (other / norms[1])), -1.0), 1.0)


def _array(feature: Tensor, kept: bool) -> FloatArray:
    """(C, H, W) of the one photograph; (0, 0, 0) where it is not wanted."""
    array: FloatArray = feature[0].cpu().numpy() if kept else np.zeros((0, 0, 0), np.float32)
    return array
