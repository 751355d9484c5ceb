"""The copy computes what the network does, and is never used for another network."""

import copy
import gc
from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn
from torchvision.models import resnet18

from explorer.networks.copies import folded as room
from explorer.networks.copies.folded import MOST_COPIES, folded
from explorer.networks.stages import head, stages, stem
from tests.inspection.conftest import KINDS, lively, module_of


@pytest.fixture(autouse=True)
def no_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_COPIES", room._Copies())


def frozen(kind: str = "small") -> nn.Module:
    return module_of(kind).double().eval()


def images(kind: str = "small") -> Tensor:
    torch.manual_seed(5)
    side = 64 if kind in ("resnet18", "groups") else 32
    return torch.randn(2, 3, side, side, dtype=torch.float64)


def norms(module: nn.Module) -> int:
    return sum(isinstance(part, nn.BatchNorm2d) for part in module.modules())


@pytest.mark.parametrize("kind", KINDS)
def test_every_stage_is_the_networks(kind: str) -> None:
    module = frozen(kind)
    made = folded(module)
    assert made is not module
    # Before a pre-activation's first convolution there is none that could do it.
    assert norms(made) == (10 if kind == "pre-activation" else 0)
    found = expected = images(kind)
    with torch.no_grad():
        for one, other in zip(
            (lambda x: stem(made, x), *stages(made), lambda x: head(made, x)),
            (lambda x: stem(module, x), *stages(module), lambda x: head(module, x)),
            strict=True,
        ):
            found, expected = one(found), other(expected)
            torch.testing.assert_close(found, expected, rtol=1e-10, atol=1e-10)
    assert norms(module) > norms(made)


def test_the_copy_is_kept_and_asks_for_no_gradients() -> None:
    module = module_of("small").eval()  # its parameters require them
    made = folded(module)
    assert folded(module) is made
    assert not any(each.requires_grad for each in made.parameters())
    assert all(each.requires_grad for each in module.parameters())


def in_place(module: nn.Module) -> None:
    with torch.no_grad():
        module.layer2[0].conv1.weight.mul_(2)


def behind_autograds_back(module: nn.Module) -> None:
    module.layer2[0].conv1.weight.data[3].zero_()


def statistics(module: nn.Module) -> None:
    module.bn1.running_var.data[0] = 9.0


def another_tensor(module: nn.Module) -> None:
    module.fc.weight = nn.Parameter(module.fc.weight.detach() * 2)


def another_storage(module: nn.Module) -> None:
    module.fc.weight.data = module.fc.weight.data * 2


def loaded_again(module: nn.Module) -> None:
    module.load_state_dict({name: value * 1.5 for name, value in module.state_dict().items()})


def another_module(module: nn.Module) -> None:
    module.layer1[0].relu = nn.Tanh()


def a_setting(module: nn.Module) -> None:
    module.bn1.eps = 0.5


def a_factor(module: nn.Module) -> None:
    module.add_shortcuts(0.5)  # type: ignore[operator]


def within_filters(module: nn.Module) -> None:
    module.layer2[0].conv1.weight.data[2:, 1:].zero_()


def by_numpy(module: nn.Module) -> None:
    module.layer1[0].conv2.weight.detach().numpy()[1, 1:, 1, 1] *= 3


def a_learning_step(module: nn.Module) -> None:
    optimiser = torch.optim.SGD(module.parameters(), lr=0.1)
    module(images()).sum().backward()
    optimiser.step()


CHANGES = (in_place, behind_autograds_back, statistics, another_tensor, another_storage)
CHANGES += (loaded_again, another_module, a_setting, a_factor, a_learning_step)
CHANGES += (within_filters, by_numpy)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_changed_network_is_computed_as_it_is_now(change: Callable[[nn.Module], None]) -> None:
    module = frozen()
    before = folded(module)
    change(module)
    with torch.no_grad():
        found, expected = folded(module)(images()), module(images())
        torch.testing.assert_close(found, expected, rtol=1e-9, atol=1e-9)
        assert not torch.allclose(before(images()), expected)  # the change matters


class Own(nn.ReLU):
    """Somebody's own."""


def with_a_hook(module: nn.Module) -> None:
    module.layer1.register_forward_hook(lambda *_: None)


def with_a_backward_hook(module: nn.Module) -> None:
    module.layer1.register_full_backward_hook(lambda *_: None)


def with_ones_own_module(module: nn.Module) -> None:
    module.layer1[0].relu = Own()


def with_ones_own_forward(module: nn.Module) -> None:
    module.layer1[0].forward = lambda x: x


def with_a_parametrization(module: nn.Module) -> None:
    nn.utils.parametrizations.weight_norm(module.conv1)


def with_a_shared_convolution(module: nn.Module) -> None:
    module.layer1[0].conv2 = module.layer1[0].conv1


def with_the_batchs_own_statistics(module: nn.Module) -> None:
    module.bn1.running_mean = module.bn1.running_var = None


CASES = (with_a_hook, with_a_backward_hook, with_ones_own_module, with_ones_own_forward)
CASES += (with_a_parametrization, with_a_shared_convolution, with_the_batchs_own_statistics)


@pytest.mark.parametrize("change", CASES, ids=lambda change: change.__name__)
def test_what_may_not_be_the_same_is_left_alone(change: Callable[[nn.Module], None]) -> None:
    module = frozen()
    change(module)
    assert folded(module) is module


def test_hooks_on_all_modules_and_tensors_of_inference_mode_are_seen() -> None:
    module = frozen()
    handle = nn.modules.module.register_module_forward_hook(lambda *_: None)
    assert folded(module) is module
    handle.remove()
    assert folded(module) is not module
    with torch.inference_mode():
        made_here = frozen()
    assert folded(made_here) is made_here


def test_elsewhere_than_on_a_processor_no_module_is_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(room, "_COPIES")
    elsewhere = frozen().to("meta")
    assert folded(elsewhere) is elsewhere


def test_a_block_that_is_used_twice_stays_one() -> None:
    module = lively(resnet18(num_classes=4)).double().eval()
    module.layer1[1] = module.layer1[0]
    made = folded(module)
    assert made.layer1[1] is made.layer1[0]
    with torch.no_grad():
        torch.testing.assert_close(made(images("resnet18")), module(images("resnet18")))


def test_copies_are_few_and_go_with_their_networks() -> None:
    networks = [frozen() for _ in range(MOST_COPIES + 2)]
    copies = [folded(each) for each in networks]
    assert len(room._COPIES._kept) == MOST_COPIES
    assert folded(networks[-1]) is copies[-1]
    assert folded(networks[0]) is not copies[0]
    networks.clear()
    gc.collect()
    assert not room._COPIES._kept
    assert folded(copy.deepcopy(copies[0])) is not copies[0]
