"""A folder as the hub has it: what is in it, and what becomes of one that is not right."""

import json
import math
import pickle
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file
from torchvision.models import resnet18

from explorer.networks.catalog.catalog import load
from explorer.networks.cifar_resnet import CifarResNet
from explorer.networks.names import parse
from explorer.networks.scaling import CIFAR, InputScaling, parse_scaling
from explorer.networks.weights.checkpoint import load_checkpoint, write_safetensors
from explorer.networks.weights.hub_folder import CONFIG, WEIGHTS, config_text, weights_of

ODD = InputScaling((0.1, 1 / 3, 0.5), (0.2, 1e-3, 2 / 3))


def config(**changed: Any) -> dict[str, Any]:
    """Of a plain network of 8 layers and two classes."""
    network = CifarResNet(8, residual=False, classes=2, activation="tanh")
    text = config_text(
        parse("cifar-plain8"),
        network,
        class_names=["cat", "狗"],
        scaling=ODD,
        input_size=32,
        resize=36,
    )
    said: dict[str, Any] = json.loads(text)
    return {**said, **changed}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One that is right; its weights record nothing themselves."""
    place = tmp_path / "net"
    network = CifarResNet(8, residual=False, classes=2, activation="tanh")
    write_safetensors(place / WEIGHTS, network)
    save_file(load_checkpoint(place / WEIGHTS).state_dict(), place / WEIGHTS)
    (place / CONFIG).write_text(json.dumps(config()), "utf-8")
    return place


def test_what_the_configuration_says_is_what_the_network_is(folder: Path) -> None:
    file, recorded = weights_of(folder)
    assert file == folder / WEIGHTS
    assert parse_scaling(recorded["input_scaling"]) == ODD  # to the bit
    loaded = load(folder, device="cpu")
    assert loaded.name == "cifar-plain8"  # which the weights' keys cannot tell
    assert isinstance(loaded.module, CifarResNet)
    assert loaded.module.settings["activation"] == "tanh"  # nor this
    assert loaded.class_names == ("cat", "狗")
    assert (loaded.scaling, loaded.input_size, loaded.resize) == (ODD, 32, 36)
    assert (loaded.weights, loaded.source) == ("own", "your own checkpoint: net")


def test_the_side_before_the_crop_comes_back() -> None:
    name, network = parse("cifar-resnet8"), CifarResNet(8)
    for side in range(224, 449):
        text = config_text(
            name, network, class_names=["a"], scaling=CIFAR, input_size=224, resize=side
        )
        share = json.loads(text)["pretrained_cfg"]["crop_pct"]
        assert math.floor(224 / share) == side  # as timm.data.transforms_factory has it
        assert share == pytest.approx(224 / side)


def test_a_folder_that_was_written_anew_is_read_anew(folder: Path) -> None:
    assert load(folder, device="cpu") is load(str(folder), device="cpu")
    (folder / CONFIG).write_text(json.dumps(config(label_names=["cat", "puppy"])), "utf-8")
    assert load(folder, device="cpu").class_names == ("cat", "puppy")


def test_a_configuration_of_timm_s_for_a_network_that_is_known_is_read(tmp_path: Path) -> None:
    """What timm's own pages for its ResNets look like: no names, an earlier crop."""
    write_safetensors(tmp_path / WEIGHTS, resnet18(num_classes=3))
    seen = {"input_size": [3, 224, 224], "interpolation": "bilinear", "crop_pct": 0.95}
    said = {"architecture": "resnet18", "num_classes": 3, "pretrained_cfg": seen}
    (tmp_path / CONFIG).write_text(json.dumps(said))
    loaded = load(tmp_path, device="cpu")
    assert (loaded.resize, loaded.class_names[0]) == (235, "class 0")


SEEN = config()["pretrained_cfg"]
WRONG: dict[str, tuple[object, str]] = {
    "not JSON": (b"{", "it is not JSON"),
    "not text": (b"\xff\xfe{", "it is not JSON"),
    "too deep": (b"[" * 100_000, "it is not JSON"),
    "a list": ([], "must be a JSON object"),
    "no architecture": ({"model_type": "resnet"}, "it names no `architecture`"),
    "a number": (config(architecture=5), "`architecture` must be a name, got 5"),
    "an unknown one": (config(architecture="vit_tiny"), "no network is called 'vit_tiny'"),
    "one too many": (config(num_classes=3), "it has 2 class names and says 3 classes"),
    "names of numbers": (config(label_names=["a", 1]), "must be a list of names, got 1"),
    "other pixels": (
        config(pretrained_cfg={**SEEN, "input_size": [3, 64, 64]}),
        r"`input_size` must be \[3, 32, 32\]",
    ),
    "another filter": (config(pretrained_cfg={"interpolation": "bicubic"}), "must be bilinear"),
    "no deviation": (config(pretrained_cfg={"mean": [0, 0, 0]}), "`std` must be three numbers"),
    "zero": (
        config(pretrained_cfg={"mean": [0, 0, 0], "std": [1, 1, 0]}),
        "`std` must be three numbers above 0",
    ),
    "a long one": (config(pretrained_cfg={"mean": ["x" * 99] * 3}), r"x\.\.\."),
    "no share": (config(pretrained_cfg={"crop_pct": "all"}), "must be a number from 0.5 to 1"),
    "odd settings": (config(settings={"depth": 8, "os": "rm"}), "recorded beside the weights"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_configuration_is_one_sentence(folder: Path, case: str) -> None:
    content, says = WRONG[case]
    written = content if isinstance(content, bytes) else json.dumps(content).encode()
    (folder / CONFIG).write_bytes(written)
    with pytest.raises(ValueError, match=says) as caught:
        load(folder, device="cpu")
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 500
    assert str(folder.parent) not in str(caught.value)


def test_a_folder_of_something_else_is_told(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"is a folder without config\.json"):
        load(tmp_path, device="cpu")
    (tmp_path / CONFIG).write_text(json.dumps(config()), "utf-8")
    with pytest.raises(ValueError, match=r"has no model\.safetensors"):
        load(tmp_path, device="cpu")


def test_a_folder_without_a_name_is_said_as_it_was_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match=r"^\. is a folder without config\.json"):
        weights_of(".")
    (tmp_path / CONFIG).write_text(json.dumps(config()), "utf-8")
    with pytest.raises(ValueError, match=r"^\. has no model\.safetensors"):
        weights_of(".")
    (tmp_path / CONFIG).write_text("{", "utf-8")
    with pytest.raises(ValueError, match=r"in \. cannot be used: it is not JSON"):
        weights_of(".")


class Runs:
    """What a pickle may do to whoever opens it."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.mark,)


def test_nothing_in_a_folder_is_run(folder: Path, tmp_path: Path) -> None:
    mark = tmp_path / "it ran"
    (folder / "pytorch_model.bin").write_bytes(pickle.dumps(Runs(mark)))
    (folder / "modeling_net.py").write_text(f"open({str(mark)!r}, 'w')")
    load(folder, device="cpu")
    weights = CifarResNet(8, residual=False, classes=2).state_dict()
    for content in (weights, {"state_dict": weights, "more": Runs(mark)}):
        torch.save(content, folder / WEIGHTS)
        with pytest.raises(ValueError, match="is no safetensors file"):
            load(folder, device="cpu")
    assert not mark.exists()
