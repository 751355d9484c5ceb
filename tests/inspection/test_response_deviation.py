"""Standard deviations of responses, against hooks in plain torch."""

import weakref
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch import Tensor, nn
from torchvision.models import resnet50

from explorer.inspection.response_deviation import (
    photograph_batches,
    response_deviation,
    response_steps,
    table,
)
from explorer.networks.catalog.catalog import load
from explorer.networks.catalog.loaded import LoadedNetwork
from explorer.networks.cifar_resnet import CifarResNet
from explorer.photographs.ahead import BATCH as READ_TOGETHER
from explorer.photographs.photograph import Photograph
from tests.inspection.conftest import lively, loaded, module_of

Networks = Callable[..., LoadedNetwork]
Photographs = tuple[Photograph, ...]


def hooked(module: nn.Module, images: Tensor) -> list[float]:
    """Of every batch normalisation after a 3x3 convolution, in the order of the passes."""
    seen: list[Tensor] = []
    parts = [part for part in module.modules() if isinstance(part, nn.Conv2d | nn.BatchNorm2d)]
    # torchvision declares conv1, bn1, conv2, bn2 in order, and so does this program
    for before, after in pairwise(parts):
        if isinstance(before, nn.Conv2d) and before.kernel_size == (3, 3):
            assert isinstance(after, nn.BatchNorm2d)
            after.register_forward_hook(lambda _m, _i, output: seen.append(output.clone()))
    with torch.no_grad():
        module.double().eval()(images.double())
    return [float(np.std(each.numpy())) for each in seen]


@pytest.mark.parametrize("kind", ["cifar", "plain", "resnet18"])
def test_the_numbers_are_those_of_hooks(
    kind: str, network: Networks, photographs: Photographs
) -> None:
    looking = network(kind)
    images = torch.stack([looking.transform(each.image) for each in photographs])
    told: list[int] = []
    found = response_deviation(looking, [images[:1], images[1:]], "three drawn ones", told.append)
    np.testing.assert_allclose(found.deviation, hooked(module_of(kind), images), rtol=1e-5)
    layers = {"cifar": 19, "plain": 19, "resnet18": 16}[kind]
    assert len(found.layers) == layers
    assert found.layers[-1] == ("stage4.block2.conv2" if layers == 16 else "stage3.block3.conv2")
    assert found.depth == {"cifar": 20, "plain": 20, "resnet18": 18}[kind]
    assert (found.network, found.images, found.count) == (looking.name, "three drawn ones", 3)
    assert found.residual is (kind != "plain")
    assert told == [1, 3]


def test_a_bottlenecks_3x3_layer_alone_counts() -> None:
    torch.manual_seed(0)
    module = lively(resnet50(num_classes=3)).eval()
    images = torch.randn(2, 3, 64, 64)
    found = response_deviation(loaded(module), [images], "noise")
    assert len(found.layers) == 16
    assert found.layers[:2] == ("stage1.block1.conv2", "stage1.block2.conv2")
    np.testing.assert_allclose(found.deviation, hooked(module, images), rtol=1e-4)


def test_the_whole_spreads_more_than_one_image(network: Networks) -> None:
    looking = network("small")
    dark, bright = torch.full((1, 3, 32, 32), -2.0), torch.full((1, 3, 32, 32), 2.0)
    both = response_deviation(looking, [dark, bright], "two").deviation[0]
    each = [response_deviation(looking, [one], "one").deviation[0] for one in (dark, bright)]
    assert both > max(each)


def test_largest_first(network: Networks, photographs: Photographs) -> None:
    looking = network("small")
    found = response_deviation(looking, photograph_batches(looking, photographs), "three")
    ranked = found.deviation[found.by_magnitude]
    assert sorted(found.by_magnitude.tolist()) == list(range(7))
    assert (np.diff(ranked) <= 0).all()


def test_photographs_go_through_in_parts(network: Networks, photographs: Photographs) -> None:
    looking = network("small")
    parts = list(photograph_batches(looking, photographs * 6))
    assert [len(each) for each in parts] == [16, 2]
    torch.testing.assert_close(parts[0][0], looking.transform(photographs[0].image))


def test_photographs_are_read_in_parts_and_let_go(network: Networks, tmp_path: Path) -> None:
    looking, alive, most = network("small"), 0, 0
    draw = np.random.default_rng(0)
    pixels = [draw.integers(0, 256, (40, 50 + place, 3), np.uint8) for place in range(70)]

    def let_go() -> None:
        nonlocal alive
        alive -= 1

    def sources() -> Iterator[Photograph]:
        nonlocal alive, most
        for each in pixels:
            photograph = Photograph("drawn", each)
            weakref.finalize(photograph, let_go)
            alive += 1
            most = max(most, alive)
            yield photograph

    images = [Image.fromarray(each) for each in pixels]
    whole = [looking.batch(images[start : start + 16]) for start in range(0, 70, 16)]
    parts = list(photograph_batches(looking, sources()))
    assert [len(each) for each in parts] == [16, 16, 16, 16, 6]
    assert all(map(torch.equal, parts, whole))  # to the bit as all at once
    assert most <= 3 * READ_TOGETHER  # of one that is looked at, of one ahead, and of the last
    with pytest.raises(FileNotFoundError, match=r"absent\.png cannot be read"):
        list(photograph_batches(looking, [tmp_path / "absent.png"]))


def test_a_batch_at_a_time_whoever_has_heard_enough_leaves(network: Networks) -> None:
    looking, asked = network("small"), 0

    def batches() -> Iterator[Tensor]:
        nonlocal asked
        for _ in range(5):
            asked += 1
            yield torch.ones(2, 3, 32, 32)

    looking.module.train()
    steps = response_steps(looking, batches(), "white")
    assert [next(steps), next(steps)] == [2, 4]
    assert looking.module.training  # nor is the network held while nobody asks
    assert torch.is_grad_enabled()
    steps.close()
    assert asked == 2


@pytest.mark.parametrize("kind", ["cifar", "resnet18"])
def test_the_network_is_left_as_it_was(kind: str, photographs: Photographs) -> None:
    module = module_of(kind).train()
    before = {name: tensor.clone() for name, tensor in module.state_dict().items()}
    looking = loaded(module)
    response_deviation(looking, photograph_batches(looking, photographs), "three")
    assert all(part.training for part in module.modules())
    assert not any(part._forward_hooks for part in module.modules())
    assert all(torch.equal(before[name], tensor) for name, tensor in module.state_dict().items())
    assert all(parameter.grad is None for parameter in module.parameters())


@pytest.mark.parametrize("setting", [{"block": "pre-activation"}, {"normalization": "none"}])
def test_networks_that_figure_7_is_not_of(setting: dict[str, str]) -> None:
    other = loaded(CifarResNet(8, **setting))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="not followed by batch normalisation"):
        response_deviation(other, [torch.zeros(1, 3, 32, 32)], "none")


def test_no_images_and_no_numbers(network: Networks) -> None:
    with pytest.raises(ValueError, match="no images"):
        response_deviation(network("small"), [], "none")
    broken = CifarResNet(8)
    with torch.no_grad():
        broken.conv1.weight.fill_(float("inf"))
    with pytest.raises(ValueError, match="not finite"):
        response_deviation(loaded(broken), [torch.ones(1, 3, 32, 32)], "one")


def test_the_shipped_pair_shows_smaller_responses_of_the_residual_network(
    photographs: Photographs,
) -> None:
    """The paper's reading of its Figure 7, at the depth that comes with the program."""
    means = []
    for name in ("cifar-plain20", "cifar-resnet20"):
        network = load(name, device="cpu")
        found = response_deviation(network, photograph_batches(network, photographs), "three")
        means.append(found.deviation.mean())
    assert means[1] < means[0]


def test_the_table_to_the_letter(network: Networks) -> None:
    looking = network("small")
    found = response_deviation(looking, [torch.ones(2, 3, 32, 32)], "two, all white")
    first, second, *rest = table([found]).splitlines()
    assert first == "network,layer,name,deviation,images,count"
    assert second == f'cifar-resnet20,1,conv1,{found.deviation[0]:.6g},"two, all white",2'
    assert len(rest) == 6
    assert rest[-1].startswith("cifar-resnet20,7,stage3.block1.conv2,")
