"""The wheel alone, in a folder far from the source, is the whole program."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.conftest import ROOT


def ended(arguments: list[str], folder: Path, **variables: str) -> str:
    """Standard output of a Python of its own, started in a folder."""
    process = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert process.returncode == 0, process.stdout + process.stderr
    return process.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built without an environment of its own, so that nothing is downloaded."""
    folder = tmp_path_factory.mktemp("dist")
    ended(["-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)], ROOT)
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the installed wheel and nothing else."""
    folder = tmp_path_factory.mktemp("installed")
    quiet = ["--no-deps", "--no-index", "--no-compile", "--quiet", "--disable-pip-version-check"]
    ended(["-m", "pip", "install", *quiet, "--target", str(folder), str(wheel)], folder)
    return folder


def tracked(folder: str) -> set[str]:
    """Files of a folder that belong to the project; those that are only lying about do not."""
    listed = subprocess.run(
        ["git", "ls-files", folder], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    return {name for name in listed if (ROOT / name).is_file()}


def test_the_wheel_holds_every_room_and_every_asset_and_nothing_else_of_the_tree(
    wheel: Path,
) -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("needs the project's git history to know which files belong to it")
    names = set(zipfile.ZipFile(wheel).namelist())
    assets = {f"explorer/{name}" for name in tracked("assets")}
    assert assets
    assert assets <= names
    assert {name for name in tracked("explorer") if name.endswith(".py")} <= names
    for name in names:
        assert name.startswith(("explorer/", "resnet_explorer-")), name
        assert not name.endswith((".pyc", ".pyi")), name


def test_the_installed_program_knows_its_networks(installed: Path, tmp_path: Path) -> None:
    shown = ended(["-m", "explorer", "networks", "--json"], tmp_path, PYTHONPATH=str(installed))
    assert len(json.loads(shown)) == 15
    where = "import explorer; print(explorer.__file__)"
    assert Path(ended(["-c", where], tmp_path, PYTHONPATH=str(installed)).strip()).is_relative_to(
        installed
    )


def test_the_installed_program_inspects_a_photograph(installed: Path, tmp_path: Path) -> None:
    values = np.random.default_rng(0).integers(0, 256, (40, 48, 3), dtype=np.uint8)
    Image.fromarray(values).save(tmp_path / "dog.png")
    command = ["-m", "explorer", "inspect", "dog.png", "--network", "cifar-resnet20"]
    shown = ended([*command, "--output", "seen"], tmp_path, PYTHONPATH=str(installed))
    assert shown == f"{Path('seen', 'dog')}\n"
    assert (tmp_path / "seen" / "dog" / "inspection.json").is_file()


def test_the_installed_assets_are_found(installed: Path, tmp_path: Path) -> None:
    names = sorted(name.removeprefix("assets/") for name in tracked("assets"))
    program = (
        "import sys; from explorer.files.assets import asset\n"
        "print(*[asset(name) for name in sys.argv[1:]], sep='\\n')"
    )
    shown = ended(["-c", program, *names], tmp_path, PYTHONPATH=str(installed))
    for name, path in zip(names, shown.splitlines(), strict=True):
        assert Path(path) == installed / "explorer" / "assets" / name
        assert Path(path).read_bytes() == (ROOT / "assets" / name).read_bytes()


def test_the_installed_command_has_its_entry_point(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    (name,) = (name for name in archive.namelist() if name.endswith("entry_points.txt"))
    assert "resnet-explorer = explorer.__main__:main" in archive.read(name).decode()


def test_the_page_is_built_from_the_installed_wheel(installed: Path, tmp_path: Path) -> None:
    program = (
        "from explorer.interface.page import build; blocks, served = build();"
        "print(len(blocks.blocks)); blocks.close(verbose=False)"
    )
    shown = ended(["-c", program], tmp_path, PYTHONPATH=str(installed))
    assert int(shown.split()[-1]) > 10
