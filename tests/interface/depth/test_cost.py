"""What a sweep costs."""

import pytest

from explorer.interface.depth.cost import cost


def test_the_cost_is_of_all_that_is_asked() -> None:
    def seconds(*asked: int, seeds: int, images: int) -> int:
        return int(cost(list(asked), seeds, images).split("About ")[1].split(" s")[0])

    once = seconds(8, 20, 56, 110, seeds=1, images=4)
    assert 5 < once < 20
    assert seconds(8, 20, 56, 110, seeds=3, images=16) == pytest.approx(12 * once, rel=0.1)
    assert seconds(8, seeds=1, images=4) == 1
