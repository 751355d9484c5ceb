import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from explorer.networks.block import Block, OptionA
from explorer.networks.cifar_resnet import CifarResNet


def a_block(
    channels_in: int = 4, channels_out: int = 8, stride: int = 2, **changed: object
) -> Block:
    settings: dict[str, object] = {
        "residual": True,
        "shortcut": "A",
        "shortcut_scale": 1.0,
        "residual_scale": 1.0,
        "block": "original",
        "normalization": "batch",
        "activation": "relu",
    }
    torch.manual_seed(3)
    return Block(channels_in, channels_out, stride, **{**settings, **changed}).eval()  # type: ignore[arg-type]


def test_option_a_by_hand() -> None:
    x = torch.arange(2 * 4 * 4.0).reshape(1, 2, 4, 4)
    zeros = torch.zeros(2, 2)
    by_hand = torch.stack(
        [
            zeros,
            torch.tensor([[0.0, 2.0], [8.0, 10.0]]),
            torch.tensor([[16.0, 18.0], [24.0, 26.0]]),
            zeros,
        ]
    )[None]
    shortcut = OptionA(2, 4, 2)
    assert torch.equal(shortcut(x), by_hand)
    assert list(shortcut.parameters()) == []


def test_an_odd_map_is_halved_as_the_convolution_halves_it() -> None:
    block = a_block()
    assert block(torch.randn(1, 4, 7, 7)).shape == (1, 8, 4, 4)


def test_the_original_block_is_the_paper_s_equation() -> None:
    block, x = a_block(shortcut="B"), torch.randn(2, 4, 6, 6)
    projection = block.downsample
    assert isinstance(projection, nn.Sequential)

    def normed(value: Tensor, module: nn.Module) -> Tensor:
        assert isinstance(module, nn.BatchNorm2d)
        return value / (1 + module.eps) ** 0.5  # fresh statistics: mean 0, variance 1

    inner = F.relu(normed(F.conv2d(x, block.conv1.weight, stride=2, padding=1), block.bn1))
    branch = normed(F.conv2d(inner, block.conv2.weight, padding=1), block.bn2)
    carried = normed(F.conv2d(x, projection[0].weight, stride=2), projection[1])
    torch.testing.assert_close(block.residual_branch(x), branch)
    torch.testing.assert_close(block.shortcut(x), carried)
    torch.testing.assert_close(block(x), F.relu(branch + carried))


def test_a_zeroed_residual_branch_leaves_the_shortcut() -> None:
    x = torch.randn(1, 4, 6, 6)
    original, pre = (a_block(4, 4, 1, block=kind) for kind in ("original", "pre-activation"))
    for block in (original, pre):
        nn.init.zeros_(block.conv2.weight)
    assert torch.equal(original(x), F.relu(x))
    assert torch.equal(pre(x), x)  # the direct path of 2016: nothing touches it


def test_a_plain_block_adds_nothing() -> None:
    block, x = a_block(residual=False), torch.randn(1, 4, 6, 6)
    assert block.shortcut(x) is None
    assert block.downsample is None
    assert torch.equal(block(x), F.relu(block.residual_branch(x)))


def test_the_shortcut_s_scale_multiplies_every_shortcut() -> None:
    x = torch.randn(1, 4, 6, 6)
    for shape in ((4, 4, 1), (4, 8, 2)):
        half, whole = a_block(*shape, shortcut_scale=0.5), a_block(*shape)
        torch.testing.assert_close(half.shortcut(x), whole.shortcut(x) * 0.5)


@pytest.mark.parametrize("kind", ["original", "pre-activation"])
def test_the_residual_scale_multiplies_f_where_something_is_added(kind: str) -> None:
    x = torch.randn(1, 4, 6, 6)
    for shape in ((4, 4, 1), (4, 8, 2)):
        half, whole = a_block(*shape, residual_scale=0.5, block=kind), a_block(*shape, block=kind)
        total = 0.5 * whole.residual_branch(x) + whole.shortcut(x)
        assert torch.equal(half(x), half.after_sum(total))
        plain = a_block(*shape, residual=False, block=kind)
        scaled = a_block(*shape, residual=False, residual_scale=0.5, block=kind)
        assert torch.equal(scaled(x), plain(x))


def test_pre_activation_normalises_before_it_convolves() -> None:
    block, x = a_block(block="pre-activation", normalization="none"), torch.randn(2, 4, 6, 6)
    inner = F.conv2d(F.relu(x), block.conv1.weight, stride=2, padding=1)
    branch = F.conv2d(F.relu(inner), block.conv2.weight, padding=1)
    torch.testing.assert_close(block.residual_branch(x), branch)
    torch.testing.assert_close(block(x), branch + block.shortcut(x))


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid"])
def test_activations_are_modules_one_for_each_use(activation: str) -> None:
    network = CifarResNet(8, activation=activation)  # type: ignore[arg-type]
    kind = {"relu": nn.ReLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid}[activation]
    used = [module for module in network.modules() if isinstance(module, kind)]
    assert len(used) == 1 + 2 * 3  # the stem's, and two in each of three blocks
    calls = []
    hooks = [module.register_forward_hook(lambda m, *_: calls.append(id(m))) for module in used]
    network(torch.randn(1, 3, 8, 8))
    for hook in hooks:
        hook.remove()
    assert sorted(calls) == sorted(map(id, used))
