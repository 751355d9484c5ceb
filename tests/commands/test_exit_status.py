"""Whatever a command raises, the person gets one sentence and the shell the right number."""

import subprocess
import sys
from pathlib import Path

import pytest
import typer

from explorer.commands.exit_status import run, wrong_usage
from tests.conftest import ROOT


def app_that(raises: BaseException | None, returns: int | None = None) -> typer.Typer:
    app = typer.Typer(add_completion=False)

    @app.command()
    def work(number: int = 1) -> int | None:
        if raises is not None:
            raise raises
        return returns

    return app


@pytest.mark.parametrize(
    ("raised", "status", "sentence"),
    [
        (ValueError("no such class"), 1, "no such class."),
        (FileNotFoundError("there is no file a.pth."), 1, "there is no file a.pth."),
        (
            FileNotFoundError(2, "No such file or directory", "/here/not"),
            1,
            "/here/not: No such file or directory, choose another file or folder.",
        ),
        (ConnectionError("two\nlines"), 1, "two lines."),
        (MemoryError(), 1, "There is not enough memory for this: close other programs."),
        (KeyboardInterrupt(), 130, "Stopped; anything finished is kept."),
        (typer.Abort(), 130, "Stopped; anything finished is kept."),
    ],
)
def test_an_error_becomes_one_sentence(
    raised: BaseException, status: int, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(app_that(raised), []) == status
    output, said = capsys.readouterr()
    assert (output, said) == ("", sentence + "\n")


def test_a_defect_is_called_one_and_can_be_traced(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("EXPLORER_TRACEBACK", raising=False)
    assert run(app_that(TypeError("of some kind")), []) == 1
    said = capsys.readouterr().err
    assert said.startswith("A defect of the program: TypeError: of some kind.")
    assert said.count("\n") == 1
    monkeypatch.setenv("EXPLORER_TRACEBACK", "1")
    with pytest.raises(TypeError, match="of some kind"):
        run(app_that(TypeError("of some kind")), [])


def test_an_interrupt_is_one_whatever_is_made_of_it_on_the_way(
    capsys: pytest.CaptureFixture[str],
) -> None:
    error = RuntimeError("trying to pop from empty mode stack")  # PyTorch's, broken off in a `with`
    error.__context__ = KeyboardInterrupt()
    assert run(app_that(error), []) == 130
    assert capsys.readouterr().err == "Stopped; anything finished is kept.\n"


def test_a_command_returns_its_status() -> None:
    assert run(app_that(None), []) == 0
    assert run(app_that(None, returns=1), []) == 1
    assert run(app_that(typer.Exit(3)), []) == 3


@pytest.mark.parametrize("arguments", [["--nonsense"], ["--number", "many"], ["surplus"]])
def test_wrong_usage_is_2_in_one_line(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(app_that(None), arguments) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert arguments[0] in said
    assert "--help" in said


def test_a_value_error_inside_wrong_usage_is_2(capsys: pytest.CaptureFixture[str]) -> None:
    app = typer.Typer(add_completion=False)

    @app.command()
    def work() -> None:
        with wrong_usage():
            raise ValueError("no network is called x: choose one")

    assert run(app, []) == 2
    assert capsys.readouterr().err == "no network is called x: choose one.\n"


def test_a_reader_that_goes_away_ends_the_program_quietly(tmp_path: Path) -> None:
    """As in `python -m explorer networks --json | head -1`."""
    program = (
        "import sys, typer\nfrom explorer.commands.exit_status import run\n"
        "app = typer.Typer(add_completion=False)\n"
        "@app.command()\ndef work() -> None:\n"
        "    for _ in range(100000):\n        print('x' * 100, flush=True)\n"
        "sys.exit(run(app, []))\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()
    assert said == b""
    assert process.returncode == 1
