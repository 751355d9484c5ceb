import numpy as np
import pytest

from explorer.training.measuring.quantities import QUANTITIES
from explorer.training.measuring.words import Verdict
from explorer.training.race.result import NetworkStep, RaceStep, SelfCheck


def network_step(network: str = "plain") -> NetworkStep:
    rows = {name: np.full(3, float(place)) for place, name in enumerate(QUANTITIES)}
    return NetworkStep(
        network=network,
        loss=2.3,
        train_accuracy=0.1,
        test_accuracy=None,
        running_test_accuracy=None,
        inner_product=np.zeros(3),
        diverged=False,
        verdict=Verdict("healthy", "healthy", "", {}),
        learning=Verdict("at chance", "at chance", "", {}),
        checks=(),
        batches_sha256="",
        **rows,
    )


def test_a_quantity_is_had_by_its_name():
    step = network_step()
    for place, name in enumerate(QUANTITIES):
        assert step.quantity(name).tolist() == [place] * 3


def test_a_network_that_stopped_is_none_and_left_out():
    plain, residual = network_step(), network_step("residual")
    both, one = RaceStep(1, plain, residual, 0.0), RaceStep(2, None, residual, 0.0)
    assert both.networks == (plain, residual)
    assert one.networks == (residual,)
    assert one.network("plain") is None
    assert one.network("residual") is residual


def test_comparing_results_does_not_raise():
    assert network_step() != network_step()
    step = RaceStep(1, network_step(), None, 0.0)
    assert step == step
    assert step != RaceStep(1, network_step(), None, 0.0)
    assert len({step, step}) == 1


@pytest.mark.parametrize(
    ("value", "passed"), [(None, None), (1e-3, True), (1.1e-3, False), (float("nan"), False)]
)
def test_a_light_is_green_up_to_its_tolerance_and_off_where_nothing_applies(value, passed):
    check = SelfCheck("equal-inner-products", value is not None, value, 1e-3, "")
    assert check.passed is passed
