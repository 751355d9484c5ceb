import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from explorer.__main__ import commands
from explorer.commands.exit_status import DONE, FAILED, WRONG_USAGE, run
from explorer.networks.cifar_resnet import CifarResNet
from explorer.networks.weights.checkpoint import write_safetensors

SCALING = "0.5/0.25"


@pytest.fixture
def checkpoint(tmp_path) -> Path:
    torch.manual_seed(0)
    network = CifarResNet(8, width=4, classes=3)
    metadata = {"class_names": '["ant", "bee", "cow"]', "input_scaling": SCALING}
    write_safetensors(tmp_path / "mine.safetensors", network, metadata)
    return tmp_path / "mine.safetensors"


@pytest.fixture
def archive(tmp_path) -> Path:
    generator = np.random.default_rng(0)
    images = generator.integers(0, 256, (30, 32, 32, 3), np.uint8)
    labels = np.arange(30) % 3
    np.savez(
        tmp_path / "some.npz",
        train_images=images[:3],
        train_labels=labels[:3],
        test_images=images,
        test_labels=labels,
    )
    return tmp_path / "some.npz"


def answers(checkpoint: Path, images: np.ndarray) -> torch.Tensor:
    """What the network says, by plain torch."""
    network = CifarResNet(8, width=4, classes=3).eval()
    from safetensors.torch import load_file

    network.load_state_dict(load_file(checkpoint))
    scaled = (torch.from_numpy(images).permute(0, 3, 1, 2) / 255 - 0.5) / 0.25
    with torch.no_grad():
        return network(scaled).argmax(1)


def evaluate(checkpoint: Path, data: Path | str, *more: str) -> int:
    return run(
        commands(),
        [
            *("evaluate", "--network", "cifar-resnet8", "--checkpoint", str(checkpoint)),
            *("--data", str(data), "--device", "cpu", *more),
        ],
    )


def test_json_agrees_with_plain_torch(checkpoint, archive, capsys):
    assert evaluate(checkpoint, archive, "--json") == DONE
    report = json.loads(capsys.readouterr().out)
    with np.load(archive) as arrays:
        right = answers(checkpoint, arrays["test_images"]).numpy() == arrays["test_labels"]
    assert report["network"] == "cifar-resnet8"
    assert report["images"] == 30
    assert report["top1"] == pytest.approx(right.mean())
    assert report["error"] == pytest.approx(1 - right.mean())
    assert "top5" not in report
    shares = {name: right[index::3].mean() for index, name in enumerate("012")}
    assert report["per_class"] == pytest.approx(shares)


def test_folders_are_matched_by_class_name(checkpoint, archive, tmp_path, capsys):
    with np.load(archive) as arrays:
        images = arrays["test_images"]
    for name in ("Cow", "ant"):  # in the folders' order cow comes before ant
        (tmp_path / "mine" / name).mkdir(parents=True)
        for number, image in enumerate(images[:5]):
            Image.fromarray(image).save(tmp_path / "mine" / name / f"{number}.png")
    (tmp_path / "mine" / "ant" / "broken.png").write_bytes(b"no picture")
    assert evaluate(checkpoint, tmp_path / "mine", "--json") == DONE
    said = capsys.readouterr()
    report = json.loads(said.out)
    assert "left out: broken.png" in said.err
    assert report["images"] == 10
    predicted = answers(checkpoint, images[:5])
    assert report["per_class"]["Cow"] == pytest.approx((predicted == 2).float().mean().item())
    assert report["per_class"]["ant"] == pytest.approx((predicted == 0).float().mean().item())


def test_for_people_there_are_percentages(checkpoint, archive, capsys):
    assert evaluate(checkpoint, archive) == DONE
    first = capsys.readouterr().out.splitlines()[0]
    assert first.startswith("cifar-resnet8: error ")
    assert "% on 30 images" in first


def test_input_scaling_can_be_overridden(checkpoint, archive, capsys):
    assert evaluate(checkpoint, archive, "--json", "--input-scaling", SCALING) == DONE
    same = json.loads(capsys.readouterr().out)
    assert evaluate(checkpoint, archive, "--json") == DONE
    assert json.loads(capsys.readouterr().out) == same
    assert evaluate(checkpoint, archive, "--input-scaling", "wrong") == WRONG_USAGE


def test_classes_that_do_not_fit(checkpoint, tmp_path, capsys):
    for name in ("ant", "dog"):
        (tmp_path / "mine" / name).mkdir(parents=True)
        Image.new("RGB", (32, 32)).save(tmp_path / "mine" / name / "1.png")
    assert evaluate(checkpoint, tmp_path / "mine") == FAILED
    assert "does not know dog" in capsys.readouterr().err
    assert evaluate(checkpoint, tmp_path / "nowhere.npz") == FAILED
