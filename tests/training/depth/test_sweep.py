import numpy as np
import pytest
import torch
import torch.nn.functional as F
from threadpoolctl import threadpool_limits

from explorer.training.depth import sweep as depth_sweep_module
from explorer.training.depth.result import SweepSettings, band, cell_verdict, chosen
from explorer.training.depth.sweep import depth_sweep
from explorer.training.measuring.gradient_norms import convolutions
from explorer.training.race.twins import twins

# science.md, section 1: first and last convolution of the plain and of the residual network. One
# seed there, two here: a cell moves by up to 10 over seeds without normalisation.
TABLE = [
    ("none", "xavier", 20, (4e-5, 1e-4), (0.12, 0.72), 10, ("vanishing", "healthy")),
    ("none", "xavier", 56, (1e-10, 1e-10), (7.8, 34), 10, ("vanishing", "healthy")),
    ("none", "default", 56, (4e-23, 5e-23), (0.04, 0.23), 10, ("vanishing", "healthy")),
    ("none", "he", 56, (0.04, 0.05), (1.5e4, 8.5e4), 10, ("healthy", "exploding")),
    ("batch", "he", 20, (3.3, 0.34), (1.3, 0.50), 5, ("healthy", "healthy")),
]


@pytest.mark.parametrize(
    ("normalization", "initialization", "depth", "plain", "residual", "factor", "words"), TABLE
)
def test_the_table_of_gradients_at_initialisation(
    normalization, initialization, depth, plain, residual, factor, words
):
    settings = SweepSettings((depth,), (normalization,), (initialization,), seeds=2)
    cells = list(depth_sweep(settings))
    (swept,) = settings.networks()
    for kind, expected, word in zip(("plain", "residual"), (plain, residual), words, strict=True):
        found = chosen(cells, swept, kind)
        assert len(found) == 2
        gradient = band(found, "weight_gradient").median[[0, -1]]
        assert (np.array(expected) / factor < gradient).all(), gradient
        assert (gradient < np.array(expected) * factor).all(), gradient
        assert cell_verdict(found).word == word


def test_without_normalisation_activation_gradients_slope_and_weight_gradients_do_not():
    settings = SweepSettings((32,), ("none",), ("xavier",), seeds=1, batch=8, image_size=16)
    plain = next(iter(depth_sweep(settings)))
    assert plain.network == "plain"
    assert plain.activation_gradient[-1] / plain.activation_gradient[0] > 1e4
    assert plain.activation[0] / plain.activation[-1] > 1e4
    assert plain.weight_gradient.max() / plain.weight_gradient.min() < 20


def test_a_cell_is_what_autograd_says():
    settings = SweepSettings((8,), ("batch",), ("he",), seeds=2, width=4, batch=4, image_size=8)
    cells = list(depth_sweep(settings))
    assert [(cell.seed, cell.network) for cell in cells] == [
        (0, "plain"),
        (0, "residual"),
        (1, "plain"),
        (1, "residual"),
    ]
    generator = torch.Generator().manual_seed(1)
    images = torch.randn((4, 3, 8, 8), generator=generator, dtype=torch.float64)
    labels = torch.randint(0, 10, (4,), generator=generator)
    (swept,) = settings.networks()
    network = twins(swept.of(1, settings), classes=10, dtype=torch.float64).residual
    loss = F.cross_entropy(network(images), labels)
    weights = [module.weight for _, module in convolutions(network)]
    expected = [gradient.norm().item() for gradient in torch.autograd.grad(loss, weights)]
    assert cells[-1].weight_gradient == pytest.approx(np.array(expected), rel=1e-10)
    assert cells[-1].loss == pytest.approx(loss.item())
    assert cells[-1].names == cells[-2].names


def test_a_sweep_stops_when_told():
    told = iter([False, True])
    settings = SweepSettings((8,), ("none",), ("he",), seeds=5, width=4, batch=2, image_size=8)
    assert len(list(depth_sweep(settings, should_stop=lambda: next(told)))) == 2


def test_it_measures_on_one_thread_and_gives_the_others_back(monkeypatch):
    seen = []

    def watched(*arguments, **more):
        seen.append(torch.get_num_threads())
        return twins(*arguments, **more)

    monkeypatch.setattr(depth_sweep_module, "twins", watched)
    with threadpool_limits(2, user_api="openmp"):
        for _ in depth_sweep(
            SweepSettings((8,), ("none",), ("he",), seeds=1, width=2, batch=2, image_size=8)
        ):
            assert torch.get_num_threads() == 2
    assert seen == [1]
