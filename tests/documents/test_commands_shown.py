"""Every command and every example that is shown in a README or in `docs` is done here."""

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
from PIL import Image

from explorer.__main__ import commands
from explorer.commands.exit_status import run
from explorer.inspection import record
from explorer.networks import imagenet_resnet
from explorer.networks.cifar_resnet import CifarResNet
from tests.conftest import ROOT
from tests.documents.test_readme import SET_UP
from tests.documents.texts import LANGUAGES, blocks, lines, told
from tests.shapes import draw_shapes

EXPLORER = [line for line in lines() if line.startswith("python -m explorer ")]
APP = [line for line in lines() if line.startswith("python app.py")]
(SPACE,) = [block for block in blocks("bash") if "space.yaml" in block]
# Done by other tests, in other ways: there is no second machine here to install it on, no Docker.
ELSEWHERE = {
    "scripts/test": [*SET_UP, "bash scripts/test"],
    "tests/test_package.py": [
        "pip install build && python -m build",
        "pip install dist/resnet_explorer-*.whl",
        "resnet-explorer",
    ],
    "tests/test_dockerfile.py": [
        "docker build -t resnet-explorer .",
        "docker build -t resnet-explorer --build-arg DEVICE=cuda .",
        "docker run -p 7860:7860 resnet-explorer",
        "docker run -p 7860:7860 --gpus all -v weights:/home/explorer/.cache resnet-explorer",
        "pip install --constraint constraints.txt --requirement requirements.txt"
        " --extra-index-url https://download.pytorch.org/whl/cpu",
    ],
}
RUN = {"bash", "python", "powershell"}  # kinds of code that are held to the truth here
INCLUDED = {"nginx", "ini", "yaml"}  # and files that have tests of their own


def test_every_command_shown_is_run_by_a_test() -> None:
    assert EXPLORER
    assert len(APP) == 1
    others = [line for each in ELSEWHERE.values() for line in each]
    assert sorted(lines()) == sorted([*others, *EXPLORER, *APP, *SPACE.splitlines()])
    for name in ELSEWHERE:
        assert (ROOT / name).is_file()


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_code_is_of_a_kind_that_is_run_or_a_file_that_is_tested(language: str) -> None:
    text = told(language)
    fences = re.findall(r"^ *```(.*)$", text, re.MULTILINE)
    assert set(fences[::2]) <= RUN | INCLUDED
    assert set(fences[1::2]) == {""}
    for kind in INCLUDED:
        for block in blocks(kind, [text]):
            (name,) = re.findall(r'^--8<-- "(.+)"\n$', block)
            assert (ROOT / name).is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="a command for bash")
def test_a_space_is_laid_out(tmp_path: Path) -> None:
    for path in ROOT.iterdir():
        (tmp_path / path.name).symlink_to(path)
    subprocess.run(["bash", "-e", "-c", SPACE], cwd=tmp_path, check=True)
    space = tmp_path / "space"
    readme = (space / "README.md").read_text("utf-8")
    assert readme.startswith("---\ntitle: ResNet Explorer\n")
    assert "\n---\n# ResNet Explorer\n" in readme
    for name in ("app.py", "requirements.txt", "explorer/__init__.py", "assets/page"):
        assert (space / name).exists()
    for picture in re.findall(r"\]\((docs/pictures/[^)]+)\)", readme):
        assert (space / picture).is_file()


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unchecked_weights: None) -> Path:
    """A folder with the files that the commands name, and random weights where asked."""
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
    """The page as the documentation starts it, on any free port; its address."""
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
    elif "/race" in example:
        assert "plain vanishing" in ended.stdout
        assert "('residual', 20" in ended.stdout
    else:
        assert "'probability'" in ended.stdout
        assert ended.stdout.strip().endswith(".zip")
