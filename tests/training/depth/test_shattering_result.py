import numpy as np
import pytest

from explorer.training.depth.result import SweptNetwork, band, chosen
from explorer.training.depth.shattering_result import ShatteredGradients, ShatteringSettings


def found(values, seed=0, network="plain", depth=8):
    swept = SweptNetwork("none", "he", depth)
    return ShatteredGradients(swept, seed, network, np.array(values, dtype=float), 1.0)


def test_networks_are_those_of_a_sweep_shallow_ones_first():
    networks = ShatteringSettings().networks()
    assert [each.depth for each in networks] == [8, 8, 20, 20, 56, 56]
    assert {each.initialization for each in networks} == {"he"}
    assert ShatteringSettings().seeds == 8
    assert ShatteringSettings(image_size=8).sweep().image_size == 8


def test_the_kept_lags_have_a_third_of_the_pairs_or_more():
    settings = ShatteringSettings(points=31, degrees=1.5)
    angles = settings.angles()
    assert angles[0] == 0
    assert angles[1] == 1.5
    assert len(angles) == 21
    assert settings.points - (len(angles) - 1) >= settings.points / 3


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"depths": (57,)}, "6n\\+2"),
        ({"normalizations": ()}, "normalizations"),
        ({"initialization": "zeros"}, "initialization"),
        ({"seeds": 0}, "seeds"),
        ({"points": 2}, "points must be from 3 to 1000, got 2"),
        ({"degrees": 0}, "degrees"),
        ({"degrees": 91}, "degrees"),
    ],
)
def test_wrong_settings_are_refused(wrong, said):
    with pytest.raises(ValueError, match=said):
        ShatteringSettings(**wrong)


def test_a_band_is_over_the_seeds_of_one_network():
    gradients = [
        found([1, 0.5], 0), found([1, 0.1], 1), found([1, 0.4], 2), found([1, 0.9], 0, "residual"),
        found([1, -0.9], 0, depth=14),
    ]  # fmt: skip
    mine = chosen(gradients, SweptNetwork("none", "he", 8), "plain")
    assert len(mine) == 3
    over = band(mine, "autocorrelation")
    assert [over.low[1], over.median[1], over.high[1]] == [0.1, 0.4, 0.5]
