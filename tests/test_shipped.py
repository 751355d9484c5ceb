"""The networks that come with the program are what their files say."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from PIL import Image
from safetensors.torch import load_file
from torch import Tensor

from explorer.networks.catalog.catalog import entries, load
from tests.conftest import ROOT

WEIGHTS = ROOT / "assets" / "weights"
SHIPPED = sorted(path.stem for path in WEIGHTS.glob("*.safetensors"))
IMAGES = 2000


def shipped_error(name: str) -> float:
    result = json.loads((WEIGHTS / f"{name}.result.json").read_text("utf-8"))
    return float(result["test_error"])


def curve(name: str) -> list[dict[str, str]]:
    with (WEIGHTS / f"{name}.training.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def test_the_pairs_of_depth_20_and_56_come_with_the_program(tmp_path: Path) -> None:
    pairs = {f"cifar-{kind}{depth}" for kind in ("plain", "resnet") for depth in (20, 56)}
    assert pairs <= set(SHIPPED)
    bundled = {entry.name for entry in entries(tmp_path) if entry.weights == "bundled"}
    assert bundled == set(SHIPPED)
    assert sum(path.stat().st_size for path in WEIGHTS.iterdir()) < 12e6


def test_all_were_trained_by_one_recipe() -> None:
    lengths = {
        name: [(row["epoch"], row["learning_rate"]) for row in curve(name)] for name in SHIPPED
    }
    assert len({tuple(schedule) for schedule in lengths.values()}) == 1


@pytest.mark.parametrize("name", SHIPPED)
def test_the_result_agrees_with_the_curve(name: str) -> None:
    # the curve's last point was measured in bfloat16, the result's in float32
    assert abs(float(curve(name)[-1]["test_error"]) - shipped_error(name)) < 0.003


@pytest.mark.slow
@pytest.mark.parametrize("name", SHIPPED)
def test_the_error_is_the_results(name: str, shared_data: Path) -> None:
    # the first images of the test sheet, 100 x 100 tiles row by row, read and scaled by hand
    sheet = np.asarray(Image.open(shared_data / "cifar10" / "test.webp").convert("RGB"))
    tiles = sheet.reshape(100, 32, 100, 32, 3).transpose(0, 2, 1, 3, 4).reshape(-1, 32, 32, 3)
    with np.load(shared_data / "cifar10" / "labels.npz") as labels:
        right = torch.from_numpy(labels["test_labels"][:IMAGES].astype(np.int64))
    network = load(name, device="cpu")
    mean, std = (torch.tensor(each) for each in (network.scaling.mean, network.scaling.std))
    images = ((torch.from_numpy(tiles[:IMAGES].copy()) / 255 - mean) / std).permute(0, 3, 1, 2)
    with torch.inference_mode():
        found = torch.cat([network.module(part).argmax(1) for part in images.split(500)])
    error = (found != right.flatten()).double().mean().item()
    # three standard deviations of a share measured on 2,000 of the 10,000 images
    expected = shipped_error(name)
    assert abs(error - expected) < 3 * (expected * (1 - expected) / IMAGES) ** 0.5


def logits_of_the_paper(state: dict[str, Tensor], images: Tensor, depth: int, *, y: bool) -> Tensor:
    """He et al. 2015, section 4.2, with option A, from the paper; `y`: whether F(x) + x or F(x)."""

    def convolved(x: Tensor, conv: str, norm: str, stride: int) -> Tensor:
        x = F.conv2d(x, state[f"{conv}.weight"], stride=stride, padding=1)
        shape = (1, -1, 1, 1)
        mean, variance, weight, bias = (
            state[f"{norm}.{part}"].reshape(shape)
            for part in ("running_mean", "running_var", "weight", "bias")
        )
        return (x - mean) / torch.sqrt(variance + 1e-5) * weight + bias

    x = convolved(images, "conv1", "bn1", 1).relu()
    for stage in (1, 2, 3):
        for block in range((depth - 2) // 6):
            stride = 2 if stage > 1 and block == 0 else 1
            at = f"layer{stage}.{block}"
            branch = convolved(x, f"{at}.conv1", f"{at}.bn1", stride).relu()
            branch = convolved(branch, f"{at}.conv2", f"{at}.bn2", 1)
            kept = torch.zeros_like(branch)
            before = (branch.shape[1] - x.shape[1]) // 2  # half of the zeros, as the card says
            kept[:, before : before + x.shape[1]] = x[:, :, ::stride, ::stride]
            x = (branch + kept if y else branch).relu()
    return x.mean((2, 3)) @ state["fc.weight"].T + state["fc.bias"]


@pytest.mark.parametrize("name", SHIPPED)
def test_the_file_alone_gives_the_same_logits(name: str) -> None:
    images = torch.randn(4, 3, 32, 32, generator=torch.Generator().manual_seed(0))
    state = load_file(WEIGHTS / f"{name}.safetensors")
    depth = int(name.removeprefix("cifar-resnet").removeprefix("cifar-plain"))
    with torch.inference_mode():
        found = logits_of_the_paper(state, images, depth, y="resnet" in name)
        torch.testing.assert_close(load(name, device="cpu").module(images), found)
