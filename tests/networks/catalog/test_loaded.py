import numpy as np
import pytest
import torch
from PIL import Image
from torchvision.models import ResNet18_Weights
from torchvision.transforms import v2

from explorer.networks.catalog.loaded import LoadedNetwork
from explorer.networks.cifar_resnet import CifarResNet
from explorer.networks.imagenet_resnet import build
from explorer.networks.scaling import CIFAR, IMAGENET, NONE, InputScaling


def a_network(
    module: torch.nn.Module, size: int, resize: int, scaling: InputScaling
) -> LoadedNetwork:
    return LoadedNetwork(
        "x", module, size, resize, scaling, (), "own", "a test", torch.device("cpu")
    )


@pytest.fixture(scope="module")
def photograph() -> Image.Image:
    random = np.random.default_rng(0)
    return Image.fromarray(random.integers(0, 256, (301, 412, 3), dtype=np.uint8))


def test_imagenet_s_transform_is_torchvision_s(photograph: Image.Image) -> None:
    network = a_network(build(18), 224, 256, IMAGENET)
    expected = ResNet18_Weights.IMAGENET1K_V1.transforms()(photograph)
    assert torch.equal(network.transform(photograph), expected)
    assert network.precision == "float32"


@pytest.mark.parametrize("threads", [1, 3])
def test_a_batch_is_each_photograph_alone_to_the_bit_on_any_threads(
    photograph: Image.Image, threads: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch, "get_num_threads", lambda: threads)
    network = a_network(build(18), 224, 256, IMAGENET)
    photographs = [photograph, photograph.rotate(90, expand=True), photograph.convert("L")] * 2
    together = network.batch(photographs)
    assert torch.equal(together, torch.stack([network.transform(each) for each in photographs]))
    with pytest.raises(ValueError, match=r"1 x 30000 pixels.*200 times"):
        network.batch([*photographs, Image.new("RGB", (1, 30000))])


def test_precision_is_that_of_the_weights(photograph: Image.Image) -> None:
    network = a_network(build(18).double(), 224, 256, IMAGENET)
    seen = network.transform(photograph)
    assert (network.precision, network.dtype, seen.dtype) == ("float64", *[torch.float64] * 2)
    expected = ResNet18_Weights.IMAGENET1K_V1.transforms()(photograph)
    assert torch.equal(seen, expected.double())


def test_cifar_s_transform_is_shorter_side_to_32_centre_crop_and_scaling(
    photograph: Image.Image,
) -> None:
    network = a_network(CifarResNet(8), 32, 32, CIFAR)
    steps = v2.Compose([
        v2.Resize(32, antialias=True),
        v2.CenterCrop(32),
        v2.PILToTensor(),
        v2.ToDtype(torch.float32, scale=True),
        v2.Normalize([0.4914, 0.4822, 0.4465], [0.2470, 0.2435, 0.2616]),
    ])  # fmt: skip
    torch.testing.assert_close(network.transform(photograph), steps(photograph))
    small = photograph.resize((32, 32))
    unscaled = a_network(CifarResNet(8), 32, 32, NONE).transform(small)
    assert torch.equal(unscaled, v2.functional.pil_to_tensor(small) / 255)


@pytest.mark.parametrize("mode", ["L", "RGBA", "P", "CMYK", "1"])
def test_other_modes_are_converted(photograph: Image.Image, mode: str) -> None:
    network = a_network(CifarResNet(8), 32, 32, NONE)
    other = photograph.convert(mode)
    assert torch.equal(network.transform(other), network.transform(other.convert("RGB")))


def test_a_pixel_is_a_photograph_and_a_thread_is_refused() -> None:
    network = a_network(CifarResNet(8), 32, 32, NONE)
    seen = network.transform(Image.new("RGB", (1, 1), (255, 0, 51)))
    torch.testing.assert_close(seen, torch.tensor([1.0, 0.0, 0.2])[:, None, None].expand(3, 32, 32))
    with pytest.raises(ValueError, match=r"1 x 30000 pixels.*200 times"):
        network.transform(Image.new("RGB", (1, 30000)))
