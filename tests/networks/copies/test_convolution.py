"""A packed convolution is the convolution, to rounding, and so is its gradient."""

import copy
import gc
import weakref

import pytest
import torch
from torch import Tensor, nn
from torch.nn.functional import conv2d

from explorer.networks.copies import convolution
from explorer.networks.copies.convolution import LONGEST, PackedConvolution, channels_last

pytestmark = pytest.mark.skipif(
    not torch.backends.mkldnn.is_available(), reason="this build of PyTorch has no oneDNN"
)

ROUNDING = 1e-6  # of the norm

KINDS = {
    "1x1": nn.Conv2d(64, 48, 1),
    "1x1 of a stride": nn.Conv2d(64, 48, 1, stride=2),
    "3x3": nn.Conv2d(64, 48, 3, padding=1),
    "3x3 of a stride": nn.Conv2d(64, 48, 3, stride=2, padding=1),
    "3x3 without zeros around": nn.Conv2d(64, 48, 3),
    "more zeros than its filter reaches": nn.Conv2d(64, 48, 3, padding=3),
    "1x1 with zeros around": nn.Conv2d(64, 48, 1, stride=2, padding=1),
    "1x1 grouped": nn.Conv2d(64, 64, 1, groups=32),
    "dilated": nn.Conv2d(64, 48, 3, padding=2, dilation=2),
    "grouped": nn.Conv2d(64, 64, 3, stride=2, padding=1, groups=32),
    "few channels": nn.Conv2d(3, 16, 7, stride=2, padding=3),
    "without bias": nn.Conv2d(64, 48, 1, bias=False),
    "of another side each way": nn.Conv2d(64, 48, (1, 3), stride=(2, 1), padding=(0, 1)),
}


def maps(channels: int, count: int = 2, side: int = 14) -> Tensor:
    torch.manual_seed(count + side)
    return channels_last(torch.randn(count, channels, side, side + 1))


def close(found: Tensor, exact: Tensor) -> None:
    assert found.is_contiguous(memory_format=torch.channels_last)
    assert (found.double() - exact).norm() <= ROUNDING * exact.norm()


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_the_convolution_in_float64(kind: str) -> None:
    own = KINDS[kind].requires_grad_(False)
    made = PackedConvolution(own)
    x = maps(own.in_channels)
    shape = (own.stride, own.padding, own.dilation, own.groups)
    bias = None if own.bias is None else own.bias.double()
    asked = x.double().requires_grad_()
    exact = conv2d(asked, own.weight.double(), bias, *shape)
    shortcut = channels_last(torch.randn_like(exact, dtype=torch.float32))
    before = shortcut.clone()
    close(made(x), exact.detach())
    close(made.rectified(x), exact.detach().relu())
    close(made.rectified_sum(x, shortcut), (exact.detach() + shortcut).relu())
    assert torch.equal(shortcut, before)
    gradient = channels_last(torch.randn_like(exact, dtype=torch.float32))
    (back,) = torch.autograd.grad(exact, asked, gradient.double())
    close(made.back(gradient, x), back)
    past = channels_last(torch.randn_like(x))
    expected = past.double() + back
    given = made.add_back(past, gradient, x)
    assert given is past
    close(past, expected)


@pytest.mark.parametrize(
    ("own", "deep"),
    [
        (nn.Conv2d(512, 64, 3, padding=1, bias=False), False),
        (nn.Conv2d(2048, 64, 1, stride=2, bias=False), True),
    ],
)
def test_long_sums_round_no_more_than_an_ordinary_convolution(own: nn.Conv2d, deep: bool) -> None:
    own.requires_grad_(False)
    assert own.weight[0].numel() > LONGEST
    x = maps(own.in_channels)
    exact = conv2d(x.double(), own.weight.double(), None, own.stride, own.padding)
    ordinary = (own(x.contiguous()).double() - exact).norm()
    made = PackedConvolution(own, deep)
    close(made.rectified(x), exact.relu())
    assert (made(x).double() - exact).norm() <= 1.1 * ordinary


@pytest.mark.parametrize("bias", [False, True])
def test_in_deep_networks_long_sums_of_a_cell_are_products_of_matrices(bias: bool) -> None:
    own = nn.Conv2d(1024, 64, 1, bias=bias).requires_grad_(False)
    x, shortcut = maps(1024), maps(64)
    added = None if own.bias is None else own.bias.double()
    exact = conv2d(x.double(), own.weight.double(), added)
    made = PackedConvolution(own, deep=True)
    assert made._matrix is not None
    close(made(x), exact)
    assert made(x).is_contiguous(memory_format=torch.channels_last)
    close(made.rectified(x), exact.relu())
    close(made.rectified_sum(x, shortcut), (exact + shortcut).relu())
    one_by_one = (PackedConvolution(own)(x).double() - exact).norm()
    assert (made(x).double() - exact).norm() <= 1.1 * one_by_one  # half of it where MKL multiplies


def test_weights_are_packed_for_each_shape_of_maps_and_few_are_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(convolution, "MOST_SHAPES", 2)
    own = nn.Conv2d(1024, 512, 1, bias=False).requires_grad_(False)
    made = PackedConvolution(own)
    exact = own.weight.double()
    for count in (1, 8, 2, 1, 8):
        x = maps(1024, count)
        close(made(x), conv2d(x.double(), exact))
        close(made.back(made(x), x), conv2d(made(x).double(), exact.transpose(0, 1)))
    assert len(made._kernel._forward) <= 2
    turned = made._gradient
    assert turned is not None
    assert len(turned._forward) <= 2


@pytest.mark.parametrize("kind", ["1x1", "3x3", "grouped"])
def test_the_weights_as_they_were_are_let_go(kind: str) -> None:
    own = copy.deepcopy(KINDS[kind]).requires_grad_(False)
    assert own.weight[0].numel() <= LONGEST  # longer sums need them until the first gradient
    made, x = PackedConvolution(own), maps(own.in_channels)
    given = made(x)
    made.back(given, x)
    gone = weakref.ref(own.weight.untyped_storage())
    del own
    gc.collect()
    assert gone() is None


def test_shapes_that_are_packed_the_same_share_the_weights() -> None:
    made = PackedConvolution(nn.Conv2d(64, 64, 1).requires_grad_(False))
    for side in (14, 16):
        made(maps(64, side=side))
    assert len(made._kernel._forward) == 2
    assert len({id(each) for each in made._kernel._forward.values()}) == 1
