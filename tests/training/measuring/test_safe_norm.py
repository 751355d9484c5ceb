import numpy as np
import pytest
import torch

from explorer.training.measuring.safe_norm import (
    AT_A_TIME,
    LARGEST,
    SMALLEST,
    NormsOfMany,
    Scales,
    scale_for,
    scaled_norm,
    scaled_norms,
)

COUNT = 36864


def drawn(size: float) -> torch.Tensor:
    generator = torch.Generator().manual_seed(3)
    return size * torch.randn(COUNT, generator=generator)


def exact(values: torch.Tensor) -> float:
    return float(np.linalg.norm(values.numpy().astype(np.float64).ravel()))


@pytest.mark.parametrize("size", [1e-28, 1e-22, 1e-19, 1e-17, 1e-12, 1.0, 1e9, 1e15, 1e26])
def test_the_scale_of_one_norm_serves_for_the_next(size):
    first = drawn(size)
    (norm,) = scaled_norms([first], [None])
    assert norm.dtype == torch.float64
    assert norm.item() == pytest.approx(exact(first), rel=1e-12)
    scale = scale_for(norm.item(), COUNT)
    for change in (0.1, 1.0, 10.0):  # from one step to the next
        later = drawn(change * size)
        (found,) = scaled_norms([later], [scale])
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


SIZES = [10, 20, 30]
FINE = np.array([1.0, 1e-3, 50.0])


@pytest.mark.parametrize("norm", [0.0, 1e-17, 1e13, float("nan")])
def test_on_a_gpu_a_row_is_taken_in_float32_until_one_of_it_cannot_be(norm):
    scales = Scales(3, "cuda", exact=False)
    assert scales == [None] * 3
    for _ in range(2):
        scales.adapt(FINE, SIZES)
        assert scales == [1.0] * 3
    for norms in (np.array([1.0, norm, 50.0]), FINE):
        scales.adapt(norms, SIZES)
        assert scales == [None] * 3  # for good: a step is not recorded again and again
    never = Scales(3, "cuda", exact=False)
    for norms in (np.array([1.0, norm, 50.0]), FINE):
        never.adapt(norms, SIZES)
        assert never == [None] * 3


def test_elsewhere_each_has_its_own_scale_and_float64_or_mps_none():
    scales = Scales(3, "cpu", exact=False)
    scales.adapt(np.array([1.0, 1e-20, 0.0]), SIZES)
    assert scales == [1.0, scale_for(1e-20, 20), None]
    for device, exact in (("mps", False), ("cpu", True), ("cuda", True)):
        scales = Scales(3, device, exact)
        scales.adapt(np.array([1.0, 1e-20, 0.0]), SIZES)
        assert scales == [1.0] * 3


def test_many_at_once_are_the_same():
    sizes = (1e-25, 1.0, 1e-16, 1e-15, 1e20)
    scales = (None, 1.0, 2.0**50, 2.0**45, None)
    values = [drawn(size).reshape(64, -1) for size in sizes]
    found = scaled_norms(values, scales)
    for each, norm, scale in zip(values, found, scales, strict=True):
        assert norm.item() == pytest.approx((scale or 1.0) * exact(each), rel=1e-5)


@pytest.mark.parametrize("scale", [1.0, 0.5, None])
def test_those_of_many_numbers_in_any_layout_are_the_same(scale):
    generator = torch.Generator().manual_seed(0)
    values = torch.randn((4, 8, 128, 128), generator=generator)
    assert values.numel() > AT_A_TIME
    odd = values.view(-1)[: AT_A_TIME + 1]  # which is cut into no rows
    views = (values.to(memory_format=torch.channels_last), values[:, :, :100, 1:], odd)
    for each in (values, *views):
        norm = scaled_norm(each, scale)
        assert norm.item() == pytest.approx((scale or 1.0) * exact(each), rel=2e-4)


def test_norms_of_many_are_in_their_places_however_they_come():
    scales: list[float | None] = [1.0] * 20
    many = NormsOfMany(scales)
    values = [(index + 1) * drawn(1.0) for index in range(20)]
    assert COUNT < AT_A_TIME < 20 * COUNT  # some are taken on the way, some at the end
    for factor in (1.0, 2.0):
        scales[:] = [factor] * 20  # as it is when a norm is taken
        for index in reversed(range(20)):
            many.add(index, values[index])
        expected = [factor * exact(each) for each in values]
        assert [norm.item() for norm in many.all()] == pytest.approx(expected, rel=1e-5)


def test_a_norm_that_is_missing_is_said():
    many = NormsOfMany([1.0, 1.0])
    for index in (0, 1):
        many.add(index, torch.ones(3))
    assert len(many.all()) == 2
    many.add(0, torch.ones(3))
    with pytest.raises(ValueError, match="was not seen"):
        many.all()
