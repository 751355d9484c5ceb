import errno
import os
from pathlib import Path

import pytest

from explorer.files.whole_file import remove_drafts, unwritable, write_whole


def test_replaces_a_file_and_leaves_nothing_else(tmp_path):
    write_whole(tmp_path / "a", b"old")
    write_whole(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"new"
    assert [each.name for each in tmp_path.iterdir()] == ["a"]


@pytest.mark.parametrize("failing", ["fsync", "replace"])
def test_a_full_disk_leaves_the_old_file_and_says_so(tmp_path, monkeypatch, failing):
    write_whole(tmp_path / "a", b"old")

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, failing, full)
    if failing == "replace":
        monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(OSError, match=r"a could not be written .No space left") as raised:
        write_whole(tmp_path / "a", b"new")
    assert "--resume" not in str(raised.value)  # which not every writer can do
    assert str(raised.value).endswith("make room or choose another folder")
    assert [each.name for each in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_bytes() == b"old"


def test_a_folder_is_named_with_the_system_s_reason_and_not_one_file_s(tmp_path, monkeypatch):
    folder = Path("runs/mine")
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    said = f"{folder} could not be written (No space left on device): "
    assert str(unwritable(folder, full)).startswith(said)

    def fails(*_):
        raise full

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(OSError, match="a could not be written") as raised:
        write_whole(tmp_path / "a", b"new")
    assert str(unwritable(folder, raised.value)).startswith(said)


def test_drafts_of_killed_writes_are_removed(tmp_path):
    (tmp_path / ".a.123.part").write_bytes(b"half")
    (tmp_path / ".others.part").touch()
    (tmp_path / "a").write_bytes(b"whole")
    remove_drafts(tmp_path)
    assert sorted(each.name for each in tmp_path.iterdir()) == [".others.part", "a"]
