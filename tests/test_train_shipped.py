"""`scripts/train-shipped` makes what lies in `assets/weights/`; here nothing is really trained."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a script for bash")

TRAINER = """#!/usr/bin/env bash
# In the interpreter's place: writes the files of a finished run, and what it was asked for.
while [ $# -gt 0 ]; do
    case "$1" in --output) folder="$2" ;; --network) network="$2" ;; --seed) seed="$2" ;; esac
    shift
done
for file in training.csv result.json weights.safetensors model-card.md checkpoint.pt; do
    echo "$network $seed" >"$folder/$file"
done
"""


def shipped_by(tmp_path: Path, *words: str, **environment: str) -> dict[str, str]:
    """What lies in the folder of shipped files afterwards."""
    trainer = tmp_path / "trainer"
    trainer.write_text(TRAINER)
    trainer.chmod(0o755)
    data = tmp_path / "cifar10.npz"
    data.touch()
    folders = {"RUNS": str(tmp_path / "runs"), "SHIPPED": str(tmp_path / "shipped")}
    (tmp_path / "shipped").mkdir()
    subprocess.run(
        ["bash", str(ROOT / "scripts" / "train-shipped"), str(data), *words],
        env={**os.environ, "PYTHON": str(trainer), **folders, **environment},
        check=True,
        capture_output=True,
    )
    return {path.name: path.read_text().strip() for path in (tmp_path / "shipped").iterdir()}


def test_the_script_ships_what_is_shipped(tmp_path: Path) -> None:
    found = shipped_by(tmp_path, JOBS="2")
    assert sorted(found) == sorted(path.name for path in (ROOT / "assets" / "weights").iterdir())
    assert found["cifar-plain56.safetensors"] == "cifar-plain56 0"
    assert found["cifar-resnet20-seed2.result.json"] == "cifar-resnet20 2"
    assert found["cifar-plain20-seed1.training.csv"] == "cifar-plain20 1"


def test_other_networks_are_trained_and_not_shipped(tmp_path: Path) -> None:
    assert shipped_by(tmp_path, "cifar-resnet110", SEEDS="0 3") == {}
    runs = sorted(path.name for path in (tmp_path / "runs").iterdir())
    assert runs == ["cifar-resnet110", "cifar-resnet110-seed3"]
