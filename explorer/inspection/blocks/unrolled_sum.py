"""A stage as one sum: x_L = x_0 + F(x_0) + F(x_1) + ..., measured in a real photograph.

With pre-activation and identity shortcuts this is what the network computes: every block adds to
what all before it have added. Where something follows the sums, such as the ReLU of 2015, or where
a shortcut hands on something else than x, it is not, and how far off it is is measured.

Source: He et al. 2016, Identity Mappings in Deep Residual Networks, equation 4.
"""

from collections.abc import Collection, Iterator
from itertools import groupby
from pathlib import Path

import torch
from torch import Tensor

from explorer.inspection.blocks.branches import (
    BlockBranches,
    BlockPass,
    block_branches,
    photograph_passes,
)
from explorer.inspection.blocks.sum_notes import note, start_note
from explorer.inspection.blocks.sums import Unrolled, UnrolledSum, UnrolledTerm
from explorer.inspection.eval_mode import evaluated
from explorer.networks.architecture import ShortcutKind, architecture
from explorer.networks.catalog.catalog import ready
from explorer.networks.catalog.loaded import LoadedNetwork
from explorer.networks.stages import sum_activation
from explorer.photographs.photograph import Picture, read_photograph
from explorer.sentences.sentence import refusal

__all__ = ["Unrolled", "UnrolledSum", "UnrolledTerm", "unrolled", "unrolled_sums"]


def unrolled_sums(
    network: LoadedNetwork | str | Path, photograph: Picture
) -> tuple[UnrolledSum, ...]:
    """Every stage as one sum, from one forward pass that keeps one stage's F at a time.

    Args:
        network: As for `inspect`; left as it was, also after a failure.
        photograph: As for `inspect`.

    Returns:
        The stages, input side first; arrays on the CPU. The maps of F are those that `branches`
        gives as `residual`.

    Raises:
        ValueError: The network is plain, or its numbers are not finite.
    """
    network, photograph = ready(network), read_photograph(photograph)
    if None in _starts(network):
        raise refusal(
            "{network} is a plain network, in which nothing is added to F(x), so that "
            "there is no sum to unroll: choose a residual network",
            network=network.name,
        )
    with evaluated(network.module) as module:
        return _sums(network, photograph_passes(network, module, photograph))


def unrolled(
    network: LoadedNetwork | str | Path,
    photograph: Picture,
    keep: Collection[str] | None = None,
) -> Unrolled:
    """Every block's branches and every stage's sum, from one forward pass.

    Args:
        network: As for `inspect`; left as it was, also after a failure.
        photograph: As for `inspect`.
        keep: As for `branches`.

    Raises:
        ValueError: The network's numbers are not finite.
    """
    network, photograph = ready(network), read_photograph(photograph)
    blocks: list[BlockBranches] = []

    def noted(passes: Iterator[BlockPass]) -> Iterator[BlockPass]:
        for each in passes:
            blocks.append(block_branches(each, keep))
            yield each

    with evaluated(network.module) as module:
        passes = noted(photograph_passes(network, module, photograph))
        sums = () if None in _starts(network) else _sums(network, passes)
        for _ in passes:  # a plain network's, of which nothing was asked yet
            pass
    return Unrolled(tuple(blocks), sums)


def _starts(network: LoadedNetwork) -> list[ShortcutKind | None]:
    """Every stage's first shortcut; None in a plain network."""
    return [stage.blocks[0].shortcut for stage in architecture(network.module).stages]


def _sums(network: LoadedNetwork, passes: Iterator[BlockPass]) -> tuple[UnrolledSum, ...]:
    results: list[UnrolledSum] = []
    by_stage = groupby(passes, lambda each: each.name.split(".")[0])
    for (stage, each), kind in zip(by_stage, _starts(network), strict=True):
        assert kind is not None
        results.append(_unrolled(stage, kind, each))
    return tuple(results)


def _unrolled(stage: str, kind: ShortcutKind, passes: Iterator[BlockPass]) -> UnrolledSum:
    first = last = next(passes)
    assert first.carried is not None
    start = _wide(first.carried)
    unrolled = start + _wide(first.branch)
    branches = [(first.name, first.branch)]
    largest, handed_on = float(first.total.abs().max()), True
    for last in passes:
        unrolled += _wide(last.branch)
        branches.append((last.name, last.branch))
        largest += float(last.total.abs().max())
        # What was handed on as it was is the same tensor.
        handed_on = handed_on and last.carried is last.x
    end = _wide(last.output)
    rest, power = end - unrolled, float(end @ end)
    difference = float(rest.abs().max())
    # Every sum is off by at most epsilon / 2 of itself, and as much in float64 here.
    tolerance = largest * torch.finfo(last.total.dtype).eps

    def share(part: Tensor) -> float | None:
        return float(part @ end) / power if power > 0 else None

    return UnrolledSum(
        stage=stage,
        start_kind=kind,
        start=first.carried[0].cpu().numpy(),
        terms=tuple(
            UnrolledTerm(name, float(torch.linalg.vector_norm(term)), share(term))
            for name, term in ((name, _wide(branch)) for name, branch in branches)
        ),
        unrolled=unrolled.reshape(last.output.shape[1:]).numpy(),
        end=last.output[0].cpu().numpy(),
        start_norm=float(torch.linalg.vector_norm(start)),
        end_norm=float(torch.linalg.vector_norm(end)),
        start_share=share(start),
        rest_share=share(rest),
        difference=difference,
        tolerance=tolerance,
        start_note=start_note(kind, first.block),
        note=note(sum_activation(last.block), handed_on, difference <= tolerance),
    )


def _wide(feature: Tensor) -> Tensor:
    """(C * H * W,) of the one photograph in float64, on the CPU: not every GPU has float64."""
    return feature[0].cpu().double().flatten()
