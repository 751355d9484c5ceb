import math

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from explorer.training.measuring import gradient_norms, safe_norm
from explorer.training.measuring.gradient_norms import GradientProbe, convolutions
from explorer.training.measuring.quantities import Gauge
from explorer.training.race.settings import RaceSettings
from explorer.training.race.twins import optimiser, twins

SMALL = {"depth": 8, "width": 4, "image_size": 8, "batch": 4}


def batch(dtype: torch.dtype = torch.float32) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(7)
    images = torch.randn(4, 3, 8, 8, generator=generator, dtype=torch.float64).to(dtype)
    return images, torch.tensor([0, 3, 3, 9])


def network(kind: str = "residual", dtype: torch.dtype = torch.float32, **settings):
    both = twins(RaceSettings(**SMALL, **settings), classes=10, dtype=dtype)
    return getattr(both, kind)


def measured(net, steps: int = 1, factor: float = 1.0):
    images, labels = batch(net.conv1.weight.dtype)
    with GradientProbe(net) as probe:
        for _ in range(steps):
            net.zero_grad()
            (factor * F.cross_entropy(net(images), labels)).backward()
            probe.before_update()
            norms = probe.read(probe.collected(updated=False).numpy())
    return norms


def by_autograd(net, factor: float = 1.0):
    """The same numbers in float64: outputs by hand, gradients by `torch.autograd.grad`."""
    images, labels = batch(torch.float64)
    modules = [module for _, module in convolutions(net)]
    outputs = {}
    handles = [
        module.register_forward_hook(lambda m, _, out: outputs.__setitem__(m, out))
        for module in modules
    ]
    loss = factor * F.cross_entropy(net(images), labels)
    for handle in handles:
        handle.remove()
    maps, weights = [outputs[m] for m in modules], [m.weight for m in modules]
    gradients = torch.autograd.grad(loss, [*maps, *weights])
    of_maps, of_weights = gradients[: len(maps)], gradients[len(maps) :]
    return {
        "activation": [out.square().mean().sqrt().item() for out in maps],
        "activation_gradient": [each.norm().item() for each in of_maps],
        "weight_gradient": [each.norm().item() for each in of_weights],
        "weight": [each.norm().item() for each in weights],
        "inner_product": [(w * g).sum().item() for w, g in zip(weights, of_weights, strict=True)],
    }


@pytest.mark.parametrize("kind", ["plain", "residual"])
@pytest.mark.parametrize("normalization", ["none", "batch"])
@pytest.mark.parametrize("block", ["original", "pre-activation"])
def test_every_number_is_autograds(kind, normalization, block):
    settings = {"normalization": normalization, "block": block, "shortcut": "B"}
    exact = by_autograd(network(kind, torch.float64, **settings))
    wide = measured(network(kind, torch.float64, **settings))
    narrow = network(kind, torch.float64, **settings).float()
    first, later = measured(narrow), measured(narrow, steps=2)  # before and after scales are set
    for name, expected in exact.items():
        scale = max(map(abs, expected))
        if name == "inner_product":  # which cancels, to nothing with batch normalisation
            scale = max(np.multiply(exact["weight"], exact["weight_gradient"]))
        assert getattr(wide, name) == pytest.approx(np.array(expected), rel=1e-12, abs=1e-12)
        for norms in (first, later):
            got = getattr(norms, name)
            assert got == pytest.approx(np.array(expected), rel=2e-4, abs=2e-5 * scale)


@pytest.mark.parametrize("factor", [1e-25, 1e-13, 1e9, 1e25])
def test_numbers_whose_squares_float32_cannot_hold_are_measured(factor):
    net = network("residual", torch.float64)
    expected = by_autograd(net, factor)["activation_gradient"]
    for steps in (1, 2, 3):
        got = measured(network("residual", torch.float64).float(), steps, factor)
        assert got.activation_gradient == pytest.approx(np.array(expected), rel=1e-3)
        assert (got.weight_gradient > 0).all()
        assert np.isfinite(got.weight_gradient).all()


def test_what_float32_cannot_tell_from_zero_is_zero():
    assert (measured(network(), 2, factor=1e-60).weight_gradient == 0).all()


def test_layers_are_in_the_order_of_the_forward_pass_projections_last():
    net = network("residual", shortcut="B")
    names = [name for name, _ in convolutions(net)]
    assert names == [
        "conv1",
        *(f"stage{stage}.block1.conv{conv}" for stage in (1, 2, 3) for conv in (1, 2)),
        "stage2.block1.shortcut",
        "stage3.block1.shortcut",
    ]
    called = []
    for name, module in convolutions(net):
        module.register_forward_hook(lambda *_, name=name: called.append(name))
    net(batch()[0])
    assert [name for name in called if "shortcut" not in name] == names[:7]


@pytest.mark.parametrize("numbers", [1, 200, None])
def test_the_update_is_what_the_optimiser_applied(
    numbers: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gradient_norms, "IN_CACHE", numbers)
    settings = RaceSettings(**SMALL, learning_rate=0.3, momentum=0.5, weight_decay=0.1, clip=0.01)
    net = twins(settings, classes=10).residual
    steps = optimiser(settings, net)
    images, labels = batch()
    with GradientProbe(net) as probe:
        for _ in range(2):
            before = [module.weight.detach().clone() for _, module in convolutions(net)]
            steps.zero_grad()
            F.cross_entropy(net(images), labels).backward()
            unclipped = [module.weight.grad.norm().item() for _, module in convolutions(net)]
            probe.before_update()
            torch.nn.utils.clip_grad_norm_(net.parameters(), settings.clip)
            steps.step()
            norms = probe.read(probe.collected().numpy())
            for index, (_, module) in enumerate(convolutions(net)):
                change = (module.weight.detach() - before[index]).norm().item()
                assert norms.update[index] == pytest.approx(change, rel=1e-4)
                assert norms.weight[index] == pytest.approx(before[index].norm().item(), rel=1e-5)
            assert norms.weight_gradient == pytest.approx(np.array(unclipped), rel=1e-5)


def test_measuring_changes_nothing_and_leaves_nothing():
    images, labels = batch()
    losses = {}
    for probed in (False, True):
        net = network()
        steps = torch.optim.SGD(net.parameters(), 0.1)
        losses[probed] = []
        with GradientProbe(net) if probed else torch.enable_grad() as probe:
            for _ in range(5):
                loss = F.cross_entropy(net(images), labels)
                steps.zero_grad()
                loss.backward()
                if probed:
                    probe.before_update()
                steps.step()
                if probed:
                    probe.read(probe.collected().numpy())
                losses[probed].append(loss.item())
        assert all(not module._forward_hooks for module in net.modules())
    assert losses[True] == losses[False]


def test_hooks_are_gone_after_a_failure_and_tests_are_not_measured():
    net = network()
    with pytest.raises(RuntimeError, match="channels"), GradientProbe(net):
        net(torch.zeros(1, 5, 8, 8))
    assert all(not module._forward_hooks for module in net.modules())
    with GradientProbe(net) as probe:
        with torch.inference_mode():
            net(batch()[0])
        with pytest.raises(ValueError, match="no gradient"):
            probe.before_update()


def test_infinite_numbers_are_passed_on():
    norms = measured(network(), 2, factor=math.inf)
    assert not np.isfinite(norms.weight_gradient).any()


def test_a_gauge_measures_each_of_the_tensors_that_the_norms_are_of():
    """By their largest entry, which autograd's tensors give too; a norm would hide a mix-up."""
    net = network("residual", torch.float64, shortcut="B")
    seen = ("output", "output_gradient", "weight", "weight_gradient")
    gauges = [Gauge(name, "", seen=name, measure=lambda each: each.amax()) for name in seen]
    images, labels = batch(torch.float64)
    modules = [module for _, module in convolutions(net)]
    outputs = {}
    handles = [
        module.register_forward_hook(lambda m, _, out: outputs.__setitem__(m, out))
        for module in modules
    ]
    loss = F.cross_entropy(net(images), labels)
    maps, weights = [outputs[m] for m in modules], [m.weight for m in modules]
    gradients = torch.autograd.grad(loss, [*maps, *weights])
    for handle in handles:
        handle.remove()
    with GradientProbe(net, gauges) as probe:
        F.cross_entropy(net(images), labels).backward()
        probe.before_update()
        norms = probe.read(probe.collected(updated=False).numpy())
    tensors = (maps, gradients[: len(maps)], weights, gradients[len(maps) :])
    for name, each in zip(seen, tensors, strict=True):
        expected = np.array([tensor.amax().item() for tensor in each])
        assert norms.measured[name] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("numbers", [1, 200, None])
def test_however_few_weights_are_looked_at_after_another_the_numbers_are_the_same(
    numbers: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = by_autograd(network("residual", torch.float64, shortcut="B"))
    monkeypatch.setattr(gradient_norms, "IN_CACHE", numbers)
    got = measured(network("residual", torch.float64, shortcut="B"))
    for name in ("weight", "weight_gradient", "inner_product"):
        assert getattr(got, name) == pytest.approx(np.array(expected[name]), rel=1e-12, abs=1e-12)


def test_it_is_asked_within_a_step_as_often_as_many_numbers_have_come(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Outputs of 4 images: 7 layers of the stages with 4x8x8, 8x4x4, 16x2x2 numbers each.
    sizes = [4 * 4 * 64] * 3 + [4 * 8 * 16] * 2 + [4 * 16 * 4] * 2
    for enough, each_way in ((1, len(sizes)), (2 * sizes[0], 2), (sum(sizes) + 1, 0)):
        monkeypatch.setattr(safe_norm, "AT_A_TIME", enough)
        asked = 0

        def count() -> None:
            nonlocal asked
            asked += 1

        net = network(shortcut="A")
        images, labels = batch()
        with GradientProbe(net, at_layer=count):
            F.cross_entropy(net(images), labels).backward()
            # With 2048 as enough: forward 1024 + 1024 and 1024 + 512 + 512; back from the last
            # 256 + 256 + 512 + 512 + 1024 and 1024 + 1024.
            assert asked == 2 * each_way, enough
            asked = 0
            with torch.no_grad():
                net(images)
            assert asked == len(sizes)
