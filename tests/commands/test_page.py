import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from explorer.__main__ import commands, main
from explorer.commands.exit_status import run
from explorer.commands.page import page_alone
from explorer.interface.doors.password import USER
from explorer.interface.settings import PageSettings

Launched = list[tuple[Any, ...]]


@pytest.fixture
def launched(monkeypatch: pytest.MonkeyPatch) -> Launched:
    """What the page is started with; it is not."""
    for name in ("SERVER_NAME", "SERVER_PORT", "ROOT_PATH", "MCP_SERVER"):
        monkeypatch.delenv(f"GRADIO_{name}", raising=False)
    given: Launched = []
    monkeypatch.setattr("explorer.interface.launch.launch", lambda *all_: given.append(all_))
    return given


def test_every_option_arrives(launched: Launched) -> None:
    line = (
        "--host 0.0.0.0 --port 80 --root-path /resnet --device cpu --weights-folder w "
        "--language zh --share --password s --user me --allow-host a --allow-host b "
        "--allow-frame c --mcp --verbose"
    )
    assert run(page_alone(), line.split()) == 0
    settings = PageSettings(
        "cpu", Path("w"), "zh", "0.0.0.0", ("a", "b"), ("c",), root_path="/resnet", mcp=True
    )
    assert launched == [(settings, 80, True, True, "me", "s")]


def test_without_options_it_is_for_this_machine(launched: Launched) -> None:
    assert run(page_alone(), []) == 0
    assert run(commands(), ["page"]) == 0
    assert launched == [(PageSettings(), 7860, False, False, USER, None)] * 2
    assert run(page_alone(), ["--no-password"]) == 0
    assert launched[-1][-1] == ""


def test_gradios_variables_count_and_the_command_line_comes_first(
    launched: Launched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADIO_SERVER_NAME", "0.0.0.0")
    monkeypatch.setenv("GRADIO_SERVER_PORT", "7000")
    monkeypatch.setenv("GRADIO_ROOT_PATH", "/there")
    monkeypatch.setenv("GRADIO_MCP_SERVER", "True")
    monkeypatch.setenv("EXPLORER_PASSWORD", "sesame")
    monkeypatch.setenv("EXPLORER_ALLOW_HOST", "a.example b.example")
    monkeypatch.setenv("EXPLORER_ALLOW_FRAME", "https://c.example")
    assert run(page_alone(), []) == 0
    said = ["--host", "127.0.0.1", "--port", "7001", "--root-path", "", "--password", "x"]
    assert run(page_alone(), said) == 0
    (first, port, *_, secret), (second, other, *_, typed) = launched
    assert (first.host, first.root_path, port, secret) == ("0.0.0.0", "/there", 7000, "sesame")
    assert first.mcp
    assert first.allowed_hosts == ("a.example", "b.example")
    assert first.frames == ("https://c.example",)
    assert (second.host, second.root_path, other, typed) == ("127.0.0.1", "", 7001, "x")


def test_an_address_of_ipv6_is_not_left_for_gradio_to_read(
    launched: Launched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADIO_SERVER_NAME", "::")
    assert run(page_alone(), []) == 0
    assert launched[0][0].host == "::"
    assert "GRADIO_SERVER_NAME" not in os.environ  # it binds there by IPv4


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--password", "x", "--no-password"], "give --password or --no-password, not both."),
        (["--password", ""], "say --no-password"),
        (["--language", "xx"], "'en', 'zh'"),
        (["--port", "many"], "--port"),
        (["--port", "99999"], "less than or equal to 65535"),
        (["--root-path", "resnet page"], "'resnet page' is no place of a proxy's"),
        (["--allow-host", "http://a b"], "http://a b"),
        (["--allow-frame", "a b"], "'a b' is no site that could show the page"),
        (["surplus"], "surplus"),
    ],
)
def test_wrong_usage_is_2_and_opens_nothing(
    arguments: list[str], said: str, launched: Launched, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(page_alone(), arguments, "python app.py") == 2
    heard = capsys.readouterr().err
    assert said in heard
    assert heard.count("\n") == 1
    assert launched == []


def test_the_help_says_who_gives_the_password(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(page_alone(), ["--help"], "python app.py") == 0
    shown = capsys.readouterr().out
    assert "Usage: python app.py [OPTIONS]" in shown
    assert f"by default {USER}." in shown


@pytest.mark.parametrize("name", ["resnet-explorer", "/usr/bin/resnet-explorer", "__main__.py"])
def test_the_program_alone_opens_the_page(
    name: str, launched: Launched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", [name])
    assert main() == 0
    assert len(launched) == 1


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [("--version", 0, "resnet-explorer"), ("--nothing", 2, "--nothing")],
)
def test_the_program_ends_with_its_status_and_all_that_it_said(
    asked: str, status: int, said: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "explorer", asked],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == status
    assert said in done.stdout + done.stderr


@pytest.mark.skipif(os.name != "posix", reason="a shell's closed stream")
def test_the_program_ends_well_where_its_output_was_closed() -> None:
    command = f"{sys.executable} -m explorer --version >&-"
    done = subprocess.run(["sh", "-c", command], capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")


def test_an_error_calls_the_program_as_it_was_called(
    launched: Launched, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, called in (("resnet-explorer.exe", "resnet-explorer"), ("x.py", "python app.py")):
        monkeypatch.setattr(sys, "argv", [name, "--nothing"])
        assert main("app.py" if called == "python app.py" else None) == 2
        assert f"See `{called} --help`." in capsys.readouterr().err
    assert launched == []
