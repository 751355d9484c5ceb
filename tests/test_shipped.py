"""The networks that come with the program are what their cards say."""

import csv
import re
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from explorer.networks.catalog import entries, load
from tests.conftest import ROOT

WEIGHTS = ROOT / "assets" / "weights"
SHIPPED = sorted(path.stem for path in WEIGHTS.glob("*.safetensors"))
IMAGES = 2000


def card_error(name: str) -> float:
    card = (WEIGHTS / f"{name}.model-card.md").read_text("utf-8")
    found = re.search(r"\*\*test error\*\* \| \*\*([0-9.]+)%\*\*", card)
    assert found
    return float(found[1]) / 100


def curve(name: str) -> list[dict[str, str]]:
    with (WEIGHTS / f"{name}.training.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def test_the_pair_of_depth_20_comes_with_the_program(tmp_path: Path) -> None:
    assert {"cifar-resnet20", "cifar-plain20"} <= set(SHIPPED)
    bundled = {entry.name for entry in entries(tmp_path) if entry.weights == "bundled"}
    assert bundled == set(SHIPPED)
    assert sum(path.stat().st_size for path in WEIGHTS.iterdir()) < 12e6


def test_all_were_trained_by_one_recipe() -> None:
    lengths = {
        name: [(row["epoch"], row["learning_rate"]) for row in curve(name)] for name in SHIPPED
    }
    assert len({tuple(schedule) for schedule in lengths.values()}) == 1


@pytest.mark.parametrize("name", SHIPPED)
def test_the_card_agrees_with_the_curve(name: str) -> None:
    # the curve's last point was measured in bfloat16, the card's in float32
    assert abs(float(curve(name)[-1]["test_error"]) - card_error(name)) < 0.003


@pytest.mark.parametrize("name", SHIPPED)
def test_the_error_is_the_cards(name: str, shared_data: Path) -> None:
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
    assert abs(error - card_error(name)) < 3 * (0.1 * 0.9 / IMAGES) ** 0.5
