"""Eval mode for a while, and afterwards as before; what `test_inspect` cannot see from outside."""

import pytest
import torch
from torch import nn

from explorer.inspection.evaluation import evaluated


def test_modes_are_eval_inside_and_restored_after_a_failure() -> None:
    module = nn.Sequential(nn.Linear(2, 2), nn.Sequential(nn.Dropout(), nn.BatchNorm1d(2)))
    module[1].eval()
    module[1][0].train()
    before = [part.training for part in module.modules()]
    assert before == [True, True, False, True, False]
    with evaluated(module) as inside:
        assert inside is module
        assert not any(part.training for part in module.modules())
    with pytest.raises(KeyError), evaluated(module):
        raise KeyError
    assert [part.training for part in module.modules()] == before


def test_gradients_can_be_recorded_whatever_the_caller_does() -> None:
    module = nn.Linear(2, 1)
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16), evaluated(module) as inside:
        x = torch.ones(1, 2)
        assert not inside(x).requires_grad  # unless it is asked for
        with torch.enable_grad():
            y = inside(x.requires_grad_())
        assert y.dtype == torch.float32
        (gradient,) = torch.autograd.grad(y, x, torch.ones_like(y))
    torch.testing.assert_close(gradient, module.weight.detach())


def test_tensors_made_in_inference_mode_are_copied() -> None:
    with torch.inference_mode():
        module = nn.Linear(2, 1)
    with evaluated(module) as inside, torch.enable_grad():
        assert inside is not module
        x = torch.ones(1, 2, requires_grad=True)
        (gradient,) = torch.autograd.grad(inside(x).sum(), x)
    torch.testing.assert_close(gradient, torch.tensor(module.weight.tolist()))


def test_a_module_without_parameters_is_refused() -> None:
    with pytest.raises(ValueError, match="no parameters"), evaluated(nn.ReLU()):
        pass
