from pathlib import Path
from typing import Any

import pytest

from explorer.interface.picking.weights_line import weights_line
from explorer.interface.settings import PageSettings
from explorer.networks.catalog.catalog import _cost

REST = ["V1", None, None, "imagenet", ""]


def line(folder: Path, *picked: Any) -> str:
    return weights_line(PageSettings(weights_folder=folder), *picked)


def test_what_must_be_downloaded_says_how_much(tmp_path: Path) -> None:
    assert "downloaded once when needed (98 MB)" in line(
        tmp_path, "imagenet", "resnet50", 20, "resnet", *REST
    )


def test_what_is_here_is_said(tmp_path: Path) -> None:
    (tmp_path / "resnet50-0676ba61.pth").touch()
    assert "on this machine" in line(tmp_path, "imagenet", "resnet50", 20, "resnet", *REST)
    assert "downloaded" in line(tmp_path, "imagenet", "resnet50", 20, "resnet", "V2", *REST[1:])


def test_cifar_networks_come_with_the_program_or_are_random(tmp_path: Path) -> None:
    from explorer.networks.catalog.catalog import entries

    listed = {entry.name: entry.weights for entry in entries(tmp_path)}
    said = {"bundled": "come with the program", "none": "nothing learned yet"}
    for depth in (20, 110):
        html = line(tmp_path, "cifar", "resnet50", depth, "plain", *REST)
        assert said[listed[f"cifar-plain{depth}"]] in html


def test_no_network_is_built_to_say_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # whoever opens the page waits for it: of all that are listed it takes a second
    _cost.cache_clear()  # another test may have built them
    monkeypatch.delattr("explorer.networks.cifar_resnet.CifarResNet.__init__")
    assert "come with the program" in line(tmp_path, "cifar", "resnet50", 20, "plain", *REST)


@pytest.mark.parametrize("checkpoint", [None, "mine.pth"])
def test_an_own_checkpoint(tmp_path: Path, checkpoint: str | None) -> None:
    picked = ["own", "resnet50", 20, "resnet", "V1", checkpoint, None, "imagenet", ""]
    assert "those of the file you choose" in line(tmp_path, *picked)
