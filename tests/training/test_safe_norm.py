import numpy as np
import pytest
import torch

from explorer.training.safe_norm import LARGEST, SMALLEST, scale_for, scaled_norm, scaled_norms

COUNT = 36864


def drawn(size: float) -> torch.Tensor:
    generator = torch.Generator().manual_seed(3)
    return size * torch.randn(COUNT, generator=generator)


def exact(values: torch.Tensor) -> float:
    return float(np.linalg.norm(values.numpy().astype(np.float64)))


@pytest.mark.parametrize("size", [1e-28, 1e-22, 1e-19, 1e-17, 1e-12, 1.0, 1e9, 1e15, 1e26])
def test_the_scale_of_one_norm_serves_for_the_next(size):
    first = drawn(size)
    norm = scaled_norm(first, None)
    assert norm.dtype == torch.float64
    assert norm.item() == pytest.approx(exact(first), rel=1e-12)
    scale = scale_for(norm.item(), COUNT)
    for change in (0.1, 1.0, 10.0):  # from one step to the next
        later = drawn(change * size)
        found = scaled_norm(later, scale)
        assert found.dtype == torch.float32
        assert found.item() / scale == pytest.approx(exact(later), rel=1e-5)


def test_float32_alone_would_lose_them():
    small = drawn(1e-24)
    assert torch.linalg.vector_norm(small) == 0
    assert exact(small) > 1e-22


def test_a_scale_is_a_power_of_two_and_one_where_float32_does_well():
    scale = scale_for(1e-20, 100)
    assert np.frexp(scale)[0] == 0.5
    assert 0.5 < scale * 1e-20 < 2
    assert scale_for(SMALLEST * 10 * 1.01, 100) == 1.0
    assert scale_for(SMALLEST * 10 * 0.99, 100) != 1.0
    assert scale_for(LARGEST * 0.99, 100) == 1.0
    assert scale_for(LARGEST * 1.01, 100) != 1.0


@pytest.mark.parametrize("norm", [0.0, 1e-31, 1e31, float("inf"), float("nan")])
def test_what_no_power_of_two_of_float32_brings_near_one_takes_float64(norm):
    assert scale_for(norm, 100) is None


def test_many_at_once_are_the_same():
    sizes = (1e-25, 1.0, 1e-16, 1e-15, 1e20)
    scales = (None, 1.0, 2.0**50, 2.0**45, None)
    values = [drawn(size).reshape(64, -1) for size in sizes]
    unscaled = [torch.linalg.vector_norm(each) for each in values]
    found = scaled_norms(values, scales, unscaled)
    for each, norm, scale in zip(values, found, scales, strict=True):
        assert norm.item() == pytest.approx((scale or 1.0) * exact(each), rel=1e-5)
    assert found[1] is unscaled[1]
    assert unscaled[0] == 0
