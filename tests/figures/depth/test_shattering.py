import numpy as np
import pytest

from explorer.figures.depth.shattering import noise, shattering_figure
from explorer.figures.palette import PLAIN, RESIDUAL
from explorer.training.depth.shattering_result import ShatteredGradients, ShatteringSettings
from explorer.training.race.result import NETWORKS

SETTINGS = ShatteringSettings(depths=(8, 20), seeds=3, points=9, degrees=5)
LAGS = len(SETTINGS.angles())


def found():
    """Plain falls by half a lag, residual does not; a seed adds 0.01."""
    return [
        ShatteredGradients(
            swept,
            seed,
            kind,
            (0.5 if kind == "plain" else 0.9) ** np.arange(LAGS) + seed / 100,
            1.0,
        )
        for seed in range(3)
        for swept in SETTINGS.networks()
        for kind in NETWORKS
    ]


def named(figure, name):
    return next(trace for trace in figure.data if trace.name == name)


def test_medians_by_angle_in_a_panel_for_each_normalisation():
    figure = shattering_figure(found(), SETTINGS)
    assert [each.text for each in figure.layout.annotations] == [
        "no normalisation",
        "batch normalisation",
    ]
    line = named(figure, "no normalisation: plain, 20 layers")
    assert list(line.x) == [5.0 * lag for lag in range(LAGS)]
    assert line.y[1] == pytest.approx(0.51)
    assert line.line.color == PLAIN
    other = named(figure, "batch normalisation: residual, 20 layers")
    assert other.xaxis == "x2"
    assert other.line.color == RESIDUAL
    assert other.line.width > named(figure, "batch normalisation: residual, 8 layers").line.width


def test_every_network_has_a_band_over_seeds_the_deepest_the_strongest():
    figure = shattering_figure(found(), SETTINGS)
    bands = [trace for trace in figure.data if "smallest to largest seed" in trace.name]
    assert len(bands) == 8
    assert [each.opacity for each in bands] == [0.12, 0.12, 0.3, 0.3] * 2
    assert bands[2].y[1] == pytest.approx(0.5)
    assert bands[2].y[-2] == pytest.approx(0.52)
    alone = shattering_figure([each for each in found() if each.seed == 0], SETTINGS)
    assert not [trace for trace in alone.data if "seed" in trace.name]


def test_references_are_the_images_and_white_and_brown_noise():
    figure = shattering_figure([], SETTINGS)
    images = named(figure, "the images themselves")
    assert images.y[2] == pytest.approx(np.cos(np.radians(10)))
    white = named(figure, "white noise")
    assert white.y[0] == pytest.approx(1)
    assert np.abs(np.array(white.y[1:])).max() < 0.15
    assert noise(SETTINGS).shape == (LAGS,)
    brown = np.array(named(figure, "brown noise").y)
    firsts = [(lag, np.arange(1, 10 - lag)) for lag in range(LAGS)]
    walked = [np.sqrt(first / (first + lag)).mean() for lag, first in firsts]
    assert brown == pytest.approx(walked, abs=0.1)  # 768 numbers a point
    assert named(figure, "brown noise").line.dash != white.line.dash


def test_gradients_without_a_direction_are_marked():
    cells = found()
    for each in cells:
        if each.network == "plain":
            each.autocorrelation[2:] = np.nan
    figure = shattering_figure(cells, SETTINGS)
    marks = [trace for trace in figure.data if "no direction" in trace.name]
    assert len(marks) == 4
    assert list(marks[0].x) == [10.0, 15.0, 20.0, 25.0][: LAGS - 2]
    assert set(marks[0].y) == {0}


def test_one_legend_entry_for_each_network_and_reference():
    figure = shattering_figure(found(), SETTINGS)
    shown = [trace.name for trace in figure.data if trace.showlegend is not False]
    assert sorted(shown) == sorted(
        ["the images themselves", "brown noise", "white noise"]
        + [f"{kind}, {depth} layers" for kind in NETWORKS for depth in (8, 20)]
    )
