from pathlib import Path

import pytest
import torch

from explorer.networks.imagenet_resnet import file_name, published
from explorer.networks.names import IMAGENET_DEPTHS
from explorer.networks.weights.weights_folder import _FILES, cached_depths, weights_folder


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


def test_depths_are_told_by_the_files_names(tmp_path: Path) -> None:
    assert cached_depths(tmp_path / "absent") == ()
    assert [file_name(published(depth)) for depth in IMAGENET_DEPTHS] == list(_FILES.values())
    for depth in IMAGENET_DEPTHS[1::2]:
        (tmp_path / file_name(published(depth))).touch()
    (tmp_path / "resnet50-0676ba61.pth.x.part").touch()
    (tmp_path / file_name(published(50, "V2"))).touch()  # not what would be loaded
    assert cached_depths(tmp_path) == IMAGENET_DEPTHS[1::2]
