import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn
from torchvision.models import ResNet18_Weights, ResNet50_Weights, resnet18, resnet50

from explorer.networks.catalog import request
from explorer.networks.catalog.loaded import LoadedNetwork
from explorer.networks.catalog.request import RANDOM_SOURCE, Request
from explorer.networks.cifar_resnet import CifarResNet
from explorer.networks.imagenet_resnet import file_name, published
from explorer.networks.scaling import CIFAR, IMAGENET, InputScaling
from explorer.networks.weights.checkpoint import write_safetensors


def asked(name: str | None, **changed: Any) -> LoadedNetwork:
    defaults: dict[str, Any] = {
        "device": "cpu",
        "weights_version": "V1",
        "weights_folder": None,
        "checkpoint": None,
        "class_names": None,
        "scaling": None,
        "precision": "float32",
    }
    return Request.of(name, **{**defaults, **changed}).fulfil(None)


@pytest.fixture(autouse=True)
def assets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(request, "asset", lambda relative: tmp_path / "assets" / relative)
    return tmp_path / "assets"


@pytest.fixture(autouse=True)
def no_download(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(url: str, *_: object) -> None:
        raise ConnectionError(url)

    monkeypatch.setattr(request, "download", refuse)


@pytest.fixture(scope="module")
def imagenet_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a download would have left: torchvision's layout under torchvision's file names."""
    folder = tmp_path_factory.mktemp("checkpoints")
    torch.manual_seed(0)
    torch.save(resnet18().state_dict(), folder / file_name(published(18)))
    return folder


@pytest.fixture(scope="module")
def photograph() -> Image.Image:
    random = np.random.default_rng(1)
    return Image.fromarray(random.integers(0, 256, (280, 350, 3), dtype=np.uint8))


@pytest.mark.usefixtures("unchecked_weights")
def test_cached_weights_with_torchvision_s_transform_and_classes(
    imagenet_folder: Path, photograph: Image.Image
) -> None:
    network = asked("resnet18", weights_folder=imagenet_folder)
    assert (network.name, network.input_size, network.resize) == ("resnet18", 224, 256)
    assert (network.weights, network.scaling) == ("cached", IMAGENET)
    assert "IMAGENET1K_V1" in network.source
    assert list(network.class_names) == ResNet18_Weights.IMAGENET1K_V1.meta["categories"]
    seen = network.transform(photograph)
    assert torch.equal(seen, ResNet18_Weights.IMAGENET1K_V1.transforms()(photograph))
    theirs = resnet18()
    theirs.load_state_dict(torch.load(imagenet_folder / file_name(published(18))))
    assert torch.equal(network.module(seen[None]), theirs.eval()(seen[None]))


@pytest.mark.usefixtures("unchecked_weights")
def test_a_loaded_network_is_frozen(imagenet_folder: Path) -> None:
    for network in (asked("resnet18", weights_folder=imagenet_folder), asked("cifar-resnet8")):
        assert not any(module.training for module in network.module.modules())
        assert not any(parameter.requires_grad for parameter in network.module.parameters())
        relus = [m for m in network.module.modules() if isinstance(m, nn.ReLU)]
        assert relus
        assert not any(relu.inplace for relu in relus)


@pytest.mark.usefixtures("unchecked_weights")
def test_v2_has_its_own_file_and_geometry(tmp_path: Path, photograph: Image.Image) -> None:
    with torch.device("meta"):
        state = resnet50().state_dict()
    zeros = {key: torch.zeros(tensor.shape, dtype=tensor.dtype) for key, tensor in state.items()}
    torch.save(zeros, tmp_path / "resnet50-11ad3fa6.pth")
    network = asked("resnet50", weights_version="v2", weights_folder=tmp_path)
    assert network.resize == 232
    expected = ResNet50_Weights.IMAGENET1K_V2.transforms()(photograph)
    assert torch.equal(network.transform(photograph), expected)
    with pytest.raises(ConnectionError, match=r"resnet50-0676ba61\.pth"):
        asked("resnet50", weights_folder=tmp_path)


@pytest.mark.usefixtures("unchecked_weights")
def test_weights_that_are_not_there_are_downloaded_with_progress(
    imagenet_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_for: list[tuple[str, Path, object]] = []

    def copy(url: str, folder: Path, progress: object) -> None:
        asked_for.append((url, folder, progress))
        name = url.rsplit("/", 1)[-1]
        folder.mkdir()
        (folder / name).write_bytes((imagenet_folder / name).read_bytes())

    monkeypatch.setattr(request, "download", copy)
    wanted = Request.of(
        "resnet18",
        device="cpu",
        weights_version="V1",
        weights_folder=tmp_path / "new",
        checkpoint=None,
        class_names=None,
        scaling=None,
        precision="float32",
    )

    def progress(done: int, total: int) -> None:
        pass

    assert wanted.fulfil(progress).weights == "cached"
    assert asked_for == [(ResNet18_Weights.IMAGENET1K_V1.url, tmp_path / "new", progress)]


@pytest.mark.parametrize("content", ["altered", "portal", "another network's"])
def test_a_cached_file_that_is_not_what_its_name_promises_is_to_be_deleted(
    imagenet_folder: Path, tmp_path: Path, content: str
) -> None:
    """100 bytes altered among the weights load without a word: the check sum alone tells."""
    depth = 34 if content == "another network's" else 18
    path = tmp_path / file_name(published(depth))
    whole = bytearray((imagenet_folder / file_name(published(18))).read_bytes())
    if content == "altered":
        for place in range(10_000_000, 10_000_100):
            whole[place] ^= 1
    path.write_bytes(b"<html>a portal</html>" if content == "portal" else whole)
    digits = hashlib.sha256(path.read_bytes()).hexdigest()[:8]
    promised = {18: "f37072fd", 34: "b627a593"}[depth]
    says = f"begins with {digits} and its name promises {promised}: delete it"
    with pytest.raises(ValueError, match=says) as caught:
        asked(f"resnet{depth}", weights_folder=tmp_path)
    assert str(path) in str(caught.value)


def test_a_cached_file_with_its_check_sum_is_used(
    imagenet_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = (imagenet_folder / file_name(published(18))).read_bytes()
    name = f"resnet18-{hashlib.sha256(content).hexdigest()[:8]}.pth"
    (tmp_path / name).write_bytes(content)
    monkeypatch.setattr("explorer.networks.imagenet_resnet.file_name", lambda _: name)
    assert asked("resnet18", weights_folder=tmp_path).source.endswith(name)


def test_an_empty_cached_file_says_so(tmp_path: Path) -> None:
    (tmp_path / file_name(published(18))).touch()
    with pytest.raises(ValueError, match=r"is empty \(0 bytes\): copy or download"):
        asked("resnet18", weights_folder=tmp_path)


@pytest.mark.parametrize("residual", [True, False])
def test_cifar_networks_without_weights_are_random_the_same_ones_each_time(residual: bool) -> None:
    name = f"cifar-{'resnet' if residual else 'plain'}14"
    torch.manual_seed(1)
    before = torch.get_rng_state()
    first, again = asked(name), asked(name)
    assert torch.equal(torch.get_rng_state(), before)
    assert (first.weights, first.source) == ("random", RANDOM_SOURCE)
    assert first.source == "random weights: nothing learned yet"
    assert (first.name, first.input_size, first.resize) == (name, 32, 32)
    assert (first.scaling, first.class_names[9]) == (CIFAR, "truck")
    images = torch.randn(2, 3, 32, 32)
    assert torch.equal(first.module(images), again.module(images))
    assert isinstance(first.module, CifarResNet)
    assert first.module.residual is residual


def test_bundled_weights_are_taken_with_what_is_recorded_beside_them(assets: Path) -> None:
    network = CifarResNet(14, residual=False, classes=3).eval()
    texts = {"class_names": json.dumps(["a", "b", "c"]), "input_scaling": "0.5/0.25"}
    write_safetensors(assets / "weights" / "cifar-plain14.safetensors", network, texts)
    bundled = asked("cifar-plain14")
    assert bundled.weights == "bundled"
    assert bundled.class_names == ("a", "b", "c")
    assert bundled.scaling == InputScaling((0.5,) * 3, (0.25,) * 3)
    images = torch.randn(1, 3, 32, 32)
    assert torch.equal(bundled.module(images), network(images))
    assert asked("cifar-plain14", scaling="none").scaling.std == (1, 1, 1)
    assert asked("cifar-resnet14").weights == "random"


def test_an_own_checkpoint_with_the_person_s_names_and_scaling(
    tmp_path: Path, photograph: Image.Image
) -> None:
    path, names = tmp_path / "w.pth", tmp_path / "names.txt"
    torch.save({"state_dict": resnet18(num_classes=2).state_dict()}, path)
    names.write_text("cat\ndog\n")
    network = asked(None, checkpoint=path, class_names=names, scaling="0.5/0.25")
    assert (network.name, network.weights) == ("resnet18", "own")
    assert (network.class_names, network.source) == (("cat", "dog"), "your own checkpoint: w.pth")
    assert (network.resize, network.input_size) == (256, 224)
    # (x - 0.485) / 0.229 scaled back, and again by the person's numbers.
    values = ResNet18_Weights.IMAGENET1K_V1.transforms(mean=[0] * 3, std=[1] * 3)(photograph)
    torch.testing.assert_close(network.transform(photograph), (values - 0.5) / 0.25)
    names.write_text("cat\ndog\nbird\n")
    with pytest.raises(ValueError, match="3 class names and the network has 2 classes"):
        asked("resnet18", checkpoint=path, class_names=names)
    with pytest.raises(ValueError, match=r"w\.pth does not fit resnet34"):
        asked("resnet34", checkpoint=path)


def test_float64_is_float64_throughout() -> None:
    network, single = asked("cifar-resnet8", precision="float64"), asked("cifar-resnet8")
    assert {p.dtype for p in network.module.parameters()} == {torch.float64}
    images = torch.randn(1, 3, 32, 32)
    wide = network.module(images.double())
    assert wide.dtype == torch.float64
    torch.testing.assert_close(wide.float(), single.module(images))


def test_a_checkpoint_for_other_channels_is_refused(tmp_path: Path) -> None:
    torch.save(CifarResNet(8, channels=1).state_dict(), tmp_path / "w.pth")
    with pytest.raises(ValueError, match="images of 1 channels, photographs have 3"):
        asked(None, checkpoint=tmp_path / "w.pth")


def test_recorded_class_names_that_are_damaged_are_refused(tmp_path: Path) -> None:
    for text in ("[", '{"a": 1}', "[" * 5000):
        write_safetensors(tmp_path / "w.safetensors", CifarResNet(8), {"class_names": text})
        with pytest.raises(ValueError, match=r"class names recorded.*are damaged"):
            asked(None, checkpoint=tmp_path / "w.safetensors")


@pytest.mark.parametrize(
    ("name", "changed", "says"),
    [
        ("vgg16", {}, "no network is called 'vgg16'"),
        (None, {}, "no network was named"),
        ("resnet18", {"weights_version": "V2"}, "publishes weights V1 for resnet18"),
        ("cifar-resnet8", {"precision": "float16"}, "float32 or float64, got 'float16'"),
        ("cifar-resnet8", {"scaling": "x"}, "input scaling must be"),
        ("cifar-resnet8", {"class_names": ["a"]}, "1 class names and the network has 10"),
        ("cifar-resnet8", {"device": "tpu"}, "device must be"),
    ],
)
def test_what_does_not_exist_is_refused(
    name: str | None, changed: dict[str, Any], says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        asked(name, **changed)


def test_apple_s_gpu_has_no_float64(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request, "choose_device", lambda name: torch.device("mps"))
    with pytest.raises(ValueError, match="Apple's GPU has no float64"):
        asked("cifar-resnet8", device="mps", precision="float64")
