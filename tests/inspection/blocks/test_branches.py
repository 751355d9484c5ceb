"""y = F(x) + shortcut, in every block of every kind of network."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from explorer.inspection.blocks.branches import branches
from explorer.inspection.blocks.unrolled_sum import unrolled
from explorer.networks.catalog.loaded import LoadedNetwork
from explorer.networks.cifar_resnet import CifarResNet
from explorer.networks.stages import blocks
from explorer.photographs.photograph import Photograph
from tests.inspection.conftest import KINDS, loaded, module_of

Networks = Callable[..., LoadedNetwork]


@pytest.mark.parametrize("kind", KINDS)
def test_sums_and_outputs_are_the_blocks_own(
    kind: str, network: Networks, photographs: tuple[Photograph, ...]
) -> None:
    looking = network(kind)
    found = branches(looking, photographs[0])
    hooked = module_of(kind).eval()
    outputs: list[Tensor] = []
    for _, block in blocks(hooked):
        block.register_forward_hook(lambda _block, _inputs, output: outputs.append(output.clone()))
    with torch.no_grad():
        hooked(looking.transform(photographs[0].image)[None])
    assert len(found) == len(outputs) == len(blocks(looking.module))
    for block_branches, (name, _), output in zip(found, blocks(hooked), outputs, strict=True):
        assert block_branches.name == name
        np.testing.assert_array_equal(block_branches.output, output[0].numpy())
        residual, shortcut = block_branches.residual, block_branches.shortcut
        if kind == "plain":
            assert shortcut is None
            assert block_branches.ratio is None
            assert block_branches.cosine is None
            np.testing.assert_array_equal(block_branches.sum, residual)
        else:
            assert shortcut is not None
            np.testing.assert_array_equal(block_branches.sum, residual + shortcut)
            norms = [np.sqrt((each.astype(np.float64) ** 2).sum()) for each in (residual, shortcut)]
            assert block_branches.ratio == pytest.approx(norms[0] / norms[1], rel=1e-5)
            assert block_branches.cosine is not None
            whole = np.square(residual.astype(np.float64) + shortcut).sum()
            crossed = 2 * block_branches.cosine * norms[0] * norms[1]
            assert whole == pytest.approx(norms[0] ** 2 + norms[1] ** 2 + crossed, rel=1e-12)
        if kind == "pre-activation":
            assert block_branches.output.min() < 0
        else:
            expected = np.maximum(block_branches.sum, 0)
            np.testing.assert_array_equal(block_branches.output, expected)
            assert block_branches.sum.min() < 0  # the signed sum, not what its ReLU left


def test_a_block_with_an_identity_shortcut_adds_what_the_last_one_gave(
    network: Networks, photographs: tuple[Photograph, ...]
) -> None:
    first, second, third, fourth = branches(network("resnet18"), photographs[0])[:4]
    np.testing.assert_array_equal(second.shortcut, first.output)
    assert third.shortcut is not None  # W_s x: another shape
    assert third.shortcut.shape == (128, 8, 8)
    np.testing.assert_array_equal(fourth.shortcut, third.output)


def test_a_zeroed_residual_branch_passes_its_shortcut_on(
    photographs: tuple[Photograph, ...],
) -> None:
    module = module_of("cifar")
    block = module.get_submodule("layer2.1")
    with torch.no_grad():
        nn.init.zeros_(block.bn2.weight)  # type: ignore[arg-type]
        nn.init.zeros_(block.bn2.bias)  # type: ignore[arg-type]
    found = {each.name: each for each in branches(loaded(module), photographs[0])}
    zeroed = found["stage2.block2"]
    assert zeroed.ratio == 0
    assert zeroed.cosine is None
    assert zeroed.shortcut is not None
    np.testing.assert_array_equal(zeroed.output, np.maximum(zeroed.shortcut, 0))


@pytest.mark.parametrize("sign", [1, -1])
def test_a_branch_that_repeats_its_input_adds_and_one_that_negates_it_cancels(
    sign: int, photographs: tuple[Photograph, ...]
) -> None:
    module = CifarResNet(20, normalization="none")
    block = module.get_submodule("layer1.1")
    with torch.no_grad():
        for convolution, factor in ((block.conv1, 1), (block.conv2, sign)):
            nn.init.dirac_(convolution.weight)  # type: ignore[arg-type]
            convolution.weight *= factor  # type: ignore[operator]
    _, found, after = branches(loaded(module), photographs[0])[:3]
    assert found.cosine == pytest.approx(sign, abs=1e-12)
    assert found.ratio == pytest.approx(1)
    assert (after.cosine is None) == (sign == -1)  # what was cancelled has no direction


def test_only_the_wanted_arrays_are_kept(
    network: Networks, photographs: tuple[Photograph, ...]
) -> None:
    every = branches(network(), photographs[0])
    one = branches(network(), photographs[0], keep=["stage3.block1"])
    assert [each.ratio for each in one] == [each.ratio for each in every]
    assert [each.cosine for each in one] == [each.cosine for each in every]
    for few, full in zip(one, every, strict=True):
        kept = few.name == "stage3.block1"
        assert few.output.shape == (full.output.shape if kept else (0, 0, 0))
        assert few.shortcut is not None


def test_a_network_in_train_mode_is_restored(photographs: tuple[Photograph, ...]) -> None:
    module = module_of("cifar").train()
    means = [each.clone() for name, each in module.named_buffers() if "running" in name]
    branches(loaded(module), photographs[0])
    assert all(part.training for part in module.modules())
    after = [each for name, each in module.named_buffers() if "running" in name]
    assert all(torch.equal(a, b) for a, b in zip(after, means, strict=True))


@pytest.mark.parametrize(
    ("settings", "activation"),
    [({}, "ReLU"), ({"activation": "tanh"}, "Tanh"), ({"block": "pre-activation"}, "")],
)
def test_what_follows_the_sum_is_named(
    settings: dict[str, str], activation: str, photographs: tuple[Photograph, ...]
) -> None:
    network = loaded(CifarResNet(8, **settings).eval())  # type: ignore[arg-type]
    for block in branches(network, photographs[0]):
        assert block.activation == activation
        assert np.array_equal(block.sum, block.output) == (activation == "")


@pytest.mark.parametrize("kind", ["plain", "small", "pre-activation"])
def test_a_network_whose_numbers_are_not_finite_is_refused(
    kind: str, photographs: tuple[Photograph, ...]
) -> None:
    module = module_of(kind)
    with torch.no_grad():
        next(module.parameters())[0] = torch.nan
    with pytest.raises(ValueError, match="not finite numbers: its weights hold NaN"):
        branches(loaded(module), photographs[0])
    with pytest.raises(ValueError, match="not finite numbers"):
        unrolled(loaded(module), photographs[0])


@pytest.mark.parametrize("residual", [True, False])
def test_an_infinite_sum_is_refused_where_the_output_is_finite(
    residual: bool, photographs: tuple[Photograph, ...]
) -> None:
    module = CifarResNet(8, residual=residual, activation="tanh").eval()
    nn.init.constant_(module.get_submodule("layer2.0.bn2").bias, torch.inf)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="not finite numbers"):
        branches(loaded(module), photographs[0])
