import numpy as np
import pytest

from explorer.training.measuring.quantities import (
    GAUGE,
    GAUGES,
    LAYER_COLUMNS,
    QUANTITIES,
    SHOWN,
    Gauge,
)
from explorer.training.race.result import NetworkStep


def test_every_quantity_is_measured_at_every_step_and_recorded():
    fields = NetworkStep.__dataclass_fields__
    assert [name for name in fields if name in QUANTITIES] == list(QUANTITIES)
    assert LAYER_COLUMNS[4:] == QUANTITIES
    assert [gauge.name for gauge in GAUGES] == list(QUANTITIES)
    assert {*SHOWN} == {*QUANTITIES}


@pytest.mark.parametrize("gauge", GAUGES, ids=lambda gauge: gauge.name)
def test_a_gauge_comes_to_its_numbers_in_one_way_and_reaches_the_page(gauge):
    assert gauge.title
    assert (gauge.measure is None) == (gauge.seen is None)
    assert gauge.measure is None or gauge.ratio is None
    if not gauge.sent:  # the page divides two that it has
        assert all(GAUGE[name].sent for name in gauge.ratio)


def test_a_ratio_is_divided_where_it_is_not_recorded():
    update = GAUGE["relative_update"]
    rows = {"update": np.array([1.0, 1.0, 0.0]), "weight": np.array([4.0, 0.0, 0.0])}
    assert update.of(rows) == pytest.approx(np.array([0.25, np.inf, np.nan]), nan_ok=True)
    recorded = np.array([7.0, 7.0, 7.0])
    assert update.of({**rows, "relative_update": recorded}) is recorded
    assert update.of({"weight": rows["weight"]}) is None
    assert GAUGE["weight"].of({}) is None
    assert (GAUGE["weight"].is_norm, update.is_norm) == (True, False)
    assert not Gauge("weight", "", seen="weight", measure=lambda weight: weight.sum()).is_norm
