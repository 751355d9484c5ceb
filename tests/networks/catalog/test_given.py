from pathlib import Path

import pytest

from explorer.networks.catalog.given import given
from explorer.networks.names import parse


def test_a_name_is_a_name_whatever_lies_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "resnet18").mkdir()
    assert given("resnet18") == (parse("resnet18"), None)
    assert given("resnet18", "w.pth") == (parse("resnet18"), Path("w.pth"))
    assert given("./resnet18") == (None, Path("resnet18"))
    assert given(Path("resnet18")) == (None, Path("resnet18"))


def test_what_is_neither_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no network is called"):
        given(str(tmp_path / "nothing"))
    with pytest.raises(ValueError, match="no network is called"):
        given(str(tmp_path), "w.pth")  # two sources of weights
    assert given(None, "w.pth") == (None, Path("w.pth"))
