"""The library's front door."""

import subprocess
import sys

import pytest

import explorer


@pytest.mark.parametrize("name", explorer.__all__)
def test_every_public_name_is_there_and_says_what_it_is(name: str) -> None:
    found = getattr(explorer, name)
    assert name == "__version__" or found.__doc__


def test_no_other_name_is() -> None:
    with pytest.raises(AttributeError, match="no attribute 'magic'"):
        explorer.magic  # noqa: B018


def test_the_door_opens_without_a_tensor_library() -> None:
    code = "import sys, explorer; assert 'load' in dir(explorer); print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
