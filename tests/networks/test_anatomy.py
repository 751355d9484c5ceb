import pytest
import torch
from torch import nn
from torchvision.models import get_model, get_model_weights, vgg11
from torchvision.models.resnet import Bottleneck, ResNet

from explorer.networks.anatomy import BlockAnatomy, anatomy, totals
from explorer.networks.cifar_resnet import CifarResNet
from explorer.networks.families import CIFAR_DEPTHS, PUBLISHED
from explorer.networks.stages import stages, stem


def on_meta(name: str) -> nn.Module:
    with torch.device("meta"):
        network: nn.Module = get_model(name)
    return network


def hooked_multiply_adds(network: nn.Module, images: torch.Tensor) -> int:
    """Counted once more while the network runs: output cells x weights of one output cell."""
    counted = []

    def count(module: nn.Module, _: object, output: torch.Tensor) -> None:
        assert isinstance(module, nn.Conv2d | nn.Linear)
        cells = output[0].numel() // module.weight.shape[0]
        counted.append(cells * module.weight.numel())

    for module in network.modules():
        if isinstance(module, nn.Conv2d | nn.Linear):
            module.register_forward_hook(count)
    network(images)
    return sum(counted)


@pytest.mark.parametrize("name", [row.name for row in PUBLISHED])
def test_imagenet_totals_are_torchvision_s(name: str) -> None:
    meta = get_model_weights(name)["IMAGENET1K_V1"].meta
    found = totals(anatomy(on_meta(name), 224))
    assert found.parameters == meta["num_params"]
    assert found.multiply_adds / 1e9 == pytest.approx(meta["_ops"], rel=0.01)


@pytest.mark.parametrize(
    ("depth", "paper"), [(18, 1.8e9), (34, 3.6e9), (50, 3.8e9), (101, 7.6e9), (152, 11.3e9)]
)
def test_with_the_paper_s_stride_the_paper_s_table_is_found(depth: int, paper: float) -> None:
    found = totals(anatomy(on_meta(f"resnet{depth}"), 224))
    # The table cuts off after one decimal: 3.86e9 is printed as 3.8e9.
    assert -0.05e9 < found.multiply_adds_paper_stride - paper < 0.1e9
    if depth >= 50:
        assert found.multiply_adds - paper > 0.19e9
        network = on_meta(f"resnet{depth}")
        for block in network.modules():
            if isinstance(block, Bottleneck):
                block.conv1.stride, block.conv2.stride = block.conv2.stride, block.conv1.stride
        counted = hooked_multiply_adds(network, torch.empty(1, 3, 224, 224, device="meta"))
        assert found.multiply_adds_paper_stride == counted
    else:
        assert found.multiply_adds_paper_stride == found.multiply_adds


@pytest.mark.parametrize("depth", CIFAR_DEPTHS)
@pytest.mark.parametrize("settings", [{}, {"residual": False}, {"shortcut": "B"}])
@pytest.mark.parametrize("block", ["original", "pre-activation"])
def test_cifar_totals_are_what_runs(depth: int, settings: dict[str, object], block: str) -> None:
    with torch.device("meta"):
        network = CifarResNet(depth, **settings, block=block)  # type: ignore[arg-type]
    found = totals(anatomy(network, 32))
    assert found.parameters == sum(p.numel() for p in network.parameters())
    images = torch.empty(1, 3, 32, 32, device="meta")
    assert found.multiply_adds == hooked_multiply_adds(network, images)


def last_rows(rows: tuple[BlockAnatomy, ...]) -> dict[str, BlockAnatomy]:
    """The last row of the stem, of each stage, of the head: what leaves it."""
    return {row.stage: row for row in rows}


def test_resnet_50_row_by_row() -> None:
    rows = anatomy(on_meta("resnet50"), 224)
    assert [row.block for row in rows[:3]] == ["stem", "stage1.block1", "stage1.block2"]
    assert len(rows) == 18
    first = rows[1]
    # 1x1 64-64, 3x3 64-64, 1x1 64-256 and the projection 64-256, on 56 x 56.
    weights = 64 * 64 + 9 * 64 * 64 + 64 * 256 + 64 * 256
    assert first.multiply_adds == 56 * 56 * weights
    assert first.parameters == weights + 2 * (64 + 64 + 256 + 256)
    by_stage = last_rows(rows)
    assert [row.output_shape for row in by_stage.values()] == [
        (64, 56, 56), (256, 56, 56), (512, 28, 28), (1024, 14, 14), (2048, 7, 7), (1000,),
    ]  # fmt: skip
    fields = [by_stage[name].receptive_field for name in ("stem", "stage1", "stage4")]
    assert fields == [11, 35, 427]
    assert [row.stride for row in by_stage.values()] == [4, 4, 8, 16, 32, 224]
    assert by_stage["head"].parameters == 2048 * 1000 + 1000


def test_shapes_are_those_that_run() -> None:
    for network, size, classes in (
        (CifarResNet(14), 33, 10),
        (get_model("resnet18", num_classes=3), 97, 3),
    ):
        with torch.inference_mode():
            x = stem(network, torch.randn(1, 3, size, size))
            shapes = [tuple(x.shape[1:])]
            for stage in stages(network):
                x = stage(x)
                shapes.append(tuple(x.shape[1:]))
        assert [row.output_shape for row in last_rows(anatomy(network, size)).values()] == [
            *shapes,
            (classes,),
        ]


def positive(network: nn.Module) -> nn.Module:
    """Weights above zero and no normalisation, so that no gradient is lost to a ReLU or a sign."""
    for name, module in list(network.named_modules()):
        if isinstance(module, nn.BatchNorm2d):
            network.set_submodule(name, nn.Identity())
        elif isinstance(module, nn.Conv2d):
            nn.init.constant_(module.weight, 1 / module.weight[0].numel())
        elif isinstance(module, nn.MaxPool2d):  # a mean over the same window reaches every pixel
            network.set_submodule(name, nn.AvgPool2d(3, 2, 1))
    return network.double().eval()


SMALL = {
    "basic blocks": (lambda: get_model("resnet18"), 256),
    "bottlenecks": (lambda: ResNet(Bottleneck, [1, 1, 1, 1], width_per_group=8), 128),
    "groups": (lambda: ResNet(Bottleneck, [1, 1, 1, 1], groups=2, width_per_group=4), 128),
    "cifar": (lambda: CifarResNet(14, width=2), 64),
    "cifar plain": (lambda: CifarResNet(14, width=2, residual=False), 64),
}


@pytest.mark.parametrize("kind", SMALL)
def test_the_receptive_field_is_what_a_cell_s_gradient_reaches(kind: str) -> None:
    build, size = SMALL[kind]
    torch.manual_seed(0)
    network = build()
    rows = last_rows(anatomy(network, size))
    network = positive(network).requires_grad_(False)
    image = torch.ones(1, 3, size, size, dtype=torch.float64, requires_grad=True)
    x = stem(network, image)
    maps = [x]
    for stage in stages(network):
        maps.append(x := stage(x))
    for name, features in zip(rows, maps, strict=False):
        expected = rows[name].receptive_field
        if expected > size * 0.9:
            continue  # the border cuts it off
        middle = features.shape[-1] // 2
        (gradient,) = torch.autograd.grad(
            features[0, :, middle, middle].sum(), image, retain_graph=True
        )
        reached = gradient[0].abs().sum(0).sum(0).nonzero().flatten()
        assert int(reached[-1] - reached[0]) + 1 == expected, name
    assert rows["stage2"].receptive_field < size * 0.9


def test_other_networks_are_refused() -> None:
    with torch.device("meta"), pytest.raises(TypeError, match="VGG"):
        anatomy(vgg11(), 224)
