import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from explorer.files import zip_member
from explorer.files.zip_member import check_sizes, opened_zip, read_member, read_named

CENTRAL, END = b"PK\x01\x02", b"PK\x05\x06"


def packed(path: Path, content: bytes, count: int = 1) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(count):
            archive.writestr(f"cat/{number}.png", content)
    return path


def declaring(path: Path, size: int) -> Path:
    """The same zip whose list of entries says another size of all of them."""
    data = bytearray(path.read_bytes())
    place = data.find(CENTRAL)
    while place >= 0:
        struct.pack_into("<L", data, place + 24, size)
        place = data.find(CENTRAL, place + 1)
    path.write_bytes(data)
    return path


def first(path: Path) -> bytes:
    """The first entry's content, read as pictures are."""
    with opened_zip(path) as archive:
        check_sizes(archive, path.stat().st_size, path.name)
        return read_member(archive, archive.infolist()[0])


def test_content_comes_back(tmp_path):
    assert first(packed(tmp_path / "a.zip", b"picture" * 1000)) == b"picture" * 1000


def test_a_bomb_that_declares_its_size_is_refused_unread(tmp_path):
    path = declaring(packed(tmp_path / "a.zip", b"x"), 400_000_000)
    with pytest.raises(ValueError, match=r"cat/0\.png unpacks to 400 MB, and a picture may"):
        first(path)


def test_many_entries_that_grow_together_are_a_bomb(tmp_path):
    path = declaring(packed(tmp_path / "a.zip", b"x", 3), 250_000_000)
    with pytest.raises(ValueError, match=r"refused as a zip bomb: its 0\.0 MB unpack to 750 MB"):
        first(path)


def test_a_bomb_that_lies_about_its_size_costs_no_memory(tmp_path):
    path = declaring(packed(tmp_path / "a.zip", bytes(50_000_000)), 1000)
    tracemalloc.start()
    with pytest.raises(ValueError, match=r"cat/0\.png"):
        first(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5_000_000


def test_the_limit_holds_while_reading(tmp_path, monkeypatch):
    path = packed(tmp_path / "a.zip", bytes(3_000_000))
    monkeypatch.setattr(zip_member, "LARGEST_PICTURE", 999)
    with (
        opened_zip(path) as archive,
        pytest.raises(ValueError, match="larger than a picture may be"),
    ):
        read_member(archive, archive.infolist()[0])


def test_a_damaged_entry_is_said_by_name(tmp_path):
    path = packed(tmp_path / "a.zip", bytes(range(256)) * 40)
    data = bytearray(path.read_bytes())
    data[60:80] = bytes(20)
    path.write_bytes(data)
    with pytest.raises(ValueError, match=r"cat/0\.png cannot be unpacked: it is damaged"):
        first(path)


def test_files_by_their_names_wherever_they_lie(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("one/a.csv", "two\\a.csv", "b.csv", "a.csv/c.txt", "../a.csv"):
            archive.writestr(name, name * 1_000_000)
        archive.mkdir("three/a.csv")
    found = list(read_named(path, {"a.csv"}, 12_000_000))
    assert [name for name, _, _ in found] == ["a.csv"] * 3
    assert [info.filename for _, info, _ in found] == ["one/a.csv", "two\\a.csv", "../a.csv"]
    assert [len(content) for _, _, content in found] == [9_000_000, 9_000_000, 8_000_000]
    beginnings = [content for _, _, content in read_named(path, {"a.csv"}, 5)]
    assert all(5 < len(content) <= 1_000_000 for content in beginnings)


@pytest.mark.parametrize("content", [b"", b"PK", b"\xff\xd8no zip"])
def test_named_files_of_what_is_no_zip(content, tmp_path):
    (tmp_path / "a.zip").write_bytes(content)
    with pytest.raises(zipfile.BadZipFile):
        list(read_named(tmp_path / "a.zip", {"a.csv"}, 5))


@pytest.mark.parametrize("content", [b"", b"PK", b"\xff\xd8no zip", b"PK\x05\x06" + b"x" * 18])
def test_files_that_are_no_zip(content, tmp_path):
    (tmp_path / "a.zip").write_bytes(content)
    with pytest.raises(ValueError, match=r"a\.zip"):
        first(tmp_path / "a.zip")
    with pytest.raises(FileNotFoundError, match="there is no file"):
        first(tmp_path / "b.zip")


def test_a_list_of_entries_too_long_to_hold_is_refused(tmp_path):
    path = packed(tmp_path / "a.zip", b"x")
    data = bytearray(path.read_bytes())
    end = data.find(END)
    struct.pack_into("<L", data, end + 12, 40_000_000)
    path.write_bytes(data)
    with pytest.raises(ValueError, match="lists far too many files"):
        first(path)
    # the same in the form for large zips, whose number zipfile prefers to the first
    struct.pack_into("<L", data, end + 12, 56)
    wide = struct.pack("<4sQHHLLQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, 2**33, 0)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    path.write_bytes(data[:end] + wide + locator + data[end:])
    with pytest.raises(ValueError, match="lists far too many files"):
        first(path)
