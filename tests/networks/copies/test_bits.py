"""Any bit of any weight counts."""

import pytest
import torch
from torch import Tensor

from explorer.networks.copies.bits import bit_sums


@pytest.mark.parametrize("shape", [(4, 3, 3, 3), (5, 3, 1, 1), (10, 64)])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("order", [torch.contiguous_format, torch.channels_last])
def test_the_smallest_change_of_one_number_alters_it(
    shape: tuple[int, ...], dtype: torch.dtype, order: torch.memory_format
) -> None:
    torch.manual_seed(0)
    weights: Tensor = torch.randn(shape, dtype=dtype)
    if len(shape) == 4:
        weights = weights.contiguous(memory_format=order)
    before = bit_sums([weights, torch.ones(3)])
    assert len(before) == 1  # vectors are left out
    assert bit_sums([weights.clone()]) == before
    last = tuple(size - 1 for size in shape)
    weights.data[last] = torch.nextafter(weights[last], torch.tensor(9.0, dtype=dtype))
    assert bit_sums([weights]) != before
