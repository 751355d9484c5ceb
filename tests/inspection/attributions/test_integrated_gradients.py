"""Networks whose Integrated Gradients are known, and shipped ones that need more steps than 48."""

import pytest
import torch
from torch import Tensor, nn

from explorer.inspection.attributions.attribution import attribute
from explorer.inspection.attributions.integrated_gradients import PIECES, STEPS, integrate
from explorer.networks.catalog.catalog import load
from explorer.photographs.photograph import Photograph

FIRST = PIECES * STEPS


def pair(seed: int = 0) -> tuple[Tensor, Tensor]:
    torch.manual_seed(seed)
    return torch.randn(2, 1, 3, 8, 8, dtype=torch.float64).unbind()


def test_a_linear_network_is_exact_with_the_first_steps() -> None:
    image, baseline = pair()
    network = nn.Sequential(nn.Flatten(), nn.Linear(192, 5)).double()
    found = integrate(network, image, baseline, 2, 8)
    expected = network[1].weight[2].reshape(3, 8, 8) * (image - baseline)[0]
    assert torch.allclose(found.contributions[0], expected.detach(), atol=1e-12)
    assert (found.steps, found.computed, found.complete) == (FIRST, FIRST, True)


def test_a_polynomial_is_exact_with_the_first_steps() -> None:
    """Gauss-Legendre has no error for it: x to the fifth gives x^5 - b^5 for every pixel."""
    image, baseline = pair()
    found = integrate(lambda x: x.flatten(1).pow(5).cumsum(1), image, baseline, 191, 3)
    assert torch.allclose(found.contributions, image**5 - baseline**5, atol=1e-10)
    assert found.difference == pytest.approx(float((image**5 - baseline**5).sum()))
    assert found.steps == FIRST


def bent(x: Tensor) -> Tensor:
    """Steep over a hundredth of the way from 0 to 1, at a place that 48 even steps do not hit."""
    return (x.flatten(1).mean(dim=1, keepdim=True) - 0.4567).mul(1000).clamp(0, 10)


def test_pieces_are_halved_where_the_network_bends() -> None:
    ones = torch.ones(1, 3, 8, 8, dtype=torch.float64)
    coarse = integrate(bent, ones, torch.zeros_like(ones), 0, 8, most=FIRST)
    assert not coarse.complete
    assert coarse.share > 0.1
    assert coarse.steps == coarse.computed == FIRST
    fine = integrate(bent, ones, torch.zeros_like(ones), 0, 8)
    assert fine.complete
    assert abs(fine.error) <= 0.1
    assert fine.difference == pytest.approx(10)
    assert fine.contributions == pytest.approx(torch.full((1, 3, 8, 8), 10 / 192), rel=0.01)
    halvings = (fine.computed - FIRST) // (2 * STEPS)
    assert fine.steps == FIRST + halvings * STEPS
    assert 0 < halvings < 25


def test_it_stops_at_the_most_steps_and_says_by_how_much_it_misses() -> None:
    """Bends everywhere, finer than any steps: a sum of noise."""
    ones = torch.ones(1, 1, 1, 1, dtype=torch.float64)
    seen = []

    def noisy(x: Tensor) -> Tensor:
        seen.append(len(x))
        return (x.flatten(1) * 1e7).sin() + x.flatten(1)

    found = integrate(noisy, ones, torch.zeros_like(ones), 0, 4, most=112)
    assert not found.complete
    assert (found.steps, found.computed) == (80, 112)
    assert max(seen) == 4  # what memory must hold does not grow with the steps
    assert found.share == pytest.approx(abs(found.error / found.difference))


def test_nothing_missed_of_no_change_is_complete() -> None:
    image, baseline = pair()
    found = integrate(lambda x: x.flatten(1) * 0, image, baseline, 0, 8)
    assert found.complete
    assert found.share == 0


def test_a_shipped_network_needs_more_than_the_first_steps(
    photographs: tuple[Photograph, ...],
) -> None:
    network = load("cifar-resnet20", device="cpu")
    needed = 0
    for photograph in photographs[:2]:
        found = attribute(network, photograph, 3, "integrated-gradients")
        difference = found.measured["logit_difference"]
        error = abs(float(found.map.sum(dtype="float64")) - difference)
        assert bool(found.warning) == (error > 0.01 * abs(difference))
        needed = max(needed, int(found.measured["steps"]))
    assert needed > FIRST


def test_the_map_is_that_of_very_many_even_steps(
    photographs: tuple[Photograph, ...],
) -> None:
    """The midpoint rule with 400 steps, by autograd alone; a tenth is far above float32's error."""
    looking = load("cifar-resnet20", device="cpu")
    image = looking.transform(photographs[0].image)[None]
    baseline = torch.zeros_like(image)
    slopes = torch.zeros_like(image)
    for share in ((torch.arange(400) + 0.5) / 400).split(100):
        points = (baseline + share.reshape(-1, 1, 1, 1) * (image - baseline)).requires_grad_()
        (slope,) = torch.autograd.grad(looking.module(points)[:, 3].sum(), points)
        slopes += slope.sum(dim=0) / 400
    expected = slopes * (image - baseline)
    found = integrate(looking.module, image, baseline, 3, 8)
    missed = (found.contributions - expected).norm() / expected.norm()
    coarse = integrate(looking.module, image, baseline, 3, 8, most=FIRST)
    assert missed < 0.1
    assert missed <= (coarse.contributions - expected).norm() / expected.norm()
