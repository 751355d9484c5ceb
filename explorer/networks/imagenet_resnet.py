"""torchvision's ImageNet ResNets by depth: architecture, published weights, transform, classes.

Source: torchvision.models.resnet. Its bottlenecks put the stride on the 3x3 convolution, not, as
the 2015 paper does, on the first 1x1: 4.09e9 multiply-adds for ResNet-50 instead of 3.8e9.
"""

from collections.abc import Callable
from typing import cast

from PIL import Image
from torch import Tensor, nn
from torchvision.models import ResNet18_Weights, WeightsEnum, get_model_weights, resnet

from explorer.networks.names import imagenet_name
from explorer.networks.scaling import InputScaling

VERSIONS = ("V1", "V2")


def published(depth: int, weights_version: str = "V1") -> WeightsEnum:
    """Torchvision's entry for published weights: url, file name, transform, classes, metrics.

    Args:
        depth: 18, 34, 50, 101 or 152.
        weights_version: `V1`, or `V2` (a newer training recipe) for depths 50, 101 and 152.

    Raises:
        ValueError: There is no such network or no such version of its weights.
    """
    name = imagenet_name(depth).text
    entries: list[WeightsEnum] = list(get_model_weights(name))  # without the alias DEFAULT
    found = {entry.name: entry for entry in entries}
    entry = found.get(f"IMAGENET1K_{weights_version.strip().upper()}")
    if entry is None:
        offered = " and ".join(version.removeprefix("IMAGENET1K_") for version in found)
        raise ValueError(
            f"torchvision publishes weights {offered} for {name}, got {weights_version!r}: "
            f"choose {offered}" + ("" if len(found) > 1 else ", or a depth of 50, 101 or 152")
        )
    return entry


def file_name(weights: WeightsEnum) -> str:
    """The name under which torch's cache keeps the weights."""
    return cast(str, weights.url).rsplit("/", 1)[-1]


def class_names(weights: WeightsEnum) -> tuple[str, ...]:
    """The 1000 classes in the order of the logits."""
    return tuple(weights.meta["categories"])


def build(depth: int, *, classes: int = 1000) -> nn.Module:
    """Torchvision's ResNet of that depth with weights drawn at random.

    Its ReLUs do not work in place: an in-place ReLU overwrites what a hook has captured.

    Raises:
        ValueError: torchvision has no ResNet of that depth.
    """
    network: nn.Module = getattr(resnet, imagenet_name(depth).text)(num_classes=classes)
    for module in network.modules():
        if isinstance(module, nn.ReLU):
            module.inplace = False
    return network


def transform(scaling: InputScaling, *, resize: int, size: int) -> Callable[[Image.Image], Tensor]:
    """Torchvision's evaluation transform: shorter side to `resize`, centre crop, scaling.

    Args:
        scaling: Mean and standard deviation of the channels.
        resize: Pixels of the shorter side before the crop, antialiased bilinear.
        size: Pixels of the square crop.

    Returns:
        From an RGB image to (3, size, size) float32.
    """
    preset: Callable[[Image.Image], Tensor] = ResNet18_Weights.IMAGENET1K_V1.transforms(
        resize_size=resize, crop_size=size, mean=scaling.mean, std=scaling.std
    )
    return preset
