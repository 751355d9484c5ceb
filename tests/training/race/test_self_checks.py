import numpy as np
import pytest
import torch
import torch.nn.functional as F

from explorer.training.measuring.gradient_norms import GradientProbe
from explorer.training.race.self_checks import EQUAL, ZERO, self_checks
from explorer.training.race.settings import RaceSettings
from explorer.training.race.twins import twins


def checks(kind: str = "plain", disturb=0.0, factor=1.0, switched: float | None = None, **settings):
    """Both checks on a measured first step; `disturb` spoils one convolution's gradient.

    With `switched` the network's shortcuts are multiplied by that, given to it if need be.
    """
    chosen = RaceSettings(depth=20, width=8, batch=8, **settings)
    network = getattr(twins(chosen, classes=10), kind)
    shortcuts = kind == "residual"
    if switched is not None:
        network.add_shortcuts(switched)
        shortcuts = switched != 0
    generator = torch.Generator().manual_seed(0)
    images, labels = torch.randn(8, 3, 8, 8, generator=generator), torch.arange(8)
    with GradientProbe(network) as probe:
        (factor * F.cross_entropy(network(images), labels)).backward()
        network.layer2[0].conv1.weight.grad += disturb * network.layer2[0].conv1.weight.detach()
        probe.before_update()
        norms = probe.read(probe.collected(updated=False).numpy())
        names = probe.names
    equal, zero = self_checks(
        chosen, shortcuts, names, norms.inner_product, norms.weight, norms.weight_gradient
    )
    assert (equal.name, zero.name) == (EQUAL, ZERO)
    assert (equal.tolerance, zero.tolerance) == (1e-3, 1e-4)
    return equal, zero


@pytest.mark.parametrize("block", ["original", "pre-activation"])
def test_a_plain_relu_network_has_equal_inner_products(block):
    equal, zero = checks(block=block, initialization="he")
    assert equal.passed
    assert 0 <= equal.value < 2e-4
    assert not zero.applicable
    assert zero.passed is None
    assert "batch normalisation" in zero.note


@pytest.mark.parametrize("kind", ["plain", "residual"])
@pytest.mark.parametrize("block", ["original", "pre-activation"])
@pytest.mark.parametrize("shortcut", ["A", "B"])
def test_batch_normalisation_makes_inner_products_zero(kind, block, shortcut):
    equal, zero = checks(
        kind, normalization="batch", initialization="he", block=block, shortcut=shortcut
    )
    assert zero.passed
    assert 0 <= zero.value < 5e-5
    assert not equal.applicable
    counted = 10 if kind == "residual" and block == "pre-activation" else 19
    counted += 2 * (kind == "residual" and block == "original" and shortcut == "B")
    if not (kind == "residual" and block == "pre-activation"):
        assert f"the {counted} convolutions" in zero.note


def test_a_wrong_gradient_turns_the_light_red():
    assert checks(initialization="he", disturb=1e-3)[0].passed is False
    assert checks(normalization="batch", initialization="he", disturb=1e-2)[1].passed is False


@pytest.mark.parametrize("activation", ["tanh", "sigmoid"])
@pytest.mark.parametrize("normalization", ["none", "batch"])
def test_neither_applies_to_other_activations(activation, normalization):
    for check in checks(activation=activation, normalization=normalization):
        assert (check.applicable, check.value, check.passed) == (False, None, None)
        assert check.note.startswith("Not applicable: ")


def test_the_first_does_not_apply_to_residual_networks():
    equal, _ = checks("residual")
    assert not equal.applicable
    assert "shortcuts" in equal.note


@pytest.mark.parametrize("block", ["original", "pre-activation"])
def test_the_shortcut_switch_decides_whether_they_apply(block):
    """What holds for plain networks holds once the shortcuts are cut, and no longer when given."""
    he = {"initialization": "he", "block": block}
    assert not checks(switched=1.0, **he)[0].applicable
    assert checks(switched=0.0, **he)[0].passed
    cut = checks("residual", switched=0.0, shortcut="B", **he)[0]
    assert cut.passed
    assert "all 19 convolutions" in cut.note  # without the projections, whose gradients are 0
    batch = {"normalization": "batch", **he}
    given, cut = (
        checks(kind, switched=factor, **batch)[1]
        for kind, factor in (("plain", 1.0), ("residual", 0.0))
    )
    assert given.passed
    assert ("the 9 convolutions" in given.note) == (block == "pre-activation")
    assert cut.passed
    assert "the 19 convolutions" in cut.note


def test_numbers_without_digits_or_that_are_not_finite_are_not_judged():
    assert "below what float32 holds" in checks(initialization="he", factor=1e-40)[0].note
    assert "finite" in checks(initialization="he", factor=float("inf"))[0].note
    for factor in (1e-43, float("nan")):
        assert checks(normalization="batch", factor=factor)[1].value is None


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("initialization", ["he", "xavier"])
def test_the_light_is_green_however_much_the_inner_products_cancel(seed, initialization):
    equal, _ = checks(initialization=initialization, seed=seed)
    assert equal.passed
    assert checks(initialization=initialization, seed=seed, disturb=1e-2)[0].passed is False


def test_the_value_is_the_spread_relative_to_the_largest():
    settings = RaceSettings(depth=8)
    ones = np.ones(3)
    names, products = ("a", "b", "c"), np.array([2.0, 1.5, 1.9])
    equal, _ = self_checks(settings, False, names, products, ones, ones)
    assert equal.value == pytest.approx(0.25)
    assert "of the largest" in equal.note
    norms = np.array([5e4, 2e4, 1e4])  # of which a thousandth is 50
    cancelled, _ = self_checks(settings, False, names, products, ones, norms)
    assert cancelled.value == pytest.approx(0.5 / 50)
    assert "of 0.001 x |W| |dL/dW|" in cancelled.note
    batch = RaceSettings(depth=8, normalization="batch")
    weight, gradient = np.array([2.0, 2, 2]), np.array([1.0, 5, 1])
    _, zero = self_checks(batch, False, ("a", "b", "c"), np.array([0, -1, 0.1]), weight, gradient)
    assert zero.value == pytest.approx(0.1)
