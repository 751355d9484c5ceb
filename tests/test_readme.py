"""What the README shows is done here, and all that can be done is said there, in two languages."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import numpy as np
import pytest
import torch
import torchvision
import typer
from PIL import Image

from explorer.__main__ import commands
from explorer.commands.exit_status import run
from explorer.figures.race.titles import PRESET_TEXTS
from explorer.inspection import record
from explorer.inspection.grad_cam import METHODS
from explorer.inspection.result import ATTRIBUTIONS
from explorer.interface.words.language import texts
from explorer.networks import imagenet_resnet
from explorer.networks.cifar_resnet import CifarResNet
from explorer.networks.families import PUBLISHED
from explorer.training.race.presets import PRESETS
from tests.conftest import ROOT
from tests.shapes import draw_shapes

README = (ROOT / "README.md").read_text(encoding="utf-8")
TOP, ENGLISH, CHINESE = re.split(r"^# (?:English|中文)$", README, flags=re.MULTILINE)
HALVES = pytest.mark.parametrize("half", [ENGLISH, CHINESE], ids=["English", "Chinese"])

# What is done for real by `scripts/test` on a fresh machine, and would here run inside itself.
SET_UP = (
    "python3 -m venv .venv && .venv/bin/pip install -r requirements.txt && .venv/bin/python app.py",
    "bash scripts/test",
)


def blocks(language: str, text: str = README) -> list[str]:
    found = re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return list(dict.fromkeys(found))  # the two languages show the same ones


def lines() -> list[str]:
    return [line for block in blocks("bash") for line in block.splitlines() if line]


EXPLORER = [line for line in lines() if line.startswith("python -m explorer ")]
APP = [line for line in lines() if line.startswith("python app.py")]


def test_every_command_shown_is_run_by_a_test() -> None:
    assert EXPLORER
    assert APP
    assert sorted(lines()) == sorted([*SET_UP, *EXPLORER, *APP])


def test_the_first_screen_has_the_two_commands() -> None:
    assert [block.strip() for block in blocks("bash", TOP)] == list(SET_UP)
    (windows,) = blocks("powershell", TOP)
    assert re.findall(r"venv|pip install -r requirements.txt|app.py", windows)[-1] == "app.py"
    assert len(TOP.splitlines()) < 30
    for file in ("requirements.txt", "app.py", "scripts/test", "CHANGELOG.md", "LICENSE"):
        assert (ROOT / file).is_file()


def test_both_languages_show_the_same_code_and_the_same_rows() -> None:
    for language in ("bash", "python", "powershell"):
        assert blocks(language, ENGLISH) == blocks(language, CHINESE)
    assert re.findall(r"^\| (`.*?`) ", ENGLISH, re.MULTILINE) == re.findall(
        r"^\| (`.*?`) ", CHINESE, re.MULTILINE
    )
    assert ENGLISH.count("\n## ") == CHINESE.count("\n## ")
    for text in (ENGLISH, CHINESE):
        headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
        linked = re.findall(r"\]\(#(.+?)\)", text.splitlines()[2])  # the line of contents
        assert linked == [heading.lower().replace(" ", "-") for heading in headings]


@HALVES
def test_every_option_of_every_command_is_explained(half: str) -> None:
    group = typer.main.get_command(commands())
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        assert f"python -m explorer {name}" in half
        for parameter in command.params:
            for option in parameter.opts:
                if option.startswith("--") and option != "--help":
                    assert f"`{option}" in half, (name, option)


@HALVES
def test_every_preset_is_named_as_the_command_line_and_the_page_name_it(half: str) -> None:
    (row,) = re.findall(r"^\| `--preset.*$", half, re.MULTILINE)
    language = "en" if half is ENGLISH else "zh"
    for preset in PRESETS:
        assert f"`{preset.key}`" in row
        assert f"*{texts(language)[PRESET_TEXTS[preset.key]]}*" in half


@HALVES
def test_every_option_of_the_page_is_explained(half: str) -> None:
    shown = subprocess.run(
        [sys.executable, "app.py", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    options = set(re.findall(r"--[a-z-]+", shown)) - {"--help"}
    assert {"--host", "--port", "--device", "--language"} <= options
    for option in options:
        assert f"| `{option}" in half, option


@HALVES
def test_every_method_is_named(half: str) -> None:
    (row,) = re.findall(r"^\| `--method METHOD` \|.*$", half, re.MULTILINE)
    known = [*(method.name for method in METHODS), *ATTRIBUTIONS]
    assert re.findall(r"`([a-z+-]+)`", row) == known
    for source in (*(method.source for method in METHODS), *ATTRIBUTIONS.values()):
        author, year = re.split(r" .*?(?=\d+$)", source)
        assert re.search(rf"{author} [^;；]*{year}", half), source


@HALVES
def test_every_weights_file_is_named_with_its_size(half: str) -> None:
    for network in PUBLISHED:
        if not network.listed:
            assert f"`{network.name}`" in half
            continue
        (row,) = re.findall(rf"^\| {network.name} \|.*$", half, re.MULTILINE)
        for weights in torchvision.models.get_model_weights(network.name):
            assert f"`{imagenet_resnet.file_name(weights)}`" in row
            assert weights.url.startswith("https://download.pytorch.org/models/")
        size = imagenet_resnet.published(network.name).meta["_file_size"]
        assert f"{size:.0f} MB" in row


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unchecked_weights: None) -> Path:
    """A folder with the files that the README's commands name, and random weights where asked."""
    for seed, name in enumerate(("dog.jpg", "cat.png")):
        values = np.random.default_rng(seed).integers(0, 256, (64, 80, 3), dtype=np.uint8)
        Image.fromarray(values).save(tmp_path / name)
    own = CifarResNet(20, classes=4, shortcut="B")
    torch.save({"state_dict": own.state_dict()}, tmp_path / "my-network.pth")
    (tmp_path / "my-classes.txt").write_text("\n".join("abcd"))
    draw_shapes(tmp_path / "my-pictures", 6)
    folder = tmp_path / "torch" / "hub" / "checkpoints"
    folder.mkdir(parents=True)
    file = imagenet_resnet.file_name(imagenet_resnet.published(18))
    torch.save(imagenet_resnet.build(18).state_dict(), folder / file)
    monkeypatch.setenv("TORCH_HOME", str(tmp_path / "torch"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def chains() -> list[list[str]]:
    """The commands of each block; those that use what an earlier one made stay together."""
    return [
        [line for line in block.splitlines() if line.startswith("python -m explorer ")]
        for block in blocks("bash")
        if "python -m explorer " in block
    ]


@pytest.mark.parametrize("chain", chains(), ids=lambda chain: chain[0].split()[3])
def test_the_commands_work(chain: list[str], desk: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for line in chain:
        words = shlex.split(line)[3:]
        capfd.readouterr()
        status = run(commands(), words)
        output, said = capfd.readouterr()
        assert status == 0, said
        if words[0] == "inspect":
            images = words[1 : words.index("--network")]
            assert output.splitlines() == [str(Path("seen", Path(image).stem)) for image in images]
            for folder in output.splitlines():
                assert record.read(desk / folder).network == words[words.index("--network") + 1]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The page as the README starts it, on any free port; its address."""
    words = shlex.split(APP[0])[1:]
    words[words.index("--port") + 1] = "0"
    with subprocess.Popen(
        [sys.executable, *words, "--device", "cpu"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    ) as process:
        try:
            assert process.stdout is not None
            said = re.search(r"http://\S+", process.stdout.readline())
            assert said is not None
            yield said[0].rstrip("/")
        finally:
            process.terminate()
            process.communicate(timeout=30)


def test_the_page_opens(address: str) -> None:
    with urlopen(address, timeout=30) as response:
        assert response.status == 200
        assert "ResNet Explorer" in response.read().decode()


@pytest.mark.parametrize("example", blocks("python"), ids=lambda text: text.split()[1])
def test_the_example_runs(example: str, desk: Path, address: str) -> None:
    program = example.replace("http://127.0.0.1:7860", address)
    ended = subprocess.run(
        [sys.executable, "-c", program],
        cwd=desk,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert ended.returncode == 0, ended.stderr
    if "seen.evidence" in example:
        *stages, last = ended.stdout.splitlines()
        assert [line.split()[0] for line in stages] == ["stage1", "stage2", "stage3"]
        assert float(last.split()[-1]) == pytest.approx(float(last.split()[-2]), rel=1e-3)
    elif "report.html" in example:
        assert "<NetworkEvaluation of cifar-resnet8 on digits: error " in ended.stdout
        assert "held-out pictures right" in ended.stdout
        assert (desk / "report.html").read_text("utf-8").count("<svg") > 3
        assert (desk / "raced" / "verdict.json").is_file()
    else:
        assert "'probability'" in ended.stdout
        assert ended.stdout.strip().endswith(".zip")
