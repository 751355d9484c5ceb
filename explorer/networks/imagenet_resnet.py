"""torchvision's ImageNet ResNets by depth or name: architecture, weights, transform, classes.

Source: torchvision.models.resnet. Its bottlenecks put the stride on the 3x3 convolution, not, as
the 2015 paper does, on the first 1x1: 4.09e9 multiply-adds for ResNet-50 instead of 3.8e9.
"""

from typing import cast

from PIL import Image
from torch import Tensor, nn
from torchvision.models import WeightsEnum, get_model_weights, resnet
from torchvision.transforms import functional

from explorer.networks.families import published_network
from explorer.networks.names import imagenet_name
from explorer.networks.scaling import InputScaling
from explorer.sentences.listed import joined
from explorer.sentences.sentence import refusal


def published(network: int | str, weights_version: str = "V1") -> WeightsEnum:
    """Torchvision's entry for published weights: url, file name, transform, classes, metrics.

    Args:
        network: A name, or the depth of the ResNet of that depth.
        weights_version: `V1`, or `V2` (a newer training recipe) for depths 50, 101 and 152.

    Raises:
        ValueError: There is no such network or no such version of its weights.
    """
    name = _name(network)
    entries: list[WeightsEnum] = list(get_model_weights(name))  # without the alias DEFAULT
    found = {entry.name: entry for entry in entries}
    entry = found.get(f"IMAGENET1K_{weights_version.strip().upper()}")
    if entry is None:
        row = published_network(name)
        versions = [version.removeprefix("IMAGENET1K_") for version in found]
        if len(found) == 1 and row is not None and row.listed:
            raise refusal(
                "torchvision publishes weights {version} for {network}, got {value!r}: "
                "choose {version}, or a depth of 50, 101 or 152",
                version=versions[0],
                network=name,
                value=weights_version,
            )
        raise refusal(
            "torchvision publishes weights {versions} for {network}, got {value!r}: "
            "choose {versions}",
            versions=joined("{before} and {next}", versions),
            network=name,
            value=weights_version,
        )
    return entry


def file_name(weights: WeightsEnum) -> str:
    """The name under which torch's cache keeps the weights."""
    return cast(str, weights.url).rsplit("/", 1)[-1]


def class_names(weights: WeightsEnum) -> tuple[str, ...]:
    """The 1000 classes in the order of the logits."""
    return tuple(weights.meta["categories"])


def build(network: int | str, *, classes: int = 1000) -> nn.Module:
    """Torchvision's ResNet of that depth or name with weights drawn at random.

    Its ReLUs do not work in place: an in-place ReLU overwrites what a hook has captured.

    Raises:
        ValueError: torchvision has no ResNet of that depth.
    """
    made: nn.Module = getattr(resnet, _name(network))(num_classes=classes)
    for module in made.modules():
        if isinstance(module, nn.ReLU):
            module.inplace = False
    return made


def planes(image: Image.Image, *, resize: int, size: int) -> Tensor:
    """The square of a photograph that a network sees, by torchvision's evaluation transform.

    The colours of a pixel, beside each other in a photograph, are laid out as planes: subtracting
    a mean of each channel then takes a quarter of the time.

    Args:
        image: RGB.
        resize: Pixels of the shorter side before the crop, antialiased bilinear.
        size: Pixels of the square centre crop.

    Returns:
        (3, size, size) uint8.
    """
    square = functional.center_crop(functional.resize(image, [resize], antialias=True), [size])
    colours: Tensor = functional.pil_to_tensor(square)
    return colours.contiguous()


def scaled(squares: Tensor, scaling: InputScaling) -> Tensor:
    """The rest of that transform, to the bit: from 0 to 1, then by mean and standard deviation.

    Args:
        squares: (..., 3, size, size) uint8, of `planes`.
        scaling: Of the channels.

    Returns:
        Of the same shape, float32.
    """
    values = functional.convert_image_dtype(squares)
    mean, std = list(scaling.mean), list(scaling.std)
    normalized: Tensor = functional.normalize(values, mean, std, inplace=True)
    return normalized


def _name(network: int | str) -> str:
    return network if isinstance(network, str) else imagenet_name(network).text
