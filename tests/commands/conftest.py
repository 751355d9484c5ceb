"""Running commands: in this process, with what they said kept apart."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from explorer.__main__ import commands
from explorer.commands.exit_status import run


@dataclass(frozen=True)
class Ended:
    status: int
    output: list[str]  # lines of standard output
    said: list[str]  # lines of standard error


Command = Callable[..., Ended]


@pytest.fixture
def command(capfd: pytest.CaptureFixture[str]) -> Command:
    """Runs a command line as `python -m explorer` does, and returns what it said."""

    def ended(*arguments: str | Path) -> Ended:
        capfd.readouterr()
        status = run(commands(), [str(each) for each in arguments])
        output, said = capfd.readouterr()
        assert "Traceback" not in output + said
        return Ended(status, output.splitlines(), said.splitlines())

    return ended


@pytest.fixture
def photo(tmp_path: Path) -> Callable[[str], Path]:
    """Makes a colourful picture under the name, whose ending decides the format."""

    def made(name: str) -> Path:
        values = np.random.default_rng(len(name)).integers(0, 256, (40, 48, 3), dtype=np.uint8)
        path = tmp_path / "photos" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(values).save(path)
        return path

    return made
