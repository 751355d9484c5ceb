import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torchvision import models
from torchvision.models.resnet import Bottleneck, ResNet

from explorer.networks import imagenet_resnet
from explorer.networks.cifar_resnet import CifarResNet
from explorer.networks.families import PUBLISHED
from explorer.networks.names import network_names, parse
from explorer.networks.weights.checkpoint import (
    load_checkpoint,
    name_of,
    recognise,
    write_safetensors,
)

IMAGES = torch.randn(2, 3, 32, 32, generator=torch.Generator().manual_seed(4))


def saved(path: Path, network: nn.Module, **renamed: str) -> Path:
    state = network.state_dict()
    for old, new in renamed.items():
        state = {key.replace(old, new): value for key, value in state.items()}
    torch.save(state, path)
    return path


@pytest.mark.parametrize("name", network_names())
def test_every_network_is_recognised_by_its_keys(name: str) -> None:
    parsed = parse(name)
    with torch.device("meta"):
        network = (
            imagenet_resnet.build(parsed.depth)
            if parsed.family == "imagenet"
            else CifarResNet(parsed.depth, residual=parsed.residual)
        )
    assert name_of(network) == parsed
    # Keys cannot tell plain from residual with option A: taken as residual.
    assert recognise(network.state_dict()).text == name.replace("plain", "resnet")


@pytest.mark.parametrize(("suffix", "classes"), [(".pth", 2), (".safetensors", 37)])
def test_torchvision_s_networks_give_their_own_logits(
    tmp_path: Path, suffix: str, classes: int
) -> None:
    torch.manual_seed(classes)
    theirs = models.resnet18(num_classes=classes).eval()
    path = tmp_path / f"w{suffix}"
    if suffix == ".pth":
        torch.save({"model": theirs.state_dict()}, path)
    else:
        save_file(theirs.state_dict(), path)
    for name in (None, parse("resnet18")):
        ours = load_checkpoint(path, name)
        assert not ours.training
        assert torch.equal(ours(IMAGES), theirs(IMAGES))


def test_bottlenecks_are_told_from_basic_blocks(tmp_path: Path) -> None:
    with torch.device("meta"):
        theirs = models.resnet50(num_classes=5).eval()
    theirs = theirs.to_empty(device="cpu")
    for index, tensor in enumerate(theirs.state_dict().values()):
        tensor.fill_(0.01 + 1e-4 * index)  # drawing 25 million numbers takes seconds
    ours = load_checkpoint(saved(tmp_path / "w.pth", theirs))
    assert name_of(ours).text == "resnet50"
    assert torch.equal(ours(IMAGES), theirs(IMAGES))


@pytest.mark.parametrize("name", [row.name for row in PUBLISHED if not row.listed])
def test_width_and_groups_are_part_of_what_a_network_is(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Key for key they are resnet50 and resnet101: only shapes tell."""
    # zeros that stand for many: real files have hundreds of megabytes
    monkeypatch.setattr("explorer.networks.weights.weights_file.check_numbers", lambda *_: None)
    with torch.device("meta"):
        theirs: nn.Module = getattr(models, name)(num_classes=5)
    assert name_of(theirs) == parse(name) == recognise(theirs.state_dict())
    twin = parse(f"resnet{parse(name).depth}")
    state = {key: torch.zeros(()).expand(t.shape) for key, t in theirs.state_dict().items()}
    torch.save(state, tmp_path / "w.bin")
    with pytest.raises(ValueError, match=f"does not fit {twin.text}: of another shape") as caught:
        load_checkpoint(tmp_path / "w.bin", twin)
    assert f"the file looks like {name}: choose" in str(caught.value)
    with torch.device("meta"):
        narrow = imagenet_resnet.build(twin.text).state_dict()
    state = {key: torch.zeros(()).expand(t.shape) for key, t in narrow.items()}
    torch.save(state, tmp_path / "w.bin")
    with pytest.raises(ValueError, match=f"the file looks like {twin.text}: choose"):
        load_checkpoint(tmp_path / "w.bin", parse(name))


@pytest.mark.parametrize("name", ["wide_resnet50_2", "resnext50_32x4d"])
def test_wider_networks_give_torchvision_s_logits(tmp_path: Path, name: str) -> None:
    torch.manual_seed(1)
    theirs: nn.Module = getattr(models, name)(num_classes=5)
    for module in theirs.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.weight, 0.5, 1.5)
    path = saved(tmp_path / "w.pth.tar", theirs)
    ours = load_checkpoint(path)
    assert torch.equal(ours(IMAGES), theirs.eval()(IMAGES))
    write_safetensors(tmp_path / "w", ours)
    again = load_checkpoint(tmp_path / "w").state_dict()  # logits depend on where memory begins
    assert all(torch.equal(again[key], tensor) for key, tensor in ours.state_dict().items())


def test_another_width_that_nobody_published_is_said_to_be(tmp_path: Path) -> None:
    with torch.device("meta"):
        network = ResNet(Bottleneck, [3, 8, 36, 3], groups=2, width_per_group=24)
    says = "no known network of 152 layers begins with 2 x 24 channels in its 3x3 convolutions"
    with pytest.raises(ValueError, match=says):
        recognise(network.state_dict())


SETTINGS: dict[str, dict[str, object]] = {
    "paper": {},
    "option B": {"shortcut": "B"},
    "wide": {"width": 24, "classes": 100},
    "no normalisation": {"normalization": "none"},
    "pre-activation": {"block": "pre-activation", "shortcut": "B"},
}


@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
def test_a_cifar_network_s_options_are_read_from_its_keys(
    tmp_path: Path, settings: dict[str, object]
) -> None:
    network = CifarResNet(14, **settings).eval()  # type: ignore[arg-type]
    path = saved(tmp_path / "w.pth", network, fc="linear", downsample="shortcut")
    read = load_checkpoint(path)
    assert torch.equal(read(IMAGES), network(IMAGES))
    assert name_of(read).text == "cifar-resnet14"


def test_plain_comes_from_the_name(tmp_path: Path) -> None:
    network = CifarResNet(14, residual=False).eval()
    path = saved(tmp_path / "w.pth", network)
    assert torch.equal(load_checkpoint(path, parse("cifar-plain14"))(IMAGES), network(IMAGES))
    assert not torch.equal(load_checkpoint(path)(IMAGES), network(IMAGES))


def test_what_keys_cannot_say_is_recorded_beside_the_weights(tmp_path: Path) -> None:
    path = tmp_path / "sub" / "w.safetensors"
    network = CifarResNet(14, residual=False, activation="tanh", shortcut_scale=0.5).eval()
    write_safetensors(path, network, {"input_scaling": "0.5/0.25"})
    read = load_checkpoint(path)
    assert isinstance(read, CifarResNet)
    assert read.settings == network.settings
    assert torch.equal(read(IMAGES), network(IMAGES))
    residual = CifarResNet(14, activation="sigmoid", residual_scale=0.25).eval()
    write_safetensors(path, residual)  # replaces the first
    assert torch.equal(load_checkpoint(path)(IMAGES), residual(IMAGES))
    assert [file.name for file in path.parent.iterdir()] == ["w.safetensors"]


def test_a_written_file_is_an_ordinary_one(tmp_path: Path) -> None:
    network = models.resnet18(num_classes=3)
    write_safetensors(tmp_path / "w.safetensors", network.to(memory_format=torch.channels_last))
    models.resnet18(num_classes=3).load_state_dict(load_file(tmp_path / "w.safetensors"))
    (tmp_path / "ordinary").touch()  # others may read it as they may read any
    modes = [(tmp_path / name).stat().st_mode for name in ("w.safetensors", "ordinary")]
    assert modes[0] == modes[1]


def test_a_write_that_fails_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "w.safetensors"
    write_safetensors(path, CifarResNet(8))
    old = path.read_bytes()

    def fails(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr("explorer.networks.weights.checkpoint.os.replace", fails)
    with pytest.raises(OSError, match="no space"):
        write_safetensors(path, CifarResNet(8))
    assert path.read_bytes() == old
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(ValueError, match="Linear is no known network"):
        write_safetensors(path, nn.Linear(1, 1))


@pytest.mark.parametrize(
    "texts",
    [
        {"network": "resnet1000"},
        {"network": "cifar-resnet8", "settings": "{"},
        {"network": "cifar-resnet8", "settings": json.dumps({"depth": 8, "colour": "red"})},
        {"network": "cifar-resnet8", "settings": json.dumps({"depth": 8, "width": -1})},
        {"network": "cifar-resnet8", "settings": json.dumps([1])},
    ],
)
def test_damaged_records_are_refused(tmp_path: Path, texts: dict[str, str]) -> None:
    save_file(CifarResNet(8).state_dict(), tmp_path / "w.safetensors", texts)
    with pytest.raises(ValueError, match=r"w\.safetensors: "):
        load_checkpoint(tmp_path / "w.safetensors")


def test_files_from_before_batches_were_counted_are_read(tmp_path: Path) -> None:
    network = CifarResNet(8).eval()
    state = {key: v for key, v in network.state_dict().items() if "num_batches" not in key}
    torch.save(state, tmp_path / "w.pth")
    assert torch.equal(load_checkpoint(tmp_path / "w.pth")(IMAGES), network(IMAGES))


def test_the_wrong_depth_says_which_keys_and_what_it_looks_like(tmp_path: Path) -> None:
    path = saved(tmp_path / "w.pth", CifarResNet(14))
    with pytest.raises(ValueError, match=r"w\.pth does not fit cifar-resnet20") as caught:
        load_checkpoint(path, parse("cifar-resnet20"))
    # Ten tensors a block without batch counters, three blocks too few; three are named.
    assert "missing layer1.2.bn1.bias, layer1.2.bn1.running_mean" in str(caught.value)
    assert "and 27 more" in str(caught.value)
    assert "looks like cifar-resnet14" in str(caught.value)
    with pytest.raises(ValueError, match=r"left over layer1\.1\.conv1\.weight.*and 33 more"):
        load_checkpoint(path, parse("cifar-resnet8"))
    assert "\n" not in str(caught.value)


def test_projections_in_a_plain_network_are_left_over(tmp_path: Path) -> None:
    path = saved(tmp_path / "w.pth", CifarResNet(8, shortcut="B"))
    with pytest.raises(ValueError, match=r"left over layer2\.0\.downsample\.0\.weight"):
        load_checkpoint(path, parse("cifar-plain8"))


def test_another_shape_is_named(tmp_path: Path) -> None:
    state = models.resnet18(num_classes=4).state_dict()
    state["conv1.weight"] = torch.zeros(64, 3, 3, 3)  # a common ResNet-18 for CIFAR
    torch.save(state, tmp_path / "w.pth")
    with pytest.raises(
        ValueError, match=r"conv1.weight \(64, 3, 3, 3\) instead of \(64, 3, 7, 7\)"
    ):
        load_checkpoint(tmp_path / "w.pth")


FOREIGN = {
    "a SqueezeNet": lambda: models.squeezenet1_1(num_classes=2).state_dict(),
    "a MobileNet": lambda: models.mobilenet_v3_small(num_classes=2).state_dict(),
    "one layer": lambda: nn.Linear(2, 2).state_dict(),
    "uneven stages": lambda: {
        key: value
        for key, value in CifarResNet(14).state_dict().items()
        if not key.startswith("layer2.1")
    },
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_a_file_that_fits_no_network_says_what_is_missing_or_left_over(
    tmp_path: Path, kind: str
) -> None:
    state: dict[str, Tensor] = FOREIGN[kind]()
    torch.save(state, tmp_path / "w.pth")
    with pytest.raises(ValueError, match=r"w\.pth: these weights fit no known network") as caught:
        load_checkpoint(tmp_path / "w.pth")
    assert "missing" in str(caught.value)
    assert ("left over" in str(caught.value)) == (kind != "uneven stages")
    assert len(str(caught.value)) < 500


def test_a_head_that_is_missing_is_named(tmp_path: Path) -> None:
    state = CifarResNet(8).state_dict()
    del state["fc.weight"], state["fc.bias"]
    torch.save(state, tmp_path / "w.pth")
    with pytest.raises(ValueError, match=r"missing fc\.bias, fc\.weight"):
        load_checkpoint(tmp_path / "w.pth")


@pytest.mark.parametrize("depth", [18, 50])
def test_real_checkpoints_fit(shared_data: Path, depth: int) -> None:
    path = shared_data / "imagenet-checkpoints" / f"resnet{depth}.pth"
    with torch.device("meta"):
        theirs: nn.Module = getattr(models, f"resnet{depth}")()
    theirs.load_state_dict(torch.load(path, weights_only=True), strict=True, assign=True)
    images = torch.randn(1, 3, 96, 96)
    assert torch.equal(load_checkpoint(path)(images), theirs.eval()(images))
