import io
import stat
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from PIL import Image

from explorer.datasets.picture_zip import zip_pictures


def png(number: int = 0) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (6, 6), (number, 0, 0)).save(buffer, "PNG")
    return buffer.getvalue()


GOOD = {f"{name}/{number}.png": png(number) for name in ("cat", "dog") for number in range(5)}


def packed(path: Path, entries: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return path


def inside(folder: str, entries: Mapping[str, bytes] = GOOD) -> dict[str, bytes]:
    return {f"{folder}/{name}": content for name, content in entries.items()}


def refusal(path: Path) -> str:
    with pytest.raises(ValueError, match=r"^[^\n]+$") as caught:
        zip_pictures(path)
    return str(caught.value)


def test_classes_and_pictures(tmp_path):
    found = zip_pictures(packed(tmp_path / "pets.zip", GOOD))
    assert (found.name, found.class_names, found.notes) == ("pets", ("cat", "dog"), ())
    assert [each.name for each in found.pictures] == sorted(GOOD)
    assert [each.label for each in found.pictures] == [0] * 5 + [1] * 5


def test_what_systems_put_beside_pictures_is_passed_over(tmp_path):
    junk = {
        "__MACOSX/pets/cat/._0.png": b"fork",
        "pets/.DS_Store": b"x",
        "pets/cat/Thumbs.db": b"x",
        "pets/dog/._1.png": b"fork",
        "pets/": b"",
        "pets/cat/": b"",
    }
    found = zip_pictures(packed(tmp_path / "a.zip", {**junk, **inside("pets")}))
    assert found.class_names == ("cat", "dog")
    assert len(found.pictures) == 10
    assert found.notes == ()


def test_files_that_are_no_pictures_are_said(tmp_path):
    others = {"cat/notes.txt": b"x", "read.me": b"x", "dog/a.py": b"x", "dog/run.exe": b"x"}
    found = zip_pictures(packed(tmp_path / "a.zip", {**GOOD, **others}))
    assert len(found.pictures) == 10
    assert found.notes == (
        "Files that are no pictures by their names were left out (4): notes.txt, read.me, a.py, "
        "....",
    )


def test_names_of_windows_and_of_chinese_windows(tmp_path):
    path = packed(tmp_path / "a.zip", GOOD)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in GOOD.items():
            info = zipfile.ZipInfo("x")
            info.filename = name.replace("/", "\\").replace("cat", "Kat\u00e9")
            archive.writestr(info, content)
    assert zip_pictures(path).class_names == ("Kat\u00e9", "dog")
    # Explorer writes names in the system's code page and does not say which
    raw = path.with_name("b.zip")
    packed(raw, {name.replace("cat", "\u00bf\u00bf"): each for name, each in GOOD.items()})
    content = raw.read_bytes().replace("\u00bf\u00bf".encode(), "\u732b\u732b".encode("gb2312"))
    raw.write_bytes(_without_utf8_flag(content))
    assert zip_pictures(raw).class_names == ("dog", "\u732b\u732b")


def _without_utf8_flag(content: bytes) -> bytes:
    data = bytearray(content)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(mark)
        while place >= 0:
            data[place + offset + 1] &= 0xF7
            place = data.find(mark, place + 4)
    return bytes(data)


def test_train_and_test_folders_divide(tmp_path):
    both = {**inside("all/train"), **inside("all/test")}
    found = zip_pictures(packed(tmp_path / "a.zip", both))
    assert found.class_names == ("cat", "dog")
    assert sum(bool(each.held_out) for each in found.pictures) == 10
    assert {each.held_out for each in found.pictures} == {True, False}
    del both["all/test/dog/0.png"]
    short = {name: each for name, each in both.items() if not name.startswith("all/test/dog")}
    assert "test does not have dog" in refusal(packed(tmp_path / "b.zip", short))


@pytest.mark.parametrize(
    "name", ["../evil.png", "cat/../../evil.png", "/etc/evil.png", "C:/evil.png", "..\\evil.png"]
)
def test_a_name_that_points_outside_is_refused(name, tmp_path):
    said = refusal(packed(tmp_path / "a.zip", {**GOOD, name: png()}))
    assert "a.zip was refused because the name" in said
    assert "points outside the zip" in said
    assert {each.name for each in tmp_path.iterdir()} == {"a.zip"}


def test_a_link_is_refused(tmp_path):
    path = packed(tmp_path / "a.zip", GOOD)
    with zipfile.ZipFile(path, "a") as archive:
        info = zipfile.ZipInfo("cat/link.png")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    assert "'cat/link.png' in it is a link" in refusal(path)


def test_an_encrypted_zip_is_refused(tmp_path):
    path = packed(tmp_path / "a.zip", GOOD)
    data = bytearray(path.read_bytes())
    data[data.find(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert "a.zip is encrypted ('cat/0.png' needs a password)" in refusal(path)


def test_a_zip_in_a_zip_is_refused(tmp_path):
    said = refusal(packed(tmp_path / "a.zip", {**GOOD, "cat/more.ZIP": b"PK"}))
    assert said.startswith("a.zip holds another archive (more.ZIP)")


def test_other_compressions_are_refused(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("cat/0.png", png())
    assert "method 14" in refusal(path)


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ({}, "there are no pictures in a.zip"),
        ({"notes.txt": b"x"}, "there are no pictures in a.zip"),
        ({n: c for n, c in GOOD.items() if "cat" in n}, "a.zip holds only the folder cat"),
        ({**GOOD, "bird/": b""}, r"there are no pictures in bird (a.zip)"),
        ({**GOOD, "bird/song.txt": b""}, r"there are no pictures in bird (a.zip)"),
        ({**GOOD, "loose.png": png()}, "loose.png in a.zip lies in no class's folder"),
        ({**GOOD, "Cat /0.png": png()}, "'Cat ' and 'cat' in a.zip are the same class name"),
        ({**GOOD, "bird/0.png": png()}, "the class bird has 1 picture: give it 5 or more"),
    ],
)
def test_classes_that_cannot_be_learned(entries, said, tmp_path):
    assert said in refusal(packed(tmp_path / "a.zip", entries))
