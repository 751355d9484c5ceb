"""The maps against captum, against the papers' formulas, and against each other."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from captum.attr import LayerGradCam

from explorer.inspection.grad_cam import METHODS, cam
from explorer.inspection.inspect import inspect
from explorer.inspection.result import Stage
from explorer.networks.catalog.loaded import LoadedNetwork
from explorer.networks.stages import stage_strides
from explorer.photographs.photograph import Photograph
from tests.inspection.conftest import module_of
from tests.inspection.oracle import relative

Networks = Callable[..., LoadedNetwork]


@pytest.mark.parametrize("kind", ["resnet18", "cifar", "plain"])
def test_grad_cam_is_captums(
    kind: str, network: Networks, photographs: tuple[Photograph, ...]
) -> None:
    looking = network(kind, torch.float64)
    hooked = module_of(kind).double().eval()
    largest = np.zeros(len(stage_strides(hooked)))
    for class_ in range(2):
        found = inspect(looking, photographs[:1], class_)[0]
        picture = torch.from_numpy(found.input)[None]
        for index, stage in enumerate(found.stages):
            layer = getattr(hooked, f"layer{index + 1}")
            captums = LayerGradCam(hooked, layer).attribute(picture, class_, relu_attributions=True)
            assert relative(cam(stage), captums[0, 0].detach().numpy()) < 1e-6
            largest[index] = max(largest[index], cam(stage).max())
    assert (largest > 0).all()  # not only zeros were compared


@pytest.mark.parametrize("kind", ["resnet18", "cifar", "pre-activation"])
def test_at_the_last_stage_grad_cam_is_cam_and_hires_cam(
    kind: str, network: Networks, photographs: tuple[Photograph, ...]
) -> None:
    looking = network(kind, torch.float64)
    largest = 0.0
    for class_ in range(4):
        last = inspect(looking, photographs[:1], class_)[0].stages[-1]
        weights = looking.module.fc.weight[class_].detach().numpy()
        zhou = np.maximum(np.einsum("c,chw->hw", weights, last.features), 0)  # Zhou et al. 2016
        assert relative(cam(last) * zhou.size, zhou) < 1e-9
        assert relative(cam(last, "hires-cam"), cam(last)) < 1e-9
        largest = max(largest, zhou.max())
    assert largest > 0


def test_grad_cam_plus_plus_is_the_papers_formula() -> None:
    random = np.random.default_rng(3)
    features = np.maximum(random.normal(size=(5, 6, 4)), 0)
    gradients = random.normal(size=(5, 6, 4))
    expected = np.zeros((6, 4))
    for channel, gradient in zip(features, gradients, strict=True):
        alpha = gradient**2 / (2 * gradient**2 + channel.sum() * gradient**3)
        expected += (alpha * np.maximum(gradient, 0)).sum() * channel
    found = cam(Stage("stage1", features, gradients, 4), "grad-cam++")
    np.testing.assert_allclose(found, np.maximum(expected, 0), rtol=1e-12)


FEATURES = np.array([[[1.0, 2.0]], [[3.0, 0.0]]])
GRADIENTS = np.array([[[1.0, -3.0]], [[-1.0, 4.0]]])


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("grad-cam", [[3.5, 0.0]]),  # weights -1 and 1.5: -1 + 4.5, -2 + 0
        ("hires-cam", [[0.0, 0.0]]),  # 1 - 3, -6 + 0
        ("layer-cam", [[1.0, 0.0]]),  # 1 + 0, 0 + 0
        # channel 1: 1 / (2 + 3) = 0.2; channel 2: 4 / (2 + 3 x 4) = 2 / 7
        ("grad-cam++", [[0.2 + 6 / 7, 0.4]]),
    ],
)
def test_maps_worked_out_by_hand(method: str, expected: list[list[float]]) -> None:
    for dtype in (np.float32, np.float64):
        found = cam(Stage("stage1", FEATURES.astype(dtype), GRADIENTS.astype(dtype), 4), method)
        assert found.dtype == dtype
        np.testing.assert_allclose(found, expected, rtol=1e-6)


@pytest.mark.parametrize("method", METHODS)
def test_maps_without_evidence_are_zeros_and_not_nan(method: str) -> None:
    for features, gradients in (
        (np.zeros((3, 2, 2)), np.ones((3, 2, 2))),
        (np.ones((3, 2, 2)), np.zeros((3, 2, 2))),
        (np.ones((3, 2, 2)), -np.ones((3, 2, 2))),
        (-np.ones((3, 2, 2)), np.ones((3, 2, 2))),
    ):
        assert not cam(Stage("stage1", features, gradients, 4), method).any()


def test_an_unknown_method_is_refused() -> None:
    with pytest.raises(ValueError, match=r"grad-cam\+\+.*'grad_cam'"):
        cam(Stage("stage1", FEATURES, GRADIENTS, 4), "grad_cam")
