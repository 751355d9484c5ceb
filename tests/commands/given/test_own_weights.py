from pathlib import Path

import pytest
from safetensors.torch import load_file, save_file

from explorer.networks.catalog.request import bundled_file
from explorer.networks.names import parse

SAYS = "These weights were opened as cifar-plain20, but their batch-normalisation statistics fit"


@pytest.fixture
def stranger(tmp_path: Path) -> Path:
    save_file(load_file(bundled_file(parse("cifar-resnet20"))), tmp_path / "net.bin")
    return tmp_path / "net.bin"


@pytest.mark.parametrize("verb", ["inspect", "responses", "evaluate"])
def test_weights_of_the_twin_are_said_to_be_on_standard_error(
    command, photo, stranger, tmp_path, verb
):
    given = {
        "inspect": (photo("a.png"), "--output", tmp_path / "out"),
        "responses": (photo("a.png"), "--output", tmp_path / "out"),
        "evaluate": ("--data", "digits", "--json"),
    }[verb]
    for network, times in (("cifar-plain20", 1), ("cifar-resnet20", 0)):
        ended = command(
            verb, *given, "--network", network, "--checkpoint", stranger, "--device", "cpu"
        )
        assert ended.status == 0
        assert sum(line.startswith(SAYS) for line in ended.said) == times
        assert not any(SAYS in line for line in ended.output)
