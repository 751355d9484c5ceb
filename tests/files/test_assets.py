from pathlib import Path

import pytest

from explorer.files import assets
from explorer.files.assets import asset

ROOT = Path(__file__).parents[2]


def test_in_the_repository_assets_lie_beside_the_package() -> None:
    assert asset("weights/x.safetensors") == ROOT / "assets" / "weights" / "x.safetensors"


def test_in_a_wheel_assets_lie_inside_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "site-packages" / "explorer"
    (package / "assets").mkdir(parents=True)
    (tmp_path / "site-packages" / "assets").mkdir()  # another distribution's
    monkeypatch.setattr(assets, "_PACKAGE", package)
    assert asset("style/scale.css") == package / "assets" / "style/scale.css"


@pytest.mark.parametrize("path", ["../pyproject.toml", "weights/../../app.py", "/etc/passwd"])
def test_a_path_that_leads_out_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="not a file of assets/"):
        asset(path)
