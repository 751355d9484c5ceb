"""Changes of weights show in some of their numbers."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from explorer.networks.copies.some_numbers import ALL, some_numbers


def shown(tensors: list[Tensor]) -> Tensor:
    return torch.cat([each.clone() for each in some_numbers(tensors)])


@pytest.mark.parametrize("order", [torch.contiguous_format, torch.channels_last])
def test_every_number_of_a_small_tensor_counts(order: torch.memory_format) -> None:
    weights = torch.randn(64, 64, 3, 3).contiguous(memory_format=order)
    assert weights.numel() <= ALL
    views = some_numbers([weights])
    before = torch.cat(views)
    for place in ((0, 0, 0, 0), (5, 3, 1, 2), (63, 63, 2, 2)):
        weights.data[place] = torch.nextafter(weights[place], torch.tensor(9.0))
        assert not torch.equal(before, torch.cat(views))
        before = torch.cat(views)


CHANGES: dict[str, Callable[[Tensor], Tensor]] = {
    "a filter": lambda weights: weights[77],
    "filters but for their first channels": lambda weights: weights[3:5, 2:],
    "a channel": lambda weights: weights[:, 200],
    "all channels but some": lambda weights: weights[:, 5:],
    "a place": lambda weights: weights[:, :, 1, 1],
    "one number in five hundred": lambda weights: weights.view(-1)[3::500],
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_a_large_tensor_shows(change: str) -> None:
    weights = torch.randn(512, 256, 3, 3)
    views = some_numbers([weights])
    before = torch.cat(views)
    assert before.numel() < 0.02 * weights.numel()
    CHANGES[change](weights.data).zero_()
    assert not torch.equal(before, torch.cat(views))


def test_what_has_no_numbers_of_that_kind_is_left_out() -> None:
    assert some_numbers([torch.tensor(3), torch.arange(4), torch.tensor(1.0)]) == ()
    assert shown([torch.ones(3)]).tolist() == [1, 1, 1]
    strided = torch.randn(600, 400)[:, ::2]
    assert shown([strided]).equal(strided[:, 0])
