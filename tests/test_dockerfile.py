"""The Dockerfile's steps, one by one, as far as a machine without Docker can do them."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from benchmarks.serving import free_port
from tests.conftest import ROOT

Steps = list[tuple[str, str]]


def instructions() -> Steps:
    """Name and arguments of every instruction, with continued lines joined."""
    text = (ROOT / "Dockerfile").read_text("utf-8")
    text = re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", "")
    steps = [line.partition(" ") for line in text.splitlines() if line.strip()]
    return [(name, arguments.strip()) for name, _, arguments in steps]


STEPS = instructions()


def arguments_of(name: str) -> list[str]:
    return [arguments for each, arguments in STEPS if each == name]


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the Dockerfile copies, and in `installed` what it installs of that."""
    folder = tmp_path_factory.mktemp("image")
    for copied in arguments_of("COPY"):
        *sources, target = copied.split()
        for source in sources:
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, folder / target)
            else:
                shutil.copy(ROOT / source, folder / target)
    (install,) = (each for each in arguments_of("RUN") if each.startswith("pip install"))
    words = shlex.split(install)[1:]
    offline = ["--no-index", "--no-build-isolation", "--target", "installed", "--quiet"]
    subprocess.run([sys.executable, "-m", "pip", *words, *offline], cwd=folder, check=True)
    return folder


def test_what_is_copied_is_sent_to_docker_and_nothing_else() -> None:
    allowed = {
        line.removeprefix("!")
        for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines()
        if line.startswith("!")
    }
    assert {word for each in arguments_of("COPY") for word in each.split()[:-1]} == allowed


def test_one_argument_chooses_processor_or_gpu(image: Path, tmp_path: Path) -> None:
    """The step runs in a shell, with a `pip` that only says what it was asked for."""
    assert arguments_of("ARG") == ["DEVICE=cpu"]
    (step,) = (each for each in arguments_of("RUN") if each.startswith("if "))
    told = tmp_path / "pip"
    told.write_text('#!/bin/sh\necho "$@"\necho "$PIP_EXTRA_INDEX_URL"\n')
    told.chmod(0o755)
    asked = {}
    for device in ("cpu", "cuda"):
        variables = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "DEVICE": device}
        variables.pop("PIP_EXTRA_INDEX_URL", None)
        done = subprocess.run(
            ["sh", "-c", step], env=variables, cwd=image, capture_output=True, text=True, check=True
        )
        asked[device] = done.stdout.splitlines()
    command, index = asked["cpu"]
    assert index == "https://download.pytorch.org/whl/cpu"
    assert asked["cuda"] == [command, ""]
    words = shlex.split(command)
    for option in ("--constraint", "--requirement"):
        assert (image / words[words.index(option) + 1]).is_file()


def test_nothing_is_run_by_the_administrator() -> None:
    names = [name for name, _ in STEPS]
    (user,) = arguments_of("USER")
    assert user not in ("root", "0")
    assert any(f"useradd --create-home {user}" in each for each in arguments_of("RUN"))
    assert max(place for place, name in enumerate(names) if name == "RUN") < names.index("USER")
    assert names.index("USER") < names.index("CMD")
    (home,) = arguments_of("WORKDIR")[-1:]
    assert home == f"/home/{user}"


@pytest.mark.skipif(os.name == "nt", reason="the image is of Linux")
def test_its_command_serves_the_page_and_its_health_check_knows(
    image: Path, tmp_path: Path
) -> None:
    variables = dict(each.split("=", 1) for line in arguments_of("ENV") for each in line.split())
    assert variables["GRADIO_SERVER_PORT"] in arguments_of("EXPOSE")
    (check,) = (each.split("CMD ", 1)[1] for each in arguments_of("HEALTHCHECK"))
    installed = image / "installed"
    environment = {
        **os.environ,
        **variables,
        "GRADIO_SERVER_PORT": str(free_port()),
        "PYTHONPATH": str(installed),
        "PATH": f"{installed / 'bin'}:{Path(sys.executable).parent}:{os.environ['PATH']}",
    }

    def healthy() -> bool:
        done = subprocess.run(["sh", "-c", check], env=environment, capture_output=True)
        return done.returncode == 0

    assert not healthy()
    (command,) = arguments_of("CMD")
    process = subprocess.Popen(
        json.loads(command), cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        said = process.stdout.readline()
        while not said.startswith("user class, password "):  # others reach it, so one is made
            assert said or process.poll() is None
            said = process.stdout.readline()
        assert healthy()
        page = f"http://localhost:{environment['GRADIO_SERVER_PORT']}/"
        with pytest.raises(urllib.error.HTTPError, match="401"):
            urllib.request.urlopen(page)
        process.terminate()
        assert process.wait(60) == 143
        assert not healthy()
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
