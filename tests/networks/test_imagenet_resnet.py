import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn
from torchvision import models

from explorer.networks.families import PUBLISHED
from explorer.networks.imagenet_resnet import (
    build,
    class_names,
    file_name,
    planes,
    published,
    scaled,
)
from explorer.networks.scaling import InputScaling

V1_FILES = {
    18: "resnet18-f37072fd.pth",
    34: "resnet34-b627a593.pth",
    50: "resnet50-0676ba61.pth",
    101: "resnet101-63fe2227.pth",
    152: "resnet152-394f9c45.pth",
}


@pytest.mark.parametrize("depth", V1_FILES)
def test_v1_is_published_at_every_depth(depth: int) -> None:
    assert published(depth).name == "IMAGENET1K_V1"
    assert file_name(published(depth)) == V1_FILES[depth]
    assert len(class_names(published(depth))) == 1000


def test_v2_is_published_for_bottlenecks_only() -> None:
    for depth in (50, 101, 152):
        assert published(depth, "v2").name == "IMAGENET1K_V2"
    for depth in (18, 34):
        with pytest.raises(ValueError, match=f"publishes weights V1 for resnet{depth}, got 'V2'"):
            published(depth, "V2")
    with pytest.raises(ValueError, match="V1 and V2"):
        published(50, "V3")


@pytest.mark.parametrize("name", [row.name for row in PUBLISHED if not row.listed])
def test_wider_networks_are_published_by_name(name: str) -> None:
    assert published(name).url == models.get_model_weights(name)["IMAGENET1K_V1"].url
    only = "V1" if name == "resnext101_64x4d" else "V1 and V2"
    with pytest.raises(ValueError, match=f"publishes weights {only} for {name}.*choose {only}$"):
        published(name, "V3")


def test_the_network_is_torchvision_s_own() -> None:
    torch.manual_seed(0)
    theirs = models.resnet34(num_classes=9).eval()
    ours = build(34, classes=9).eval()
    ours.load_state_dict(theirs.state_dict(), strict=True)
    images = torch.randn(2, 3, 64, 64)
    assert torch.equal(ours(images), theirs(images))
    relus = [module for module in ours.modules() if isinstance(module, nn.ReLU)]
    assert relus
    assert not any(relu.inplace for relu in relus)


def test_the_transform_is_torchvision_s_own() -> None:
    random = np.random.default_rng(0)
    image = Image.fromarray(random.integers(0, 256, (300, 411, 3), dtype=np.uint8))
    scaling = InputScaling((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
    for weights, resize in (
        (models.ResNet50_Weights.IMAGENET1K_V1, 256),
        (models.ResNet50_Weights.IMAGENET1K_V2, 232),
    ):
        square = planes(image, resize=resize, size=224)
        expected = weights.transforms()(image)
        assert torch.equal(scaled(square, scaling), expected)
        assert torch.equal(scaled(torch.stack([square, square]), scaling)[1], expected)


def test_another_depth_is_refused() -> None:
    with pytest.raises(ValueError, match="18, 34, 50, 101, 152, got 20"):
        build(20)
