"""Small networks with lively statistics, and photographs drawn here."""

import copy
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn
from torchvision.models import resnet18
from torchvision.models.resnet import Bottleneck, ResNet

from explorer.networks.catalog.catalog import load
from explorer.networks.catalog.loaded import LoadedNetwork
from explorer.networks.cifar_resnet import CifarResNet
from explorer.networks.scaling import CIFAR, IMAGENET
from explorer.photographs.photograph import Photograph

KINDS = ("resnet18", "groups", "cifar", "plain", "pre-activation")


def loaded(module: nn.Module, precision: torch.dtype = torch.float32) -> LoadedNetwork:
    """A module as a library's user would hand it over, in the mode that it is in."""
    imagenet = not isinstance(module, CifarResNet)
    classes = module.fc.out_features  # type: ignore[union-attr]
    return LoadedNetwork(
        name="resnet18" if imagenet else "cifar-resnet20",
        module=module.to(precision),
        input_size=64 if imagenet else 32,
        resize=72 if imagenet else 32,
        scaling=IMAGENET if imagenet else CIFAR,
        class_names=tuple(f"class {index}" for index in range(classes)),
        weights="random",
        source="random weights: nothing learned yet",
        device=torch.device("cpu"),
    )


def lively(module: nn.Module) -> nn.Module:
    """BatchNorm as after training, so that a test sees whether eval mode is used."""
    generator = torch.Generator().manual_seed(1)
    for part in module.modules():
        if isinstance(part, nn.BatchNorm2d):
            nn.init.uniform_(part.weight, 0.5, 1.5, generator)
            nn.init.normal_(part.bias, 0, 0.2, generator)
            assert part.running_mean is not None
            assert part.running_var is not None
            part.running_mean.normal_(0, 0.2, generator=generator)
            part.running_var.uniform_(0.5, 1.5, generator=generator)
    return module


def module_of(kind: str) -> nn.Module:
    """One of KINDS, or "small", in train mode, its parameters requiring gradients."""
    torch.manual_seed(0)
    if kind == "resnet18":
        return lively(resnet18(num_classes=20))
    if kind == "groups":  # as resnext50_32x4d has them, in fewer blocks
        return lively(ResNet(Bottleneck, [1, 1, 1, 1], 20, groups=32, width_per_group=4))
    if kind == "small":
        return lively(CifarResNet(8))
    if kind == "pre-activation":
        return lively(CifarResNet(20, block="pre-activation", shortcut="B"))
    return lively(CifarResNet(20, residual=kind == "cifar"))


@pytest.fixture(scope="session")
def network() -> Callable[..., LoadedNetwork]:
    """A frozen network of one of KINDS, or "small"; shared by tests, so a change would show."""
    made: dict[tuple[str, torch.dtype], LoadedNetwork] = {}

    def frozen(kind: str = "cifar", precision: torch.dtype = torch.float32) -> LoadedNetwork:
        if (kind, precision) not in made:
            module = copy.deepcopy(module_of(kind)).eval().requires_grad_(False)
            made[kind, precision] = loaded(module, precision)
        return made[kind, precision]

    return frozen


@pytest.fixture(scope="session")
def photographs() -> tuple[Photograph, ...]:
    """Three: wide, tall and square, of smooth colours with some noise."""
    random = np.random.default_rng(0)
    made = []
    for name, (height, width) in (("wide", (50, 90)), ("tall", (101, 67)), ("square", (40, 40))):
        rows, columns = np.mgrid[:height, :width]
        colours = [
            127 + 120 * np.sin((a * rows + b * columns) / 9) for a, b in random.random((3, 2))
        ]
        noise = random.normal(0, 12, (height, width, 3))
        pixels = (np.stack(colours, axis=-1) + noise).clip(0, 255).astype(np.uint8)
        made.append(Photograph(name, pixels))
    return tuple(made)


@pytest.fixture(scope="session")
def trained(shared_data: Path) -> Callable[[str], LoadedNetwork]:
    """An ImageNet network with trained weights, `resnet18` or `resnet50`."""

    def checkpoint(name: str, precision: str = "float32") -> LoadedNetwork:
        path = shared_data / "imagenet-checkpoints" / f"{name}.pth"
        return load(name, checkpoint=path, device="cpu", precision=precision)  # type: ignore[arg-type]

    return checkpoint
