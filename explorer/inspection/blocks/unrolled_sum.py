"""A stage as one sum: x_L = x_0 + F(x_0) + F(x_1) + ..., measured in a real photograph.

With pre-activation and identity shortcuts this is what the network computes: every block adds to
what all before it have added. Where something follows the sums, such as the ReLU of 2015, or where
a shortcut hands on something else than x, it is not, and how far off it is is measured.

Source: He et al. 2016, Identity Mappings in Deep Residual Networks, equation 4.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor

from explorer.inspection.blocks.branches import (
    BlockBranches,
    BlockPass,
    block_branches,
    photograph_passes,
)
from explorer.inspection.blocks.sum_notes import note, start_note
from explorer.inspection.eval_mode import evaluated
from explorer.inspection.result import FloatArray
from explorer.networks.architecture import ShortcutKind, architecture
from explorer.networks.catalog.catalog import ready
from explorer.networks.catalog.loaded import LoadedNetwork
from explorer.networks.stages import sum_activation
from explorer.photographs.photograph import Picture, read_photograph
from explorer.sentences.sentence import refusal


@dataclass(frozen=True)
class UnrolledTerm:
    """One block's F, acting on the block's own input.

    Attributes:
        block: "stage1.block1", ...
        norm: |F|, its L2 norm over the whole map, in float64.
        share: <F, x_L> / |x_L|^2, how much of x_L points where F does; negative if F works against
            what comes out. None where x_L is all zeros.
    """

    block: str
    norm: float
    share: float | None


@dataclass(frozen=True, eq=False, repr=False)
class UnrolledSum:
    """One stage's x_L = x_0 + the sum of all F, for one photograph.

    Attributes:
        stage: "stage1", ...
        start_kind: What the first block's shortcut does: `identity`, `padding` or `projection`.
        start: (C, H, W) x_0, what the first block's shortcut carries.
        terms: Every block's F, input side first.
        unrolled: (C, H, W) float64, x_0 + the sum of all F.
        end: (C, H, W) x_L, what the last block gives, before the final normalisation of a
            pre-activation network.
        start_norm: |x_0|, L2 over the whole map, in float64.
        end_norm: |x_L|.
        start_share: As `UnrolledTerm.share`, of x_0.
        rest_share: The same of x_L - `unrolled`, what is in neither; 0 but for rounding where the
            sum holds. All shares together make 1.
        difference: Largest |x_L - unrolled| of any number in the map.
        tolerance: The most that rounding alone can make of it: each sum's largest magnitude times
            the precision's epsilon, added up.
        start_note: A sentence that says what x_0 is.
        note: A sentence that says why the sum is exact, or why it is not.
    """

    stage: str
    start_kind: ShortcutKind
    start: FloatArray
    terms: tuple[UnrolledTerm, ...]
    unrolled: FloatArray
    end: FloatArray
    start_norm: float
    end_norm: float
    start_share: float | None
    rest_share: float | None
    difference: float
    tolerance: float
    start_note: str
    note: str

    def __repr__(self) -> str:
        """Short: how many terms, and whether they make up the whole."""
        sign = "=" if self.holds else "is not"
        return (
            f"<UnrolledSum of {self.stage}: x_{len(self.terms)} {sign} x_0 + {len(self.terms)} F, "
            f"largest difference {self.difference:.3g}>"
        )

    @property
    def holds(self) -> bool:
        """Whether the measured difference is no more than rounding."""
        return self.difference <= self.tolerance


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


class Unrolled(NamedTuple):
    """What every block adds, and what that adds up to.

    Attributes:
        blocks: As of `branches`.
        sums: As of `unrolled_sums`; none for a plain network.
    """

    blocks: tuple[BlockBranches, ...]
    sums: tuple[UnrolledSum, ...]


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
