import itertools
import re

import pytest

from explorer.figures.network_line import SHADES, shade, width

DEPTHS = (8, 20, 32, 44, 56, 110)


def luminance(colour: str) -> float:
    """Relative luminance, by WCAG 2."""
    channels = [int(float(each)) / 255 for each in re.findall(r"[\d.]+", colour)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("kind", list(SHADES))
def test_shades_darken_with_depth_and_stand_out_from_white_and_from_dark(kind: str) -> None:
    found = [luminance(shade(kind, depth)) for depth in DEPTHS]  # type: ignore[arg-type]
    assert found == sorted(found, reverse=True)
    assert 1.05 / (found[0] + 0.05) > 2.5
    assert (found[-1] + 0.05) / (0.008 + 0.05) > 2.5  # the page's dark background


def test_lines_thicken_with_depth_within_what_can_be_drawn() -> None:
    found = [width(depth) for depth in DEPTHS]
    assert found == sorted(found)
    assert all(b - a >= 0.4 for a, b in itertools.pairwise(found))
    assert 0.5 <= found[0] <= found[-1] <= 6
    assert width(2) == width(8)
    assert width(1202) == width(110)
