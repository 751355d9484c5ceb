from typing import Any

import pytest
import torch
from torch import nn
from torchvision.models import get_model, vgg11

from explorer.networks.architecture import Architecture, Layer, architecture, cifar_architecture
from explorer.networks.cifar_resnet import CifarResNet
from explorer.networks.families import PUBLISHED
from explorer.training.measuring.gradient_norms import convolutions


def every_layer(found: Architecture) -> list[Layer]:
    """As modules are listed: in a block the projection last."""
    held = [block for stage in found.stages for block in stage.blocks]
    inner = [(*block.layers, block.projection) for block in held]
    return [found.stem, *(layer for row in inner for layer in row if layer), found.head]


def on_meta(name: str) -> nn.Module:
    with torch.device("meta"):
        network: nn.Module = get_model(name)
    return network


@pytest.mark.parametrize("name", [row.name for row in PUBLISHED])
def test_layers_are_torchvision_s_modules_in_their_order(name: str) -> None:
    network = on_meta(name)
    weighted = [
        (path, module)
        for path, module in network.named_modules()
        if isinstance(module, nn.Conv2d | nn.Linear)
    ]
    found = architecture(network)
    assert len(every_layer(found)) == len(weighted)
    for layer, (path, module) in zip(every_layer(found), weighted, strict=True):
        if isinstance(module, nn.Linear):
            assert layer == Layer("fc", 1, module.out_features)
            continue
        shape = (module.kernel_size[0], module.out_channels, module.stride[0])
        assert (layer.kernel, layer.channels, layer.stride) == shape
        if path != "conv1":  # layer1.0.conv1 is stage1.block1.conv1, its downsample.0 the shortcut
            stage, block, part, *_ = path.removeprefix("layer").split(".")
            part = {"downsample": "shortcut"}.get(part, part)
            assert layer.name == f"stage{stage}.block{int(block) + 1}.{part}"
    row = next(row for row in PUBLISHED if row.name == name)
    assert found.depth == row.depth
    assert tuple(len(stage.blocks) for stage in found.stages) == row.blocks


def test_shortcuts_are_told_apart() -> None:
    def kinds(found: Architecture) -> list[str | None]:
        return [stage.blocks[place].shortcut for stage in found.stages for place in (0, 1)]

    assert kinds(architecture(on_meta("resnet18"))) == ["identity"] * 2 + [
        "projection", "identity",
    ] * 3  # fmt: skip
    assert kinds(architecture(on_meta("resnet50"))) == ["projection", "identity"] * 4
    assert kinds(cifar_architecture(20)) == ["identity"] * 2 + ["padding", "identity"] * 2
    assert kinds(cifar_architecture(20, residual=False)) == [None] * 6


@pytest.mark.parametrize("depth", [8, 20, 110])
@pytest.mark.parametrize("residual", [True, False])
@pytest.mark.parametrize("shortcut", ["A", "B"])
@pytest.mark.parametrize("block", ["original", "pre-activation"])
def test_what_settings_say_is_what_they_build(
    depth: int, residual: bool, shortcut: Any, block: Any
) -> None:
    with torch.device("meta"):
        network = CifarResNet(
            depth, residual=residual, shortcut=shortcut, block=block, width=4, classes=7
        )
    said = cifar_architecture(
        depth,
        residual=residual,
        shortcut=shortcut,
        pre_activation=block == "pre-activation",
        width=4,
        classes=7,
    )
    assert said == architecture(network)
    assert said.depth == depth
    # names are those of a race's record, where projections stand last
    names = [layer.name for layer in every_layer(said)[:-1]]
    recorded = [name for name, _ in convolutions(network)]
    assert sorted(names, key=lambda name: name.endswith("shortcut")) == recorded


def test_other_networks_and_depths_are_refused() -> None:
    with torch.device("meta"), pytest.raises(TypeError, match="VGG"):
        architecture(vgg11())
    with pytest.raises(ValueError, match="21"):
        cifar_architecture(21)
