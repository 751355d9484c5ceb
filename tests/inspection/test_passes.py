"""The passes give what was asked for, and record no more than that takes."""

import pytest
import torch
from torch import nn

from explorer.inspection.eval_mode import evaluated
from explorer.inspection.passes import forward_and_backward
from tests.inspection.conftest import KINDS, module_of


@pytest.mark.parametrize("kind", KINDS)
def test_fewer_stages_are_the_same_numbers(kind: str) -> None:
    torch.manual_seed(3)
    side = 64 if kind in ("resnet18", "groups") else 32
    images = torch.randn(2, 3, side, side, dtype=torch.float64)
    with evaluated(module_of(kind).double()) as module:
        count = 4 if side == 64 else 3
        everything = forward_and_backward(module, images, 3, tuple(range(count)))
        for wanted in ((count - 1,), (1, count - 1)):
            some = forward_and_backward(module, images, 3, wanted)
            for place, features, gradients in zip(wanted, some.stages, some.gradients, strict=True):
                torch.testing.assert_close(features, everything.stages[place])
                torch.testing.assert_close(gradients, everything.gradients[place])
    weights = module.fc.weight[3] / everything.stages[-1][0, 0].numel()  # the mean over space
    expected = weights[None, :, None, None].expand_as(everything.gradients[-1])
    torch.testing.assert_close(everything.gradients[-1], expected.detach())


def test_the_last_stage_alone_goes_back_through_no_convolution() -> None:
    images = torch.randn(1, 3, 64, 64)
    with evaluated(module_of("resnet18")) as module:
        forward_and_backward(module, images, None, (3,))  # makes the copy, and tries it
        with torch.profiler.profile() as profile:
            forward_and_backward(module, images, None, (3,))
    names = {each.key for each in profile.key_averages()}
    assert any("convolution" in name for name in names)
    assert not any("convolution_backward" in name for name in names)


def test_what_is_not_known_computes_as_it_is() -> None:
    """A hook sees the network's own numbers, and can change them."""
    module = module_of("resnet18")
    seen: list[torch.Size] = []
    handle = module.layer3.register_forward_hook(lambda _m, _i, output: seen.append(output.shape))
    images = torch.randn(1, 3, 64, 64)
    with evaluated(module) as inside:
        hooked = forward_and_backward(inside, images, 0, (0, 1, 2, 3))
        assert seen == [(1, 256, 4, 4)]
        handle.remove()
        alone = forward_and_backward(inside, images, 0, (0, 1, 2, 3))
    assert len(seen) == 1
    torch.testing.assert_close(hooked.logits, alone.logits, rtol=1e-4, atol=1e-4)
    assert isinstance(module.bn1, nn.BatchNorm2d)
