import itertools
import math

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from explorer.networks.block import Block
from explorer.networks.cifar_resnet import CifarResNet, initialize, seeded

# He et al. 2015 print these rounded, as 0.27M to 1.7M (table 6).
PARAMETERS = {20: 269_722, 32: 464_154, 44: 658_586, 56: 853_018, 110: 1_727_962}


def parameters(network: nn.Module) -> int:
    return sum(parameter.numel() for parameter in network.parameters())


def shake_statistics(network: nn.Module) -> None:
    """Give every normalisation its own numbers, so that no two can be mistaken."""
    torch.manual_seed(11)
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            for tensor in (module.weight, module.bias, module.running_mean):
                assert tensor is not None
                nn.init.normal_(tensor, 0.5, 0.3)
            assert module.running_var is not None
            nn.init.uniform_(module.running_var, 0.5, 2.0)


def from_the_paper(
    weights: dict[str, Tensor], images: Tensor, depth: int, residual: bool
) -> Tensor:
    """Section 4.2 written down a second time, from a state dict and functions alone."""

    def conv_bn(x: Tensor, conv: str, bn: str, stride: int) -> Tensor:
        weight = weights[f"{conv}.weight"]
        x = F.conv2d(x, weight, stride=stride, padding=weight.shape[-1] // 2)
        mean, var = weights[f"{bn}.running_mean"], weights[f"{bn}.running_var"]
        return F.batch_norm(x, mean, var, weights[f"{bn}.weight"], weights[f"{bn}.bias"])

    x = F.relu(conv_bn(images, "conv1", "bn1", 1))
    for stage, block in itertools.product((1, 2, 3), range((depth - 2) // 6)):
        name = f"layer{stage}.{block}"
        stride = 2 if stage > 1 and block == 0 else 1
        y = F.relu(conv_bn(x, f"{name}.conv1", f"{name}.bn1", stride))
        y = conv_bn(y, f"{name}.conv2", f"{name}.bn2", 1)
        if residual and f"{name}.downsample.0.weight" in weights:
            y = y + conv_bn(x, f"{name}.downsample.0", f"{name}.downsample.1", stride)
        elif residual and stride == 2:
            zeros = torch.zeros(len(x), x.shape[1] // 2, *y.shape[2:])
            y = y + torch.cat([zeros, x[..., ::2, ::2], zeros], dim=1)
        elif residual:
            y = y + x
        x = F.relu(y)
    return F.linear(x.mean((2, 3)), weights["fc.weight"], weights["fc.bias"])


@pytest.mark.parametrize("depth", PARAMETERS)
@pytest.mark.parametrize("residual", [True, False])
def test_parameters_are_the_paper_s(depth: int, residual: bool) -> None:
    with torch.device("meta"):
        assert parameters(CifarResNet(depth, residual=residual)) == PARAMETERS[depth]


@pytest.mark.parametrize("block", ["original", "pre-activation"])
@pytest.mark.parametrize("normalization", ["batch", "none"])
def test_twins_hold_the_same_parameters_under_the_same_names(
    block: str, normalization: str
) -> None:
    settings = {"block": block, "normalization": normalization}
    torch.manual_seed(5)
    residual = CifarResNet(20, residual=True, **settings).state_dict()  # type: ignore[arg-type]
    torch.manual_seed(5)
    plain = CifarResNet(20, residual=False, **settings).state_dict()  # type: ignore[arg-type]
    assert list(residual) == list(plain)
    assert all(torch.equal(residual[key], plain[key]) for key in plain)


@pytest.mark.parametrize("depth", [8, 20])
@pytest.mark.parametrize(("residual", "shortcut"), [(True, "A"), (True, "B"), (False, "A")])
def test_logits_are_those_of_a_second_writing_of_the_paper(
    depth: int, residual: bool, shortcut: str
) -> None:
    network = CifarResNet(depth, residual=residual, shortcut=shortcut).eval()  # type: ignore[arg-type]
    shake_statistics(network)
    images = torch.randn(2, 3, 32, 32)
    expected = from_the_paper(network.state_dict(), images, depth, residual)
    torch.testing.assert_close(network(images), expected)


def test_within_a_stage_of_v2_the_output_is_the_input_plus_every_branch() -> None:
    network = CifarResNet(20, block="pre-activation").eval()
    shake_statistics(network)
    x = x0 = torch.randn(2, 16, 16, 16)
    branches = []
    for block in network.layer1:
        assert isinstance(block, Block)
        branches.append(block.residual_branch(x))
        x = block(x)
    torch.testing.assert_close(x, x0 + sum(branches))


def test_weights_and_gradients_of_plain_layers_without_norm_have_one_inner_product() -> None:
    network = CifarResNet(20, residual=False, normalization="none")
    F.cross_entropy(network(torch.randn(4, 3, 16, 16)), torch.tensor([0, 1, 2, 3])).backward()
    products = torch.stack(
        [
            (module.weight * module.weight.grad).sum()
            for module in network.modules()
            if isinstance(module, nn.Conv2d) and module.weight.grad is not None
        ]
    )
    assert len(products) == 19
    torch.testing.assert_close(products, products[0].expand(19), rtol=1e-3, atol=0)


def test_he_draws_with_the_square_root_of_two_over_fan_in() -> None:
    network = CifarResNet(20, initialization="he", width=32)
    for module in network.modules():
        if isinstance(module, nn.Conv2d) and module.in_channels > 3:
            expected = math.sqrt(2 / module.weight[0].numel())
            assert module.weight.std().item() == pytest.approx(expected, rel=0.03)


def test_xavier_draws_convolutions_with_both_fans_and_leaves_the_head() -> None:
    network = CifarResNet(20, initialization="xavier", width=32)
    layer = network.layer2[0].conv1
    expected = math.sqrt(2 / (9 * 32 + 9 * 64))
    assert layer.weight.std().item() == pytest.approx(expected, rel=0.03)
    for generator in (None, torch.Generator().manual_seed(0)):
        initialize(network, "xavier", generator)
        bound = 1 / math.sqrt(128)  # what PyTorch draws `fc` with
        assert bound * 0.95 < network.fc.weight.abs().max().item() <= bound
        assert 0 < network.fc.bias.abs().max().item() <= bound


def test_default_is_pytorch_s_own() -> None:
    torch.manual_seed(1)
    network = CifarResNet(8, initialization="default")
    torch.manual_seed(1)
    assert torch.equal(network.conv1.weight, nn.Conv2d(3, 16, 3, bias=False).weight)
    # Uniform with bound 1 / sqrt(fan in), for convolutions and the classifier alike.
    for generator in (None, torch.Generator().manual_seed(0)):
        initialize(network, "default", generator)
        for weight in (network.layer3[0].conv2.weight, network.fc.weight):
            bound = 1 / math.sqrt(weight[0].numel())
            assert bound * 0.95 < weight.abs().max().item() <= bound
            assert weight.std().item() == pytest.approx(bound / math.sqrt(3), rel=0.05)


def test_other_shapes_of_images_and_heads() -> None:
    network = CifarResNet(14, width=4, channels=1, classes=7)
    assert network(torch.randn(2, 1, 8, 8)).shape == (2, 7)
    assert network(torch.randn(2, 1, 33, 17)).shape == (2, 7)
    assert [len(layer) for layer in (network.layer1, network.layer2, network.layer3)] == [2, 2, 2]


def test_without_normalization_there_is_none_and_no_bias_but_the_head_s() -> None:
    network = CifarResNet(8, normalization="none", shortcut="B")
    assert not any(isinstance(module, nn.BatchNorm2d) for module in network.modules())
    assert [key for key in network.state_dict() if key.endswith("bias")] == ["fc.bias"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"depth": 21}, "6n\\+2"),
        ({"shortcut": "C"}, "shortcut must be one of A, B, got 'C'"),
        ({"block": "bottleneck"}, "pre-activation"),
        ({"normalization": "layer"}, "batch, none"),
        ({"initialization": "zero"}, "he, xavier, default"),
        ({"activation": "gelu"}, "relu, tanh, sigmoid"),
        ({"width": 0}, "width must be 1 or more, got 0"),
        ({"classes": -1}, "classes must be"),
    ],
)
def test_what_is_not_offered_is_refused(arguments: dict[str, object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        CifarResNet(**{"depth": 8, **arguments})  # type: ignore[arg-type]


def test_settings_build_the_same_network_again() -> None:
    network = CifarResNet(14, shortcut="B", block="pre-activation", width=8, shortcut_scale=0.5)
    again = CifarResNet(**network.settings)  # type: ignore[arg-type]
    again.load_state_dict(network.state_dict())
    images = torch.randn(1, 3, 32, 32)
    assert torch.equal(again.eval()(images), network.eval()(images))


@pytest.mark.parametrize(
    "built",
    [
        {"residual": False, "shortcut": "B", "residual_scale": 0.5},
        {"residual": True, "shortcut": "B", "block": "pre-activation"},
        {"residual": True, "residual_scale": 0.5},
    ],
    ids=str,
)
def test_shortcuts_are_added_to_a_network_that_is_there(built: dict[str, object]) -> None:
    """A plain one becomes the residual one with option A, its weights untouched."""
    network = CifarResNet(14, width=4, shortcut_scale=0.7, **built).eval()  # type: ignore[arg-type]
    images, parameters = torch.randn(2, 3, 16, 16), list(network.parameters())
    plain = network(images)
    for factor in (1.0, 0.25, 0.0):
        network.add_shortcuts(factor)
        assert all(a is b for a, b in zip(parameters, network.parameters(), strict=True))
        own = {**built, "residual": True, "shortcut_scale": factor}
        if not built["residual"]:
            own |= {"shortcut": "A", "residual_scale": 1.0}
        residual = CifarResNet(14, width=4, **own).eval()  # type: ignore[arg-type]
        residual.load_state_dict(network.state_dict())
        assert network.settings == residual.settings
        assert torch.equal(network(images), residual(images))
    assert torch.equal(network(images), plain) == (not built["residual"])


def test_seeded_gives_the_same_weights_and_leaves_the_global_generator_alone() -> None:
    before = torch.get_rng_state()
    first, again, other = (seeded(seed, 20, residual=True) for seed in (0, 0, 1))
    plain = seeded(0, 20, residual=False)
    assert torch.equal(torch.get_rng_state(), before)
    for key, tensor in first.state_dict().items():
        assert torch.equal(tensor, again.state_dict()[key])
        assert torch.equal(tensor, plain.state_dict()[key])
        assert torch.isfinite(tensor).all()
    assert not torch.equal(first.conv1.weight, other.conv1.weight)
    assert first.conv1.weight.device.type == "cpu"
    images = torch.randn(4, 3, 32, 32)
    assert 0.01 < first.eval()(images).std() < 100
