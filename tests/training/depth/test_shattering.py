import math

import numpy as np
import pytest
import torch
from threadpoolctl import threadpool_limits
from torch import nn

from explorer.networks.cifar_resnet import seeded
from explorer.training.depth import shattering as shattering_module
from explorer.training.depth.autocorrelation import autocorrelation
from explorer.training.depth.result import band, chosen
from explorer.training.depth.shattering import arc, fix_statistics, input_gradients, shattering
from explorer.training.depth.shattering_result import ShatteringSettings
from explorer.training.race.twins import twins

SMALL = ShatteringSettings(
    depths=(8, 20), seeds=2, width=8, image_size=8, points=9, degrees=3
)  # fmt: skip


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


def test_the_arc_is_a_circle_of_images_with_known_correlations():
    images = arc(ShatteringSettings(points=7, degrees=15, image_size=32), generator())
    assert images.shape == (7, 3, 32, 32)
    assert images.dtype == torch.float64
    flat = images.flatten(1)
    count = flat.shape[1]
    assert flat.square().sum(1) / count == pytest.approx(1, abs=0.1)
    lags = [torch.cosine_similarity(flat[0], flat[lag], dim=0).item() for lag in range(7)]
    assert lags == pytest.approx([math.cos(math.radians(15 * lag)) for lag in range(7)], abs=0.04)


def test_a_linear_network_has_one_at_every_lag():
    torch.manual_seed(0)
    network = nn.Sequential(nn.Flatten(), nn.Linear(3 * 64, 30), nn.Linear(30, 10)).double()
    images = arc(ShatteringSettings(points=9, degrees=10, image_size=8), generator())
    gradients = input_gradients(network, images)
    expected = network[2].weight[0] @ network[1].weight
    assert torch.allclose(gradients, expected.expand(9, -1))
    assert autocorrelation(gradients.numpy()) == pytest.approx(np.ones(9))


def test_one_wide_layer_is_as_theory_says():
    # ReLUs that are on for both of two inputs are a share of 1/2 - angle / (2 pi), so that the
    # gradients' correlation is 1 - angle / pi.
    torch.manual_seed(0)
    network = nn.Sequential(
        nn.Flatten(), nn.Linear(3072, 4000, bias=False), nn.ReLU(), nn.Linear(4000, 1)
    ).double()
    images = arc(ShatteringSettings(points=7, degrees=15, image_size=32), generator())
    gradients = input_gradients(network, images)
    flat = images.flatten(1)
    for lag in (1, 3, 6):
        angle = math.acos(torch.cosine_similarity(flat[0], flat[lag], dim=0).item())
        found = torch.cosine_similarity(gradients[0], gradients[lag], dim=0).item()
        assert found == pytest.approx(1 - angle / math.pi, abs=0.05)  # 1 / sqrt(3072) a pair


def test_gradients_are_autograds_and_leave_the_network_alone():
    network = seeded(3, 8, residual=True).double()
    images = torch.randn(3, 3, 8, 8, generator=generator(), dtype=torch.float64)
    fix_statistics(network, images)
    gradients = input_gradients(network, images)
    assert gradients.shape == (3, 192)
    assert not gradients.requires_grad
    assert all(parameter.grad is None for parameter in network.parameters())
    assert not images.requires_grad
    step = torch.zeros_like(images)
    step[1, 2, 4, 4] = 1e-6
    with torch.no_grad():
        slope = (network(images + step)[1, 0] - network(images - step)[1, 0]) / 2e-6
    assert gradients[1].reshape(3, 8, 8)[2, 4, 4].item() == pytest.approx(slope.item(), rel=1e-5)


def test_statistics_are_those_of_the_given_images_and_stay():
    network = seeded(0, 8, residual=False)
    images = torch.randn(6, 3, 8, 8, generator=generator())
    fix_statistics(network, images)
    before = network.conv1(images).mean((0, 2, 3))
    assert torch.allclose(network.bn1.running_mean, before, atol=1e-6)
    alone, together = network(images[:1]), network(images)[:1]
    assert torch.allclose(alone, together, atol=1e-5)  # every image by itself
    assert torch.allclose(network.bn1.running_mean, before, atol=1e-6)


def test_deep_plain_networks_shatter_and_residual_ones_less():
    found = list(shattering(SMALL))
    assert len(found) == 2 * 2 * 2 * 2
    lag = {}
    for swept in SMALL.networks():
        for kind in ("plain", "residual"):
            mine = chosen(found, swept, kind)
            assert [each.seed for each in mine] == [0, 1]
            over = band(mine, "autocorrelation")
            assert over.median[0] == pytest.approx(1)
            assert len(over.median) == len(SMALL.angles())
            lag[swept.normalization, swept.depth, kind] = over.median[1]
    for normalization in ("none", "batch"):
        plain, residual = (
            [lag[normalization, depth, kind] for depth in (8, 20)] for kind in ("plain", "residual")
        )
        assert plain[0] > plain[1] + 0.1  # shatters with depth
        assert residual[1] > plain[1] + 0.2  # less with shortcuts
    assert lag["batch", 20, "plain"] < 0.4
    assert all(each.gradient > 0 for each in found)


def test_the_first_seed_is_whole_before_the_second_and_it_stops_when_told():
    told = iter([False] * 5 + [True])
    found = list(shattering(SMALL, should_stop=lambda: next(told)))
    assert [(each.swept.depth, each.seed) for each in found] == [
        (8, 0), (8, 0), (8, 0), (8, 0), (20, 0), (20, 0), (20, 0), (20, 0), (8, 1), (8, 1),
    ]  # fmt: skip


def test_the_same_seed_gives_the_same_numbers():
    settings = ShatteringSettings(
        depths=(8,), normalizations=("none",), seeds=1, width=4, image_size=8, points=4
    )
    first, again = (list(shattering(settings)) for _ in range(2))
    assert np.array_equal(first[0].autocorrelation, again[0].autocorrelation)
    assert first[0].gradient == again[0].gradient


def test_it_measures_on_one_thread_and_gives_the_others_back(monkeypatch):
    seen = []

    def watched(*arguments, **more):
        seen.append(torch.get_num_threads())
        return twins(*arguments, **more)

    monkeypatch.setattr(shattering_module, "twins", watched)
    with threadpool_limits(2, user_api="openmp"):
        for _ in shattering(
            ShatteringSettings(
                depths=(8,), normalizations=("none",), seeds=1, width=2, image_size=8, points=4
            )
        ):
            assert torch.get_num_threads() == 2
    assert seen == [1]
