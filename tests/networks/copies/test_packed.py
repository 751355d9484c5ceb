"""With packed weights the numbers are the network's, and what cannot be packed is left alone."""

from collections.abc import Callable

import pytest
import torch
from torch import nn
from torchvision.models.resnet import Bottleneck, ResNet

from explorer.networks.copies import packed
from explorer.networks.copies.folded import folded
from explorer.networks.copies.packed import with_packed_weights
from explorer.networks.stages import head, stages, stem
from tests.inspection.conftest import lively, module_of

pytestmark = pytest.mark.skipif(
    not torch.backends.mkldnn.is_available(), reason="this build of PyTorch has no oneDNN"
)


def bottlenecks(groups: int = 1) -> nn.Module:
    torch.manual_seed(0)
    width = 64 if groups == 1 else 4
    return lively(ResNet(Bottleneck, [1, 2, 1, 1], 20, groups=groups, width_per_group=width)).eval()


@pytest.mark.parametrize(
    "make", [lambda: module_of("resnet18").eval(), bottlenecks, lambda: bottlenecks(32)]
)
def test_stages_and_gradients_are_the_networks(make: Callable[[], nn.Module]) -> None:
    module = make()
    made = folded(module)
    torch.manual_seed(4)
    images = torch.randn(3, 3, 96, 96)
    found, exact = made, module.double()
    ends: list[list[torch.Tensor]] = []
    for network, given in ((found, images), (exact, images.double())):
        x = stem(network, given).detach().requires_grad_()
        ends.append([x])
        for stage in stages(network):
            ends[-1].append(stage(ends[-1][-1]))
        logits = head(network, ends[-1][-1])
        ends[-1] += torch.autograd.grad(logits[:, 3].sum(), ends[-1])
        ends[-1].append(logits)
    assert type(made.layer1[0]) is packed._Block
    for one, other in zip(*ends, strict=True):
        found_, exact_ = one.detach().double(), other.detach()
        assert (found_ - exact_).norm() < 1e-3 * exact_.norm()  # a ReLU at zero may flip


def frozen() -> nn.Module:
    made = bottlenecks()
    for part in made.modules():
        for name, child in list(part.named_children()):
            if isinstance(child, nn.BatchNorm2d):
                setattr(part, name, nn.Identity())
    return made.requires_grad_(False)


def test_the_network_itself_is_as_it_was() -> None:
    dense = frozen()
    before = {name: each.clone() for name, each in dense.state_dict().items()}
    made = with_packed_weights(dense)
    assert made is not dense
    images = torch.randn(2, 3, 64, 64)
    torch.testing.assert_close(made(images), dense(images))
    assert isinstance(dense.conv1, nn.Conv2d)
    assert all(torch.equal(each, before[name]) for name, each in dense.state_dict().items())


def test_what_was_given_to_a_stage_is_not_written_to() -> None:
    made = with_packed_weights(frozen())
    begun = stem(made, torch.randn(2, 3, 64, 64)).detach().requires_grad_()
    ends = [begun]
    for stage in stages(made):
        ends.append(stage(ends[-1]))
    logits = head(made, ends[-1])
    before = [each.detach().clone() for each in ends]
    once = torch.autograd.grad(logits.sum(), ends, retain_graph=True)
    given = [each.clone() for each in once]
    again = torch.autograd.grad(logits.sum(), ends)
    for kept, was in ((ends, before), (once, given), (again, given)):
        assert all(torch.equal(one, other) for one, other in zip(kept, was, strict=True))


def another_precision(module: nn.Module) -> None:
    module.double()


def another_activation(module: nn.Module) -> None:
    module.layer1[0].relu = nn.Tanh()


def another_padding(module: nn.Module) -> None:
    module.conv1.padding_mode = "circular"


def no_activation(module: nn.Module) -> None:
    module.layer2[1].relu = nn.Identity()


def a_longer_projection(module: nn.Module) -> None:
    module.layer2[0].downsample.append(nn.ReLU())


def a_norm(module: nn.Module) -> None:
    module.bn1 = nn.BatchNorm2d(64)


CHANGES = (
    *(another_precision, another_activation, another_padding, no_activation),
    *(a_longer_projection, a_norm),
)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_what_cannot_be_packed_is_left_alone(change: Callable[[nn.Module], None]) -> None:
    module = frozen()
    change(module)
    assert with_packed_weights(module) is module


def test_a_machine_that_cannot_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def cannot(*_: object) -> torch.Tensor:
        raise RuntimeError("could not create a primitive")

    monkeypatch.setattr(packed._Sum, "apply", cannot)
    module = frozen()
    assert with_packed_weights(module) is module


@pytest.mark.parametrize(("deep", "careful"), [(5, False), (4, True)])
def test_deep_networks_take_care_of_long_sums(
    deep: int, careful: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packed, "DEEP", deep)  # five blocks
    made = with_packed_weights(frozen())
    first = made.layer4[0].branch[0]  # 1x1 over 1024 channels
    assert (first._matrix is not None) == careful
