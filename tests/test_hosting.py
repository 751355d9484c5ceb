"""What the documentation offers for hosting, beside nginx: the systemd unit and a Space's head."""

import configparser
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from typer.main import get_command

from explorer.__main__ import commands
from tests.conftest import ROOT

HOSTING = ROOT / "docs" / "hosting"
UNIT = (HOSTING / "resnet-explorer.service").read_text("utf-8")
NGINX = (HOSTING / "nginx.conf").read_text("utf-8")


def test_the_unit_is_one_for_systemd(tmp_path: Path) -> None:
    (started,) = re.findall(r"^ExecStart=(.+)$", UNIT, re.MULTILINE)
    program, *arguments = shlex.split(started)
    assert program.endswith("/bin/resnet-explorer")
    assert arguments[0] in get_command(commands()).commands  # type: ignore[attr-defined]
    verify = shutil.which("systemd-analyze")
    if verify is None:
        unit = configparser.ConfigParser(strict=False)
        unit.read_string(UNIT)
        assert unit.sections() == ["Unit", "Service", "Install"]
        return
    here = tmp_path / "resnet-explorer.service"  # it must find the program
    here.write_text(UNIT.replace(program, sys.executable), "utf-8")
    done = subprocess.run([verify, "verify", str(here)], capture_output=True, text=True)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_the_unit_and_nginx_speak_of_the_same_place() -> None:
    (port,) = re.findall(r"GRADIO_SERVER_PORT=(\d+)", UNIT)
    assert f"proxy_pass http://127.0.0.1:{port}/;" in NGINX
    for root in re.findall(r"GRADIO_ROOT_PATH=(\S+)", UNIT + NGINX):
        assert f"location {root}/ {{" in NGINX
    for host in re.findall(r"EXPLORER_ALLOW_HOST=(\S+)", UNIT + NGINX):
        assert f"server_name {host};" in NGINX
    statuses = re.findall(r"^SuccessExitStatus=(.+)$", UNIT, re.MULTILINE)
    assert statuses == ["130 143"]


def test_a_space_gets_what_the_program_is_tested_with() -> None:
    head = (HOSTING / "space.yaml").read_text("utf-8")
    first, body, rest = head.split("---\n")
    assert first == rest == ""
    said = dict(re.findall(r'^(\w+): "?(.+?)"?$', body, re.MULTILINE))
    requirements = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    assert said["sdk"] == "gradio"
    assert f"gradio=={said['sdk_version']}" in requirements
    assert (ROOT / said["app_file"]).is_file()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert f"Programming Language :: Python :: {said['python_version']}" in project["classifiers"]
    assert said["license"] == project["license"].lower()
    assert len(said["short_description"]) <= 60  # as the hub asks
