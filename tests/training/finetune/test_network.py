import math

import pytest
import torch
from PIL import Image
from torch import nn

from explorer.networks.catalog.catalog import load
from explorer.networks.cifar_resnet import CifarResNet
from explorer.networks.imagenet_resnet import build
from explorer.networks.stages import head, stages, stem
from explorer.networks.weights.checkpoint import write_safetensors
from explorer.training.finetune.network import (
    STAGE_FALL,
    STAGE_RATE,
    head_rate,
    learning_mode,
    parameter_groups,
    pooled_features,
    rate_factor,
    scaled,
    tunable_copy,
)


@pytest.fixture(scope="module")
def imagenet(tmp_path_factory):
    path = tmp_path_factory.mktemp("imagenet") / "own.safetensors"
    write_safetensors(path, build(18, classes=6))
    return load("resnet18", checkpoint=path, device="cpu")


def learning(network: nn.Module) -> set[str]:
    return {name.split(".")[0] for name, p in network.named_parameters() if p.requires_grad}


def test_what_learns(resnet20, imagenet):
    assert learning(tunable_copy(resnet20, 3, "head")) == {"fc"}
    assert learning(tunable_copy(resnet20, 3, "last-stage")) == {"fc", "layer3"}
    assert learning(tunable_copy(imagenet, 3, "last-stage")) == {"fc", "layer4"}
    everything = tunable_copy(imagenet, 3, "all")
    assert all(parameter.requires_grad for parameter in everything.parameters())


def test_the_copy_answers_as_the_original_but_for_a_new_head(resnet20, imagenet):
    for loaded in (resnet20, imagenet):
        before = {key: value.clone() for key, value in loaded.module.state_dict().items()}
        copy = tunable_copy(loaded, 5, "all")
        images = torch.rand(2, 3, 64, 64)
        assert copy(images).shape == (2, 5)
        assert not copy(images).any()  # a head of zeros
        x = stem(loaded.module, images)
        for stage in stages(loaded.module):
            x = stage(x)
        with torch.no_grad():
            assert torch.equal(
                head(loaded.module, x), loaded.module.fc(pooled_features(copy, images))
            )
            for parameter in copy.parameters():
                parameter.add_(1)
        assert all(torch.equal(before[k], v) for k, v in loaded.module.state_dict().items())
        assert not any(parameter.requires_grad for parameter in loaded.module.parameters())


def test_a_pre_activation_networks_final_norm_learns_with_its_last_stage(tmp_path):
    write_safetensors(tmp_path / "a.safetensors", CifarResNet(8, block="pre-activation"))
    loaded = load(None, checkpoint=tmp_path / "a.safetensors", device="cpu")
    network = tunable_copy(loaded, 4, "last-stage")
    assert learning(network) == {"fc", "layer3", "final_bn"}
    assert network.settings["classes"] == 4
    assert network.settings["block"] == "pre-activation"
    grouped = [p for group in parameter_groups(network, 0.1) for p in group["params"]]
    assert {id(p) for p in grouped} == {id(p) for p in network.parameters() if p.requires_grad}


def test_rates_fall_towards_the_input_and_norms_do_not_decay(resnet20):
    network = tunable_copy(resnet20, 2, "all")
    groups = parameter_groups(network, 0.5)
    rates = {id(p): group["lr"] for group in groups for p in group["params"]}
    decays = {id(p): group["weight_decay"] for group in groups for p in group["params"]}
    assert rates.keys() == {id(p) for p in network.parameters()}
    for name, expected in (
        ("fc.weight", 0.5),
        ("layer3.0.conv1.weight", STAGE_RATE),
        ("layer2.0.conv1.weight", STAGE_RATE / STAGE_FALL),
        ("layer1.0.conv1.weight", STAGE_RATE / STAGE_FALL**2),
        ("conv1.weight", STAGE_RATE / STAGE_FALL**2),
        ("bn1.bias", STAGE_RATE / STAGE_FALL**2),
    ):
        assert rates[id(network.get_parameter(name))] == pytest.approx(expected)
    assert decays[id(network.get_parameter("layer2.0.bn1.weight"))] == 0
    assert decays[id(network.get_parameter("layer2.0.conv1.weight"))] > 0


def test_statistics_move_only_in_parts_that_learn(resnet20):
    network = tunable_copy(resnet20, 2, "last-stage")
    learning_mode(network, "last-stage", frozen_statistics=False)
    moving = {n.split(".")[0] for n, m in network.named_modules() if m.training}
    assert moving == {"layer3"}
    learning_mode(network, "last-stage", frozen_statistics=True)
    assert not any(module.training for module in network.modules())


def test_the_heads_first_step_moves_a_logit_by_a_quarter():
    features = torch.rand(8, 64, generator=torch.Generator().manual_seed(0)) * 5
    weight = torch.zeros(1, 64, requires_grad=True)
    optimiser = torch.optim.AdamW([weight], lr=head_rate(features), weight_decay=0)
    (features @ weight.T).sum().backward()
    optimiser.step()
    assert float((features @ weight.T).detach().abs().mean()) == pytest.approx(0.25, rel=1e-4)


def test_rates_warm_up_and_come_down():
    factors = [rate_factor(step, 100) for step in range(100)]
    assert factors[0] == pytest.approx(0.1)
    assert max(factors) == factors[9]
    assert factors[9:] == sorted(factors[9:], reverse=True)
    assert factors[50] == pytest.approx(0.5 * (1 + math.cos(math.pi / 2)))
    assert 0 < factors[99] < 0.001
    assert rate_factor(0, 1) == 1


def test_scaling_is_the_networks_own_to_the_bit(resnet20, shapes):
    path = sorted(shapes.rglob("*.png"))[0]
    with Image.open(path) as picture:
        upright = picture.convert("RGB")
    expected = resnet20.transform(upright)
    square = upright.resize((int(32 * 52 / 44), 32), Image.Resampling.BILINEAR)
    left = round((square.width - 32) / 2)
    cut = square.crop((left, 0, left + 32, 32))
    pixels = torch.frombuffer(bytearray(cut.tobytes()), dtype=torch.uint8).reshape(1, 32, 32, 3)
    assert torch.equal(scaled(pixels, resnet20.scaling)[0], expected)
