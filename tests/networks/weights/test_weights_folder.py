from pathlib import Path

import pytest
import torch

from explorer.networks.families import PUBLISHED
from explorer.networks.imagenet_resnet import file_name, published
from explorer.networks.weights.weights_folder import cached_networks, weights_folder


@pytest.mark.parametrize("variable", ["TORCH_HOME", "XDG_CACHE_HOME", None])
def test_it_is_the_folder_of_torch_hub(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str | None
) -> None:
    for name in ("TORCH_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    if variable:
        monkeypatch.setenv(variable, str(tmp_path / "here"))
    assert weights_folder() == Path(torch.hub.get_dir()) / "checkpoints"
    assert not (tmp_path / "here").exists()
    assert weights_folder(tmp_path) == tmp_path


def test_networks_are_told_by_the_files_names(tmp_path: Path) -> None:
    assert cached_networks(tmp_path / "absent") == ()
    for name in ("resnet152", "resnet34"):
        (tmp_path / file_name(published(name))).touch()
    (tmp_path / "resnet50-0676ba61.pth.x.part").touch()
    (tmp_path / file_name(published(50, "V2"))).touch()  # not what would be loaded
    assert cached_networks(tmp_path) == ("resnet34", "resnet152")
    for row in PUBLISHED:
        (tmp_path / row.weights["V1"]).touch()
    assert cached_networks(tmp_path) == tuple(row.name for row in PUBLISHED if row.listed)
