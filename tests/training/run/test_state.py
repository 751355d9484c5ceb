import pytest
import torch

from explorer.training.run.recipe import recipe_for
from explorer.training.run.record import EpochRow
from explorer.training.run.settings import TrainingSettings
from explorer.training.run.state import TrainingState


def new(seed: int = 0) -> TrainingState:
    settings = TrainingSettings("cifar-resnet8", epochs=2, width=4, seed=seed)
    return TrainingState(settings, recipe_for(settings, 64), 3, torch.device("cpu"))


def step(state: TrainingState) -> None:
    images = torch.randn(4, 3, 8, 8, generator=torch.Generator().manual_seed(1))
    state.optimiser.zero_grad()
    state.network(images).logsumexp(1).sum().backward()
    state.optimiser.step()
    state.iteration += 1


def test_weights_come_from_the_seed_and_leave_the_global_generator_alone():
    before = torch.get_rng_state()
    first, same, other = (new(seed).network.conv1.weight for seed in (0, 0, 1))
    assert torch.equal(torch.get_rng_state(), before)
    assert torch.equal(first, same)
    assert not torch.equal(first, other)


def test_means_are_over_the_epoch():
    state = new()
    state.count(torch.tensor(2.0), torch.tensor(3), 4)
    state.count(torch.tensor(1.0), torch.tensor(0), 4)
    assert state.epoch_means() == (pytest.approx(1.5), pytest.approx(3 / 8))
    state.start_epoch()
    assert state.epoch_means() == (0, 0)


def test_everything_comes_back_and_keeps_its_layout():
    old = new()
    step(old)
    old.count(torch.tensor(2.0), torch.tensor(1), 4)
    old.rows.append(EpochRow(1, 1, 2.0, 0.25, 0.5, 0.1, 3.0))
    saved = old.checkpoint({"network": "cifar-resnet8"})
    restored = new(seed=9)
    restored.restore(saved)
    weight = restored.network.layer1[0].conv1.weight
    momentum = restored.optimiser.state[weight]["momentum_buffer"]
    for tensor in (weight, momentum):
        assert tensor.is_contiguous(memory_format=torch.channels_last)
    assert momentum.abs().sum() > 0
    assert (restored.iteration, restored.rows) == (1, old.rows)
    assert restored.epoch_means() == old.epoch_means()
    step(old)
    step(restored)
    for name, tensor in old.network.state_dict().items():
        assert torch.equal(tensor, restored.network.state_dict()[name]), name


def test_not_a_number_is_noticed_anywhere():
    state = new()
    assert state.is_finite()
    state.network.layer2[0].bn1.running_var[0] = float("inf")
    assert not state.is_finite()
