import pytest
import torch
import torch.nn.functional as F

from explorer.training.race.accuracy import is_tested, race_accuracy
from explorer.training.race.data import race_data
from explorer.training.race.settings import RaceSettings
from explorer.training.race.twins import batches, optimiser, twins


@pytest.mark.parametrize(
    ("steps", "expected"),
    [(1, [1]), (60, [25, 50, 60]), (100, [25, 50, 75, 100]), (600, list(range(60, 601, 60)))],
)
def test_now_and_then_and_always_at_the_last_step(steps, expected):
    settings = RaceSettings(steps=steps)
    assert [step for step in range(1, steps + 1) if is_tested(settings, step)] == expected


def trained(normalization: str, steps: int = 25):
    settings = RaceSettings(
        depth=8, width=8, normalization=normalization, initialization="he", steps=steps
    )
    data = race_data(settings)
    network = twins(settings, classes=10).residual
    learn = optimiser(settings, network)
    for images, labels in batches(settings, data):
        loss = F.cross_entropy(network(images), labels)
        learn.zero_grad()
        loss.backward()
        learn.step()
    return network, data


def by_batch_statistics(network, data) -> float:
    """Test accuracy where every batch of test images is normalised by itself."""
    mean = torch.tensor(data.scaling.mean)[:, None, None] * 255
    deviation = torch.tensor(data.scaling.std)[:, None, None] * 255
    images = (data.test.images.permute(0, 3, 1, 2).float() - mean) / deviation
    copy = type(network)(**network.settings)
    copy.load_state_dict(network.state_dict())
    with torch.no_grad():
        return (copy.train()(images).argmax(1) == data.test.labels).float().mean().item()


def test_estimated_statistics_say_what_batches_of_their_own_say_and_running_ones_lag():
    network, data = trained("batch", steps=14)
    found = race_accuracy(network, data)
    assert found.estimated == pytest.approx(by_batch_statistics(network, data), abs=0.05)
    assert found.estimated > found.running + 0.1


def test_without_normalisation_both_are_the_same():
    network, data = trained("none")
    estimated, running = race_accuracy(network, data)
    assert estimated == running
    assert estimated > 0.2


def test_the_network_is_afterwards_as_before():
    network, data = trained("batch", steps=2)
    before = {name: value.clone() for name, value in network.state_dict().items()}
    momenta = [m.momentum for m in network.modules() if hasattr(m, "momentum")]
    race_accuracy(network, data)
    after = network.state_dict()
    assert all(torch.equal(before[name], after[name]) for name in before)
    assert network.training
    assert momenta == [m.momentum for m in network.modules() if hasattr(m, "momentum")]
