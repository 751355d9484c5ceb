import numpy as np
import pytest

from explorer.training.depth.result import (
    DEPTHS,
    SweepCell,
    SweepSettings,
    SweptNetwork,
    band,
    cell_verdict,
    chosen,
    listed,
)


def cell(gradient, seed=0, network="plain", weight=1.0, loss=2.3) -> SweepCell:
    values = np.array(gradient, dtype=float)
    names = tuple(f"conv{i}" for i in range(len(values)))
    swept = SweptNetwork("none", "he", 8)
    ones = np.ones(len(values))
    return SweepCell(swept, seed, network, names, loss, values, ones, ones, weight * ones)


def test_the_sweep_is_that_of_the_table_shallow_networks_first():
    settings = SweepSettings()
    assert (settings.seeds, settings.width, settings.batch, settings.image_size) == (8, 16, 16, 32)
    networks = settings.networks()
    assert len(networks) == len(DEPTHS) * 6
    assert [each.depth for each in networks] == sorted(each.depth for each in networks)
    assert {8, 20, 56, 110} <= set(DEPTHS)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"depths": (57,)}, "6n\\+2"),
        ({"depths": ()}, "depths"),
        ({"depths": (8, 8)}, "each once"),
        ({"depths": (8, "20", None)}, "depth must be 6n\\+2 from 8 to 110, got '20'"),
        ({"normalizations": ("layer",)}, "normalization"),
        ({"initializations": ("zeros",)}, "initialization"),
        ({"seeds": 0}, "seeds"),
        ({"width": 0}, "width"),
        ({"image_size": 4}, "image_size"),
    ],
)
def test_a_wrong_sweep_is_refused(wrong, said):
    with pytest.raises(ValueError, match=said):
        SweepSettings(**wrong)


def test_a_band_is_over_the_seeds_of_one_network():
    cells = [cell([1, 5], 0), cell([3, 4], 1), cell([2, 9], 2), cell([7, 7], 0, "residual")]
    found = chosen(cells, SweptNetwork("none", "he", 8), "plain")
    assert len(found) == 3
    over = band(found, "weight_gradient")
    assert [over.low.tolist(), over.median.tolist(), over.high.tolist()] == [
        [1, 4],
        [2, 5],
        [3, 9],
    ]


@pytest.mark.parametrize(
    ("gradient", "weight", "word"),
    [([1e-5] * 3, 1, "vanishing"), ([200] * 3, 1, "exploding"), ([200] * 3, 10, "healthy")],
)
def test_the_verdict_is_the_races(gradient, weight, word):
    assert cell_verdict([cell(gradient, weight=weight)]).word == word


def test_one_wild_seed_of_three_does_not_decide():
    cells = [cell([0.1] * 3, 0), cell([1e9] * 3, 1), cell([0.2] * 3, 2)]
    assert cell_verdict(cells).word == "healthy"


def test_lists_are_of_known_names():
    assert listed("normalization", "batch, none") == ("batch", "none")
    for wrong in ("", "batch,layer"):
        with pytest.raises(ValueError, match="none, batch"):
            listed("normalization", wrong)


def test_a_list_does_as_well_as_a_tuple() -> None:
    listed = SweepSettings(depths=[8, 14])  # type: ignore[arg-type]
    assert listed == SweepSettings(depths=(8, 14))
    assert hash(listed) == hash(SweepSettings(depths=(8, 14)))
