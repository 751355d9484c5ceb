"""Work on many tensors that is done on a few of them after another, so that they stay in the cache.

Where several things are asked of the same numbers, all of them are asked of a few tensors before
the next few: each number then comes from memory once.
"""

from collections.abc import Sequence
from itertools import pairwise, starmap

IN_CACHE = 50_000  # numbers, 0.2 MB: what belongs to them fits beside them


def few_at_a_time(sizes: Sequence[int], numbers: int | None) -> tuple[slice, ...]:
    """All places in their order, cut after each that makes it so many numbers or more.

    Args:
        sizes: How many numbers are at each place.
        numbers: None does not cut.
    """
    ends: list[int] = []
    gathered = 0
    for place, size in enumerate(sizes, 1):
        gathered += size
        if place == len(sizes) or (numbers is not None and gathered >= numbers):
            ends.append(place)
            gathered = 0
    return tuple(starmap(slice, pairwise([0, *ends])))
