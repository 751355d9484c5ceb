from dataclasses import replace

import numpy as np
import pytest

from explorer.figures.notebook.depth import shattering_html, sweep_html
from explorer.training.depth.record import read_sweep, write_sweep
from explorer.training.depth.result import DepthTable, SweepSettings
from explorer.training.depth.shattering_result import (
    ShatteredGradients,
    Shattering,
    ShatteringSettings,
)
from tests.figures.notebook.page import taken_apart
from tests.figures.swept import SWEEP, sweep


def test_a_chart_for_every_cell_and_a_row_for_every_network(tmp_path):
    table = DepthTable(sweep())
    page = taken_apart(sweep_html(table))
    assert len(page.all("svg")) == 2 * 2
    assert len(page.all("tr")) == 1 + 2 * 2 * 2 * 2
    # the median of 1e-8 and 2e-8, and ten times that in the last layer
    assert "plain, first layer first 1.5e-08, last 1.5e-20" in page.all("svg")[0]["aria-label"]
    assert "1.5e-08\n1.5e-07" in page.text
    assert "vanishing" in page.text
    write_sweep(tmp_path, table)
    again = taken_apart(sweep_html(read_sweep(str(tmp_path))))
    assert again.all("svg") == page.all("svg")
    assert again.text == page.text
    unjudged = DepthTable(replace(each, weight=np.full_like(each.weight, np.nan)) for each in table)
    assert "not in the file" in taken_apart(sweep_html(unjudged)).text
    assert repr(table) == "<DepthTable of 32 networks at initialisation, depths 8, 20>"
    assert all(len(repr(each)) < 160 for each in table)


def test_the_largest_sweep_stays_small():
    taken_apart(sweep_html(DepthTable(sweep(SweepSettings(seeds=1)))))


def test_what_stopped_early_is_shown_as_far_as_it_came():
    assert "plain" in taken_apart(sweep_html(DepthTable(sweep()[:1]))).text
    assert SWEEP.depths == (8, 20)


def test_a_curve_for_every_network_of_a_normalisation():
    settings = ShatteringSettings(depths=(8, 20), seeds=2, points=6)
    lags = len(settings.angles())
    found = Shattering(
        settings,
        tuple(
            ShatteredGradients(swept, seed, kind, np.linspace(1, level + seed, lags), 1.0)
            for seed in range(2)
            for swept in settings.networks()
            for kind, level in (("plain", -1.0), ("residual", 0.25))
        ),
    )
    page = taken_apart(shattering_html(found))
    charts = [each["aria-label"] for each in page.all("svg")]
    assert len(charts) == 2
    for each in charts:
        assert each.count("plain, ") == 2
        assert "residual, 20 layers first 1, last 0.75, from 0.75 to 1" in each
    assert repr(found) == "<Shattering at depths 8, 20: 16 curves of 4 angles>"
    assert "autocorrelation 0.333" in repr(found.gradients[0])
    assert pytest.approx(0.333, abs=1e-3) == found.gradients[0].autocorrelation[1]
