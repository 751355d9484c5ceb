"""The wheel alone, in a folder far from the source, is the whole program."""

import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
import zipfile
from importlib.metadata import PathDistribution
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


def test_the_source_distribution_builds_the_same_wheel(
    wheel: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("both")  # a wheel from a source distribution
    ended(["-m", "build", "--no-isolation", "--outdir", str(folder)], ROOT)
    assert len(list(folder.glob("*.tar.gz"))) == 1
    (other,) = folder.glob("*.whl")
    assert contents(other) == contents(wheel)


def contents(wheel: Path) -> dict[str, str]:
    """SHA-256 of every file by its name."""
    with zipfile.ZipFile(wheel) as archive:
        return {name: hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist()}


def test_the_wheel_says_what_it_is(installed: Path) -> None:
    (folder,) = installed.glob("resnet_explorer-*.dist-info")
    said = PathDistribution(folder).metadata
    classifiers = said.get_all("Classifier") or []
    known = {each.rpartition(" ")[2] for each in classifiers if "Python :: 3." in each}
    assert known == {"3.11", "3.12", "3.13", "3.14"}
    assert said["Requires-Python"] == ">=3.11"
    assert said["Author"] == "The ResNet Explorer authors"
    assert said.get_all("Project-URL")


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


def test_the_installed_command_opens_the_page_in_any_folder(
    installed: Path, tmp_path: Path
) -> None:
    name = "resnet-explorer.exe" if os.name == "nt" else "resnet-explorer"
    command = str(installed / "bin" / name)
    environment = {**os.environ, "PYTHONPATH": str(installed), "GRADIO_SERVER_PORT": "0"}
    version = subprocess.run(
        [command, "--version"], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert re.fullmatch(r"resnet-explorer \d+\.\d+\.\d+\n", version.stdout), version.stderr
    process = subprocess.Popen(
        [command], cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:\d+/", process.stdout.readline())
        assert found
        with urllib.request.urlopen(found[0], timeout=120) as answer:
            page = answer.read().decode()
        (script,) = re.findall(r'src="(explorer/page/[^"]*language\.js)"', page)
        with urllib.request.urlopen(found[0] + script, timeout=120) as answer:
            assert answer.status == 200
        process.send_signal(signal.SIGTERM)
        rest, _ = process.communicate(timeout=120)
        assert process.returncode == 143
        assert rest.endswith("closed\n")
    finally:
        process.kill()
        process.wait()
