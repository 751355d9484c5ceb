"""About how long a sweep takes, and which one is too long for a page."""

from collections.abc import Sequence
from typing import Final

from explorer.interface.words.failure import alert
from explorer.interface.words.language import both
from explorer.training.depth.result import DEPTHS, SweepSettings

SECONDS: Final = 0.002  # of one core of 2024, for a pair of networks, a layer and an image
LONGEST: Final = 180.0  # seconds for which one visitor may have the processor


def cost(depths: Sequence[int], seeds: int, images: int) -> str:
    """About how long a sweep takes, or why there will be none, as HTML."""
    seconds = max(1.0, seconds_of(depths, seeds, images))
    said = f'<p class="hint">{both("depth_cost", seconds=f"{seconds:.0f}")}</p>'
    return too_much(depths, seeds, images) or said


def seconds_of(depths: Sequence[int], seeds: int, images: int) -> float:
    """About how long a sweep takes."""
    pairs = len(SweepSettings(depths=(DEPTHS[0],)).networks())
    return SECONDS * pairs * sum(depths) * seeds * images


def too_much(depths: Sequence[int], seeds: int, images: int) -> str | None:
    """Why a sweep is not begun, as HTML; None if it may be."""
    if not depths:
        return alert(both("depth_none_chosen"))
    seconds = seconds_of(depths, seeds, images)
    if seconds > LONGEST:
        return alert(both("depth_too_long", seconds=f"{seconds:.0f}", most=f"{LONGEST:.0f}"))
    return None
