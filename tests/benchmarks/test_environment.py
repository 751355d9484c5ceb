import sys
from importlib.metadata import distribution
from pathlib import Path

import pytest

from benchmarks.environment import installed, weighed, weight


def lay(folder: Path, name: str, size: int, *requires: str) -> None:
    """A distribution as an installer leaves it, of one module of some bytes."""
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir()
    (folder / f"{name}.py").write_bytes(b"#" * size)
    lines = ["Metadata-Version: 2.1", f"Name: {name}", "Version: 1.0"]
    lines += [f"Requires-Dist: {each}" for each in requires]
    (info / "METADATA").write_text("\n".join(lines) + "\n")
    (info / "RECORD").write_text(f"{name}.py,,\n{name}/gone.py,,\n")


def test_each_is_weighed_once_with_what_it_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    lay(tmp_path, "zz_top", 1, "zz_one", "zz-two[more]>=1", "zz_never; python_version < '3'")
    lay(tmp_path, "zz_one", 10, "zz_two")
    lay(tmp_path, "zz_two", 100, "zz_top", "zz_extra; extra == 'more'", "zz_no; extra == 'other'")
    lay(tmp_path, "zz_extra", 1000)
    for name in ("zz_never", "zz_no"):
        lay(tmp_path, name, 10_000)
    assert set(installed(["zz_top"])) == {"zz-top", "zz-one", "zz-two", "zz-extra"}
    found = weighed(["zz_top", "zz_one"])
    assert (found["distributions"], found["bytes"]) == (4, 1111)
    assert list(found["largest"].items())[:2] == [("zz-extra", 1000), ("zz-two", 100)]
    assert weight(distribution("zz_two")) == 100


def test_what_is_not_installed_weighs_nothing() -> None:
    assert weighed(["zz-nobody-has-this"])["bytes"] == 0
