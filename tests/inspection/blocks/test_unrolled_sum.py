"""x_L = x_0 + the sum of all F, against forward loops written here by hand."""

import copy
import dataclasses

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from explorer.inspection.blocks.branches import branches
from explorer.inspection.blocks.sum_notes import EXACT
from explorer.inspection.blocks.unrolled_sum import UnrolledSum, unrolled, unrolled_sums
from explorer.networks.cifar_resnet import CifarResNet
from explorer.photographs.photograph import Photograph
from tests.inspection.conftest import lively, loaded, module_of

Photographs = tuple[Photograph, ...]


def pre_activated(seed: int = 0, **settings: object) -> nn.Module:
    torch.manual_seed(seed)
    return lively(CifarResNet(20, block="pre-activation", **settings))  # type: ignore[arg-type]


def input_of(module: nn.Module, photograph: Photograph) -> Tensor:
    looking = loaded(module)
    return looking.transform(photograph.image)[None]


def shares(found: UnrolledSum) -> list[float]:
    every = [found.start_share, *(term.share for term in found.terms), found.rest_share]
    return [share for share in every if share is not None]


@pytest.mark.parametrize(
    ("settings", "kind", "word"),
    [
        ({"shortcut": "B"}, "projection", "projection"),
        ({"shortcut": "A", "residual_scale": 0.5}, "padding", "zeros in the new channels"),
        ({"normalization": "none", "activation": "tanh"}, "padding", "every second pixel"),
    ],
)
def test_a_pre_activation_network_is_the_sum(
    settings: dict[str, object], kind: str, word: str, photographs: Photographs
) -> None:
    module = pre_activated(**settings)
    found = unrolled_sums(loaded(module), photographs[0])
    net = copy.deepcopy(module).eval()
    scale = settings.get("residual_scale", 1.0)
    with torch.no_grad():
        x = net.conv1(input_of(net, photographs[0]))  # type: ignore[operator]
        for number, (one, layer) in enumerate(
            zip(found, (net.layer1, net.layer2, net.layer3), strict=True)  # type: ignore[arg-type]
        ):
            parts: list[Tensor] = []
            for block in layer:  # type: ignore[union-attr]
                inner = block.conv1(block.relu(block.bn1(x)))
                branch = block.conv2(block.relu2(block.bn2(inner))) * scale
                carried = block.downsample(x) if block.downsample else x
                parts += [branch] if parts else [carried, branch]
                x = carried + branch
            wide = [part[0].double().numpy() for part in parts]
            last = x[0].double().numpy()
            np.testing.assert_allclose(one.start, wide[0], rtol=1e-5, atol=1e-5)
            np.testing.assert_allclose(one.end, last, rtol=1e-4, atol=1e-4)
            np.testing.assert_allclose(one.unrolled, sum(wide), rtol=1e-4, atol=1e-4)
            assert [term.block for term in one.terms] == [
                f"stage{number + 1}.block{block}" for block in (1, 2, 3)
            ]
            norms = [one.start_norm, *(term.norm for term in one.terms), one.end_norm]
            assert norms == pytest.approx([np.linalg.norm(each) for each in (*wide, last)], 1e-4)
            expected = [(part * last).sum() / (last**2).sum() for part in wide]
            assert shares(one)[:-1] == pytest.approx(expected, rel=1e-3, abs=1e-4)
            assert sum(shares(one)[:-1]) == pytest.approx(1, abs=1e-6)
            assert one.holds
            assert one.difference <= one.tolerance < 1e-4 * np.abs(last).max()
            assert one.note == EXACT
            assert one.start_kind == (kind if number else "identity")
            assert (word if number else "first shortcut is the identity") in one.start_note


@pytest.mark.parametrize("kind", ["resnet18", "groups", "cifar"])
def test_a_relu_after_the_sums_is_missing_from_it(kind: str, photographs: Photographs) -> None:
    """x_L - (x_0 + all F) is what the ReLUs took away, summed: -min(sum, 0) of every block."""
    module = module_of(kind)
    looking = loaded(module)
    inputs: dict[str, Tensor] = {}
    outputs: dict[str, Tensor] = {}
    net = copy.deepcopy(module).eval()
    for name, part in net.named_modules():
        if name.count(".") == 1 and name.startswith("layer"):
            part.register_forward_pre_hook(
                lambda _part, given, name=name: inputs.update({name: given[0].clone()})
            )
            part.register_forward_hook(
                lambda _part, _given, out, name=name: outputs.update({name: out.clone()})
            )
        if name.endswith(("bn3", "bn2")) and name.count(".") == 2:  # the last one is F(x)
            part.register_forward_hook(
                lambda _part, _given, out, name=name: outputs.update(
                    {f"{name.rpartition('.')[0]}.F": out.clone()}
                )
            )
    with torch.no_grad():
        net(looking.transform(photographs[0].image)[None])
    for number, one in enumerate(unrolled_sums(looking, photographs[0]), 1):
        names = [name for name in inputs if name.startswith(f"layer{number}.")]
        first = inputs[names[0]]
        projection = net.get_submodule(names[0]).downsample
        with torch.no_grad():
            x_0 = (first if projection is None else projection(first)).double()  # type: ignore[operator]
        total = x_0 + torch.stack([outputs[f"{name}.F"].double() for name in names]).sum(0)
        rest = outputs[names[-1]].double() - total
        assert one.difference == pytest.approx(float(rest.abs().max()), rel=1e-4)
        assert one.difference > 1000 * one.tolerance
        assert not one.holds
        assert "ReLU follows every sum" in one.note
        assert "agree" not in one.note
        np.testing.assert_allclose(one.end - one.unrolled, rest[0].numpy(), rtol=1e-3, atol=1e-4)
        assert sum(shares(one)) == pytest.approx(1, abs=1e-9)
        assert one.rest_share is not None
        last = outputs[names[-1]].double()
        expected = float((rest * last).sum() / (last**2).sum())
        assert one.rest_share == pytest.approx(expected, rel=1e-4, abs=1e-6)
        assert expected > -1e-6  # only what is negative is taken away
        assert len(repr(one)) < 120


def test_its_maps_are_those_of_the_branches(photographs: Photographs) -> None:
    looking = loaded(module_of("cifar"))
    blocks = branches(looking, photographs[0])[3:6]
    stage = unrolled_sums(looking, photographs[0])[1]
    np.testing.assert_array_equal(stage.start, blocks[0].shortcut)
    np.testing.assert_array_equal(stage.end, blocks[-1].output)
    taken = sum(block.output.astype(np.float64) - block.sum for block in blocks)
    np.testing.assert_allclose(stage.end - stage.unrolled, taken, atol=1e-4)


def test_it_holds_where_the_relu_has_nothing_to_take(photographs: Photographs) -> None:
    """Measured, not concluded: with every F zero, x_L is x_0, ReLU or not."""
    module = module_of("cifar")
    for part in module.modules():
        if hasattr(part, "bn2"):
            nn.init.zeros_(part.bn2.weight)  # type: ignore[arg-type]
            nn.init.zeros_(part.bn2.bias)  # type: ignore[arg-type]
    for one in unrolled_sums(loaded(module), photographs[0]):
        assert one.holds
        assert one.difference == 0
        assert one.note.endswith("In this photograph the two agree all the same, within rounding.")
        assert [term.norm for term in one.terms] == [0, 0, 0]
        assert shares(one) == pytest.approx([1, 0, 0, 0, 0])


def test_a_factor_on_the_shortcut_is_said(photographs: Photographs) -> None:
    for one in unrolled_sums(loaded(pre_activated(shortcut_scale=0.5)), photographs[0]):
        assert not one.holds
        assert "do not hand on x itself" in one.note
        assert "ReLU" not in one.note
        assert "multiplied by the shortcut's factor 0.5" in one.start_note
    module = lively(CifarResNet(20, shortcut_scale=0.5, activation="tanh"))
    note = unrolled_sums(loaded(module), photographs[0])[0].note
    assert "Tanh follows every sum" in note
    assert "do not hand on x itself" in note


def test_a_dead_stage_has_no_shares(photographs: Photographs) -> None:
    module = module_of("small")
    module.add_shortcuts(0.0)  # type: ignore[operator]
    for part in module.modules():
        if hasattr(part, "bn2"):
            nn.init.zeros_(part.bn2.weight)  # type: ignore[arg-type]
            nn.init.zeros_(part.bn2.bias)  # type: ignore[arg-type]
    for one in unrolled_sums(loaded(module), photographs[0]):
        assert shares(one) == []
        assert one.end_norm == 0


@pytest.mark.parametrize("keep", [None, ("stage2.block1",)])
def test_one_pass_gives_both_to_the_bit(
    keep: tuple[str, ...] | None, photographs: Photographs
) -> None:
    network = loaded(pre_activated())
    together = unrolled(network, photographs[0], keep)
    for one, other in zip(together.blocks, branches(network, photographs[0], keep), strict=True):
        np.testing.assert_equal(dataclasses.asdict(one), dataclasses.asdict(other))
    for found, alone in zip(together.sums, unrolled_sums(network, photographs[0]), strict=True):
        np.testing.assert_equal(dataclasses.asdict(found), dataclasses.asdict(alone))


def test_a_plain_network_has_blocks_and_no_sums(photographs: Photographs) -> None:
    plain = loaded(module_of("plain"))
    together = unrolled(plain, photographs[0])
    names = [each.name for each in branches(plain, photographs[0], keep=())]
    assert ([each.name for each in together.blocks], together.sums) == (names, ())


def test_what_cannot_be_unrolled_is_refused(photographs: Photographs) -> None:
    plain = dataclasses.replace(loaded(module_of("plain")), name="cifar-plain20")
    with pytest.raises(ValueError, match="cifar-plain20 is a plain network, in which nothing is"):
        unrolled_sums(plain, photographs[0])
    module = module_of("small")
    nn.init.constant_(module.get_submodule("layer2.0.bn2").weight, torch.inf)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="not finite numbers"):
        unrolled_sums(loaded(module), photographs[0])
