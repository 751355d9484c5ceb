import pytest
import torch

from explorer.training.run.recipe import recipe_for
from explorer.training.run.settings import TrainingSettings

CIFAR = 50_000


def recipe(network: str = "cifar-resnet20", images: int = CIFAR, **settings):
    return recipe_for(TrainingSettings(network, **settings), images)


@pytest.mark.parametrize(
    ("iteration", "rate"),
    [(0, 0.1), (31_999, 0.1), (32_000, 0.01), (47_999, 0.01), (48_000, 0.001), (63_999, 0.001)],
)
def test_the_papers_rates(iteration, rate):
    assert recipe(recipe="paper").learning_rate(iteration) == pytest.approx(rate, rel=1e-12)


def test_the_papers_other_numbers():
    paper = recipe(recipe="paper")
    assert paper.iterations == 64_000
    assert (paper.batch, paper.weight_decay, paper.momentum, paper.nesterov) == (
        128,
        1e-4,
        0.9,
        False,
    )


def test_only_110_layers_warm_up_at_a_tenth_of_the_rate():
    deep = recipe("cifar-plain110", recipe="paper")
    assert deep.learning_rate(0) == deep.learning_rate(399) == pytest.approx(0.01)
    assert deep.learning_rate(400) == pytest.approx(0.1)
    assert recipe("cifar-resnet56", recipe="paper").learning_rate(0) == pytest.approx(0.1)


def test_the_paper_can_be_stopped_earlier_with_the_same_rates():
    stopped = recipe(recipe="paper", epochs=2)
    assert (stopped.iterations, stopped.epochs) == (780, 2)
    assert stopped.learning_rate(779) == pytest.approx(0.1)
    assert recipe(recipe="paper", epochs=1000).iterations == 64_000


def test_one_cycle_rises_once_and_falls_to_almost_nothing():
    cycle = recipe(epochs=8)
    rates = [cycle.learning_rate(i) for i in range(cycle.iterations)]
    top = rates.index(max(rates))
    assert cycle.iterations == 8 * 390
    assert max(rates) == pytest.approx(0.1)
    assert rates[0] == pytest.approx(0.01)
    assert rates[-1] == pytest.approx(1e-4)
    assert top == pytest.approx(cycle.iterations / 4, abs=1)
    assert rates[: top + 1] == sorted(rates[: top + 1])
    assert rates[top:] == sorted(rates[top:], reverse=True)


@pytest.mark.parametrize(("images", "epochs"), [(2, 1), (130, 1), (5, 2)])
def test_the_smallest_runs_have_rates(images, epochs):
    small = recipe(images=images, epochs=epochs)
    assert small.iterations == epochs
    assert all(0 < small.learning_rate(i) <= 0.1 for i in range(small.iterations))


def test_the_optimiser_takes_the_recipes_numbers():
    group = recipe().optimiser(torch.nn.Linear(2, 2)).param_groups[0]
    assert (group["momentum"], group["weight_decay"], group["nesterov"]) == (0.9, 5e-4, True)


def test_the_description_has_the_numbers():
    text = recipe("cifar-resnet110", recipe="paper").describe()
    for part in ("64,000", "32,000 and 48,000", "0.0001", "batch 128", "first 400"):
        assert part in text
