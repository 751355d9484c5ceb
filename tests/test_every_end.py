"""Every long command, as a person or a machine ends it: by Ctrl+C in a terminal and by SIGTERM."""

import csv
import json
import subprocess
import sys
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from explorer.networks.catalog.catalog import load
from explorer.training.race.replay import read_race
from tests.conftest import ROOT
from tests.shapes import draw_shapes

if sys.platform == "win32":
    pytest.skip("Windows has no such signals", allow_module_level=True)

STATUS = {"SIGINT": 130, "SIGTERM": 143}
SECONDS = 20.0  # three on an idle machine; this one may be busy


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return [*csv.DictReader(opened)]


def trained(folder: Path, said: str) -> None:
    assert len(rows(folder / "training.csv")) >= 1
    assert (folder / "checkpoint.pt").stat().st_size > 0


def tuned(folder: Path, said: str) -> None:
    loaded = load(None, checkpoint=folder / "weights.safetensors", device="cpu")
    assert loaded.class_names == ("disc", "frame")


def raced(folder: Path, said: str) -> None:
    kept = len(read_race(folder).steps)
    assert 0 < kept < 9000
    assert f"stopped after {kept} of 9000 steps, which are kept" in said


def swept(folder: Path, said: str) -> None:
    assert {row["depth"] for row in rows(folder / "depth.csv")} >= {"8"}


def inspected(folder: Path, said: str) -> None:
    assert str(folder / "000") in said
    assert (folder / "000" / "inspection.html").stat().st_size > 0


def nothing(folder: Path, said: str) -> None:
    assert not folder.exists()


# by command: what it has said when it is ended, and what must be there then
Kept = Callable[[Path, str], None]
COMMANDS: dict[str, tuple[str, Kept]] = {
    "train": (r"epoch 1/\d+: loss", trained),
    "finetune": (r"epoch [2-9]/1000: loss", tuned),
    "evaluate": (r"cifar-resnet110 has", nothing),
    "inspect": (r"/000\r\n", inspected),
    "depth": (r"depth 8, residual", swept),
    "race": (r"plain .+, loss", raced),
}
CASES = [*product(COMMANDS, STATUS)]


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], dict[str, Any]]:
    """What became of each, with the folder that it wrote into."""
    made = tmp_path_factory.mktemp("given")
    shapes = draw_shapes(made / "shapes", 6)
    photographs = made / "photographs"
    photographs.mkdir()
    for number in range(100):
        pixels = np.full((40, 40, 3), number, np.uint8)
        Image.fromarray(pixels).save(photographs / f"{number:03}.png")
    random = np.random.default_rng(0)
    images = random.integers(0, 255, (300, 32, 32, 3), dtype=np.uint8)
    labels = np.arange(300)[:, None] % 10
    np.savez(
        made / "images.npz",
        train_images=images, train_labels=labels, test_images=images, test_labels=labels,
    )  # fmt: skip
    small = ("--device", "cpu")
    learning = ("--network", "cifar-resnet20", "--epochs", 1000, "--train", "all")
    given: dict[str, tuple[object, ...]] = {
        "train": ("--network", "cifar-resnet8", "--data", made / "images.npz", *small),
        "finetune": (*learning, "--data", shapes, *small),
        "evaluate": ("--network", "cifar-resnet110", "--data", made / "images.npz", *small),
        "inspect": (*sorted(photographs.iterdir()), "--network", "cifar-resnet20", *small),
        "depth": ("--seeds", 2),
        "race": ("--depth", 8, "--width", 4, "--batch", 16, "--steps", 9000, *small),
    }
    cases, places = [], {}
    for command, name in CASES:
        place = places[command, name] = made / f"{command}-{name}"
        output = () if command == "evaluate" else ("--output", place)
        arguments = [command, *map(str, (*given[command], *output))]
        cases.append({"arguments": arguments, "signal": name, "until": COMMANDS[command][0]})
    folder = tmp_path_factory.mktemp("scratch")
    driven = subprocess.run(
        [sys.executable, "-m", "tests.ending.driven", str(folder)], cwd=ROOT, text=True,
        input=json.dumps(cases), capture_output=True, timeout=300, check=True,
    )  # fmt: skip
    found = zip(CASES, json.loads(driven.stdout), strict=True)
    return {case: {**became, "place": places[case]} for case, became in found}


@pytest.mark.parametrize(("command", "name"), CASES)
def test_what_is_done_is_kept_and_nothing_else_is_left(
    ended: dict[tuple[str, str], dict[str, Any]], command: str, name: str
) -> None:
    became = ended[command, name]
    said = became["said"]
    assert became["status"] == STATUS[name], said
    assert said.endswith("Stopped; anything finished is kept.\r\n")
    assert not any(bad in said for bad in ("Traceback", "Error", "terminate called", "Aborted"))
    assert became["seconds"] < SECONDS
    assert became["left"] == []
    COMMANDS[command][1](became["place"], said)
