import pytest
import torch
from torch import nn
from torchvision.models import resnet18, resnet50, vgg11

from explorer.networks import imagenet_resnet
from explorer.networks.cifar_resnet import CifarResNet
from explorer.networks.stages import (
    after_sum,
    blocks,
    family,
    head,
    head_bias,
    head_weight,
    residual_branch,
    shortcut,
    stage_ends,
    stage_strides,
    stages,
    stem,
)

NETWORKS = {
    "torchvision's, in place": lambda: resnet18(num_classes=12),
    "imagenet 18": lambda: imagenet_resnet.build(18, classes=12),
    "imagenet 50": lambda: resnet50(num_classes=12),
    "imagenet wide": lambda: imagenet_resnet.build("wide_resnet50_2", classes=12),
    "imagenet grouped": lambda: imagenet_resnet.build("resnext50_32x4d", classes=12),
    "cifar": lambda: CifarResNet(14),
    "cifar plain": lambda: CifarResNet(14, residual=False),
    "cifar pre-activation": lambda: CifarResNet(14, block="pre-activation", shortcut="B"),
    "cifar scaled": lambda: CifarResNet(14, shortcut_scale=0.5),
}


@pytest.fixture(params=NETWORKS, scope="module")
def network(request: pytest.FixtureRequest) -> nn.Module:
    torch.manual_seed(7)
    return NETWORKS[request.param]().eval().requires_grad_(False)


@pytest.fixture(scope="module")
def images() -> torch.Tensor:
    return torch.randn(2, 3, 64, 64, generator=torch.Generator().manual_seed(2))


def test_stem_stages_and_head_are_the_forward_pass_to_the_bit(
    network: nn.Module, images: torch.Tensor
) -> None:
    x = stem(network, images)
    for stage in stages(network):
        x = stage(x)
    assert torch.equal(head(network, x), network(images))
    by_hand = x.mean((2, 3)) @ head_weight(network).T + head_bias(network)
    torch.testing.assert_close(head(network, x), by_hand)


def test_hooks_at_the_stage_ends_see_what_the_stages_give(
    network: nn.Module, images: torch.Tensor
) -> None:
    seen: list[torch.Tensor] = []
    hooks = [
        module.register_forward_hook(lambda _, __, output: seen.append(output.clone()))
        for module in stage_ends(network)
    ]
    network(images)
    for hook in hooks:
        hook.remove()
    x = stem(network, images)
    assert len(seen) == len(stages(network)) == len(stage_strides(network))
    assert family(network).classes == (1000 if len(seen) == 4 else 10)
    for stage, output in zip(stages(network), seen, strict=True):
        x = stage(x)
        assert torch.equal(x, output)


def test_a_stride_is_the_image_s_side_over_the_map_s(
    network: nn.Module, images: torch.Tensor
) -> None:
    x = stem(network, images)
    for stage, stride in zip(stages(network), stage_strides(network), strict=True):
        x = stage(x)
        assert 64 // x.shape[-1] == stride


def test_blocks_one_after_the_other_are_the_stages(
    network: nn.Module, images: torch.Tensor
) -> None:
    x = stem(network, images)
    ends = {}
    for name, block in blocks(network):
        branch, carried = residual_branch(block, x), shortcut(block, x)
        total = branch if carried is None else branch + carried
        kept = total.clone()
        y = after_sum(block, total)
        assert torch.equal(total, kept)
        assert torch.equal(y, block(x))
        ends[name.split(".")[0]] = x = y
    assert list(ends) == [f"stage{index}" for index in range(1, len(stages(network)) + 1)]
    assert torch.equal(ends["stage1"], stages(network)[0](stem(network, images)))


def test_blocks_are_counted_as_the_paper_counts_them() -> None:
    with torch.device("meta"):
        assert len(blocks(resnet18())) == 8
        names = [name for name, _ in blocks(resnet50())]
        assert names[:4] == ["stage1.block1", "stage1.block2", "stage1.block3", "stage2.block1"]
        assert len(names) == 16
        assert len(blocks(CifarResNet(56))) == 27


def test_other_networks_are_refused() -> None:
    with torch.device("meta"):
        network = vgg11()
    for ask in (stages, blocks, stage_strides, head_weight):
        with pytest.raises(TypeError, match="VGG is not a network with known stages"):
            ask(network)
    for ask_block in (residual_branch, shortcut, after_sum):
        with pytest.raises(TypeError, match="ReLU is not a block"):
            ask_block(nn.ReLU(), torch.zeros(1))
