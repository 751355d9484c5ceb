"""A folder for the hub, and every command that takes a network takes the folder."""

import errno
import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from explorer.networks.cifar_resnet import CifarResNet
from tests.commands.conftest import Command


def test_published_and_inspected(
    command: Command, photo: Callable[[str], Path], tmp_path: Path
) -> None:
    folder = tmp_path / "net"
    ended = command("publish", "cifar-plain20", "--to-folder", folder)
    assert (ended.status, ended.output) == (0, [str(folder)])
    assert ended.said == [f"nothing was sent; this would: hf upload YOUR_NAME/net {folder}"]
    places = []
    for network in ("cifar-plain20", folder):
        place = tmp_path / f"seen-{len(places)}"
        seen = command("inspect", photo("dog.png"), "--network", network, "--output", place)
        assert seen.status == 0, seen.said
        places.append(json.loads((place / "dog" / "inspection.json").read_text("utf-8")))
    assert places[0]["predictions"] == places[1]["predictions"]
    script = command(
        "inspect", photo("dog.png"), "--network", folder, "--output", tmp_path, "--as-python"
    )
    assert re.search(rf'explorer\.load\(\s*"{folder}"', "\n".join(script.output))


def test_of_a_checkpoint_the_licence_has_to_be_said(command: Command, tmp_path: Path) -> None:
    torch.save(CifarResNet(8).state_dict(), tmp_path / "w.pth")
    ended = command("publish", tmp_path / "w.pth", "--to-folder", tmp_path / "one")
    assert ended.said[0] == (
        "its licence is unknown here: say it with --license before you share it"
    )
    named = ("--checkpoint", tmp_path / "w.pth", "--license", "cc0-1.0")
    ended = command("publish", "cifar-plain8", *named, "--to-folder", tmp_path / "two")
    assert ended.status == 0
    assert len(ended.said) == 1
    assert '\nlicense: "cc0-1.0"\n' in (tmp_path / "two" / "README.md").read_text("utf-8")
    assert '"cifar-plain8"' in (tmp_path / "two" / "config.json").read_text("utf-8")


def test_wrong_usage_and_failures_are_sentences(command: Command, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").touch()
    assert command("publish", "cifar-resnet20", "--to-folder", tmp_path).status == 2
    ended = command("publish", "cifar-resnet32", "--to-folder", tmp_path / "new")
    assert ended.status == 1
    assert "random weights" in ended.said[0]
    assert not (tmp_path / "new").exists()
    (tmp_path / "empty").mkdir()
    images = tmp_path / "mine.txt"
    ended = command("inspect", images, "--network", tmp_path / "empty", "--output", tmp_path / "x")
    assert ended.status == 1
    assert "without config.json" in ended.said[0]


def test_a_full_disk_is_said_with_the_folder_and_what_to_do(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_bytes", full)
    ended = command("publish", "cifar-plain20", "--to-folder", tmp_path / "net")
    assert ended.status == 1
    assert ended.said == [
        f"{tmp_path / 'net'} could not be written (No space left on device): make room or choose "
        "another folder."
    ]
    assert list(tmp_path.iterdir()) == []


def test_a_folder_without_a_name_is_said_as_it_was_given(command: Command, tmp_path: Path) -> None:
    ended = command("publish", "/", "--to-folder", tmp_path / "net")
    assert ended.status == 1
    assert ended.said[0].startswith("/ is a folder without config.json")
