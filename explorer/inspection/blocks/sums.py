"""What a stage as one sum is: frozen records of CPU arrays, which need no network to be drawn."""

from dataclasses import dataclass
from typing import NamedTuple

from explorer.inspection.result import BlockBranches, FloatArray
from explorer.networks.architecture import ShortcutKind


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


class Unrolled(NamedTuple):
    """What every block adds, and what that adds up to.

    Attributes:
        blocks: As of `branches`.
        sums: As of `unrolled_sums`; none for a plain network.
    """

    blocks: tuple[BlockBranches, ...]
    sums: tuple[UnrolledSum, ...]
