"""captum's methods against sums that must hold and against autograd of our own."""

import warnings
from collections.abc import Callable

import numpy as np
import pytest
import torch
from captum.attr import GuidedGradCam
from torch import Tensor, nn

from explorer.inspection.alignment import align
from explorer.inspection.attributions import attribution as room
from explorer.inspection.attributions.attribution import attribute
from explorer.inspection.attributions.integrated_gradients import Integral
from explorer.inspection.grad_cam import cam
from explorer.inspection.inspect import inspect
from explorer.inspection.result import ATTRIBUTIONS
from explorer.networks.catalog.loaded import LoadedNetwork
from explorer.networks.cifar_resnet import CifarResNet
from explorer.photographs.photograph import Photograph
from tests.inspection.conftest import lively, loaded, module_of
from tests.inspection.oracle import relative

Networks = Callable[..., LoadedNetwork]


class GuidedReLU(torch.autograd.Function):
    """Springenberg et al. 2015: the gradient passes where both it and the input are positive."""

    @staticmethod
    def forward(context, x: Tensor) -> Tensor:  # type: ignore[no-untyped-def, override]
        context.save_for_backward(x)
        return x.clamp(min=0)

    @staticmethod
    def backward(context, gradient: Tensor) -> Tensor:  # type: ignore[no-untyped-def, override]
        (x,) = context.saved_tensors
        return gradient.clamp(min=0) * (x > 0)


class Guided(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return GuidedReLU.apply(x)  # type: ignore[no-any-return, no-untyped-call]


def guided_gradient(module: nn.Module, image: np.ndarray, index: int) -> np.ndarray:
    """(3, H, W), from a network whose ReLUs are all replaced by `GuidedReLU`."""
    for parent in list(module.modules()):
        for name, child in parent.named_children():
            if isinstance(child, nn.ReLU):
                setattr(parent, name, Guided())
    picture = torch.from_numpy(image.copy())[None].requires_grad_()
    return torch.autograd.grad(module(picture)[0, index], picture)[0][0].numpy()


@pytest.mark.parametrize("kind", ["resnet18", "bottleneck", "cifar", "pre-activation", "no norm"])
def test_guided_grad_cam_is_guided_backpropagation_times_the_map(
    kind: str, photographs: tuple[Photograph, ...]
) -> None:
    def make() -> nn.Module:
        if kind == "no norm":  # here the first ReLU of a block and its shortcut share one input
            torch.manual_seed(0)
            return CifarResNet(8, block="pre-activation", normalization="none")
        if kind == "bottleneck":  # one ReLU module used three times
            from torchvision.models.resnet import Bottleneck, ResNet

            torch.manual_seed(0)
            return lively(ResNet(Bottleneck, [1, 1, 1, 1], num_classes=20))
        return module_of(kind)

    looking = loaded(make().eval(), torch.float64)
    seen = inspect(looking, photographs[:1], 3)[0]
    expected = guided_gradient(make().double().eval(), seen.input, 3)
    expected = expected * align(cam(seen.stages[-1]), seen.stages[-1].stride, looking.input_size)
    found = attribute(looking, photographs[0], 3, "guided-grad-cam")
    assert found.map.shape == (3, looking.input_size, looking.input_size)
    assert np.abs(expected).max() > 0
    assert relative(found.map, expected) < 1e-9


def test_guided_grad_cam_is_captums_but_for_where_cells_are_painted(
    network: Networks, photographs: tuple[Photograph, ...]
) -> None:
    looking = network("resnet18", torch.float64)
    seen = inspect(looking, photographs[:1], 3)[0]
    hooked = module_of("resnet18").double().eval()
    for part in hooked.modules():
        if isinstance(part, nn.ReLU):
            part.inplace = False
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        captums = GuidedGradCam(hooked, hooked.layer4).attribute(  # type: ignore[arg-type]
            torch.from_numpy(seen.input)[None], 3, interpolate_mode="bilinear"
        )
    map_ = torch.from_numpy(cam(seen.stages[-1]))[None, None]
    stretched = nn.functional.interpolate(map_, (64, 64), mode="bilinear")[0].numpy()
    painted = align(cam(seen.stages[-1]), 32, 64)
    found = attribute(looking, photographs[0], 3, "guided-grad-cam").map
    both = (stretched[0] > 0) & (painted > 0)
    assert both.mean() > 0.2
    ours, theirs = found / painted.clip(1e-30), captums[0].detach().numpy() / stretched.clip(1e-30)
    assert relative(ours[:, both], theirs[:, both]) < 1e-6


def test_integrated_gradients_sum_to_the_logits_difference(
    network: Networks, photographs: tuple[Photograph, ...]
) -> None:
    looking = network("small", torch.float64)
    found = attribute(looking, photographs[0], 3, "integrated-gradients")
    image = looking.transform(photographs[0].image)
    mean = torch.tensor(looking.scaling.mean, dtype=torch.float64)[:, None, None]
    std = torch.tensor(looking.scaling.std, dtype=torch.float64)[:, None, None]
    black = (torch.zeros(3, 32, 32) - mean) / std
    with torch.no_grad():
        logits = looking.module(torch.stack([image, black]))[:, 3]
    difference = float(logits[0] - logits[1])
    assert found.measured["logit_difference"] == pytest.approx(difference, abs=1e-9)
    error = found.map.sum() - difference
    assert found.measured["completeness_error"] == pytest.approx(error, abs=1e-9)
    assert abs(error) <= 0.01 * abs(difference)
    assert found.warning == ""
    assert f"{error:+.3f}" in found.note
    assert found.map.shape == (3, 32, 32)


def test_a_sum_that_misses_the_logits_change_is_said_with_its_numbers(
    network: Networks, photographs: tuple[Photograph, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    rough = Integral(torch.full((1, 3, 32, 32), 1 / 3072).double(), 1.25, 64, 80)
    monkeypatch.setattr(room, "integrate", lambda *_: rough)
    found = attribute(network("small"), photographs[0], 3, "integrated-gradients")
    assert "64 steps" in found.note
    assert "sum to 1.000; the logit is 1.250 above" in found.note
    assert "change of 1.250 by 20 %, more than 1 %, after 80 steps" in found.warning
    assert found.measured["completeness_error"] == pytest.approx(-0.25)


def test_occlusion_is_the_logits_fall_under_the_patches(
    network: Networks, photographs: tuple[Photograph, ...]
) -> None:
    looking = network("small", torch.float64)
    found = attribute(looking, photographs[0], 3, "occlusion")
    image = looking.transform(photographs[0].image)
    falls, covered = np.zeros((32, 32)), np.zeros((32, 32))
    with torch.no_grad():
        whole = looking.module(image[None])[0, 3]
        for top in range(0, 30, 2):
            rows = []
            for left in range(0, 30, 2):
                hidden = image.clone()
                hidden[:, top : top + 4, left : left + 4] = 0  # the mean colour, after scaling
                rows.append(hidden)
            logits = looking.module(torch.stack(rows))[:, 3]
            for left, logit in zip(range(0, 30, 2), logits, strict=True):
                falls[top : top + 4, left : left + 4] += float(whole - logit)
                covered[top : top + 4, left : left + 4] += 1
    assert relative(found.map, falls / covered) < 1e-6
    assert "225 places" in found.note


def test_every_method_that_is_offered_is_computed() -> None:
    assert list(room._METHODS) == list(ATTRIBUTIONS)


@pytest.mark.parametrize("method", ATTRIBUTIONS)
def test_progress_rises_to_one_and_may_end_the_work(
    method: str, network: Networks, photographs: tuple[Photograph, ...]
) -> None:
    looking = network("small")
    shares: list[float] = []
    found = attribute(looking, photographs[0], "class 3", method, shares.append)
    assert found.method == method
    assert np.isfinite(found.map).all()
    assert shares == sorted(shares)
    assert shares[-1] == 1.0

    def stop(_share: float) -> None:
        raise KeyboardInterrupt

    hooks = [len(part._forward_hooks) for part in looking.module.modules()]
    with pytest.raises(KeyboardInterrupt):
        attribute(looking, photographs[0], 3, method, stop)
    assert hooks == [len(part._forward_hooks) for part in looking.module.modules()]
    assert all(each.grad is None for each in looking.module.parameters())


def test_what_cannot_be_done_is_a_sentence(
    network: Networks, photographs: tuple[Photograph, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ValueError, match="occlusion, got 'saliency'"):
        attribute(network("small"), photographs[0], 0, "saliency")
    with pytest.raises(ValueError, match="class -1 does not exist"):
        attribute(network("small"), photographs[0], -1, "occlusion")
    smooth = loaded(CifarResNet(8, activation="tanh").eval())
    with pytest.raises(ValueError, match="guided-grad-cam needs ReLUs"):
        attribute(smooth, photographs[0], 0, "guided-grad-cam")
    tried = []

    def full(*arguments: object) -> None:
        tried.append(arguments[3])
        raise torch.OutOfMemoryError

    monkeypatch.setitem(room._METHODS, "occlusion", full)
    with pytest.raises(ValueError, match="does not fit the memory"):
        attribute(network("small"), photographs[0], 0, "occlusion")
    assert tried == [8, 1]
