import io
import random
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from explorer.datasets.archive import MOST_CLASSES, read_archive
from explorer.datasets.npz_arrays import read_arrays

NAMES = ("train_images", "train_labels", "test_images", "test_labels")


def arrays(labels: object = (0, 1, 2, 0)) -> dict[str, np.ndarray]:
    images = np.random.default_rng(0).integers(0, 256, (4, 8, 8), np.uint8)
    return dict(zip(NAMES, (images, np.array(labels)) * 2, strict=True))


def packed(content: dict[str, np.ndarray], *, small: bool = True) -> bytes:
    file = io.BytesIO()
    (np.savez_compressed if small else np.savez)(file, **content)
    return file.getvalue()


def array_file(array: np.ndarray, version: tuple[int, int] | None = None) -> bytes:
    file = io.BytesIO()
    np.lib.format.write_array(file, array, version)
    return file.getvalue()


def zipped(**files: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(f"{name}.npy", content)
    return file.getvalue()


def in_directory(content: bytes, place: int, form: str, value: int) -> bytes:
    """A field of the first entry set in the zip's directory (APPNOTE 4.3.12)."""
    raw = bytearray(content)
    struct.pack_into(form, raw, raw.index(b"PK\x01\x02") + place, value)
    return bytes(raw)


def declaring(shape: str, kind: str = "|u1") -> bytes:
    text = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}\n".encode()
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text


@pytest.mark.parametrize("version", [(1, 0), (2, 0)])
@pytest.mark.parametrize(
    "array",
    [
        np.arange(24, dtype=">i4").reshape(2, 3, 4),
        np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        np.array(["ant", "b", "Käfer"]),
        np.array(7, np.uint8),
        np.zeros((0, 3), np.int16),
    ],
)
def test_arrays_are_those_that_numpy_reads(
    tmp_path: Path, array: np.ndarray, version: tuple[int, int]
) -> None:
    path = tmp_path / "a.npz"
    path.write_bytes(zipped(a=array_file(array, version), b=b"unread"))
    with np.load(path) as theirs:
        expected = theirs["a"]
    read = read_arrays(path, ("a", "absent"))
    assert list(read) == ["a"]
    assert read["a"].dtype == expected.dtype
    assert np.array_equal(read["a"], expected)
    assert read["a"].flags.writeable  # as torch wants arrays that it shares


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "a bomb": (
        lambda: in_directory(
            zipped(train_images=(header := declaring("(40000000, 12, 12)"))),
            24, "<L", len(header) + 40_000_000 * 144 - 2**32,
        ),
        "not as long as its header says",
    ),
    "a bomb that agrees with itself": (
        lambda: in_directory(
            zipped(train_images=(header := declaring("(4000000, 32, 32)"))),
            24, "<L", len(header) + 4_000_000 * 1024,
        ),
        "0.0 MB unpack to 4,096 MB, and 500 MB are allowed",
    ),
    "a huge number of numbers": (
        lambda: zipped(train_images=declaring("(99999999999999, 99999999999999)")),
        "not as long as its header says",
    ),
    "a huge header": (
        lambda: zipped(train_images=b"\x93NUMPY\x02\x00\xff\xff\xff\x7f" + b" " * 20_000),
        "the header of train_images is too long",
    ),
    "no header": (lambda: zipped(train_images=b"\x93NU"), "cannot be read"),
    "an open bracket": (  # np.load: tokenize.TokenError
        lambda: zipped(train_images=b"\x93NUMPY\x01\x00\x04\x00{(((" + b" " * 60),
        "train_images is no array of numbers",
    ),
    "an unknown type": (lambda: zipped(train_images=declaring("(2,)", "<f3")), "no array of"),
    "a text of no letters": (lambda: zipped(train_images=declaring("(2,)", "<U0")), "no array of"),
    "Python objects": (
        lambda: packed({**arrays(), "train_labels": np.array([None] * 4)}),
        "train_labels is no array of numbers",
    ),
    "records": (
        lambda: packed({**arrays(), "train_labels": np.zeros(4, [("x", "i4")])}),
        "train_labels is no array of numbers",
    ),
    "a password": (lambda: in_directory(packed(arrays()), 8, "<H", 1), "train_images is encrypted"),
    "an unknown compression": (
        lambda: in_directory(packed(arrays()), 10, "<H", 97), "compressed in another way",
    ),
    "a version of the future": (  # zipfile: NotImplementedError
        lambda: in_directory(packed(arrays()), 6, "<H", 99), "cannot be read",
    ),
    "damaged numbers": (  # np.load: zlib.error
        lambda: (whole := packed(arrays()))[:150] + bytes(80) + whole[230:], "cannot be read",
    ),
    "another check sum": (lambda: in_directory(packed(arrays()), 16, "<L", 1), "Bad CRC-32"),
    "a number too few": (
        lambda: zipped(train_images=array_file(np.zeros((4, 8, 8), np.uint8))[:-1]),
        "not as long as its header says",
    ),
    "a label of a billion": (
        lambda: packed(arrays((0, 1, 2, 10**9))),
        r"a label of some is 1000000000, and at most 30,000 classes are allowed",
    ),
    "a label beyond int64": (
        lambda: packed(arrays(np.array([0, 1, 2, 2**64 - 1], np.uint64))),
        "a label of some is 18446744073709551615",
    ),
    "a negative label": (
        lambda: packed(arrays((0, 1, 2, -1))), "labels of some go from -1 to 2",
    ),
    "a label without a place": (
        lambda: packed({**arrays(), "train_labels": np.array(3)}), r"int64 of shape \(\)",
    ),
    "more names than classes": (
        lambda: packed({**arrays(), "class_names": np.zeros(MOST_CLASSES + 1, np.uint8)}),
        "30,001 class names, and at most 30,000",
    ),
    "names of no characters": (
        lambda: packed({**arrays(), "class_names": np.full(6, 2**31 - 1, ">i4").view(">U2")}),
        "class_names holds numbers that are no characters",
    ),
    "halves of characters": (
        lambda: packed({**arrays(), "class_names": np.full(6, 0xD800, "<i4").view("<U2")}),
        "class_names holds numbers that are no characters",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_files_end_in_a_sentence_and_take_no_memory(tmp_path: Path, kind: str) -> None:
    make, says = HOSTILE[kind]
    path = tmp_path / "some.npz"
    path.write_bytes(make())
    tracemalloc.start()
    try:
        with pytest.raises(ValueError, match=says) as caught:
            read_archive(path)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400
    assert most < 20e6


def test_no_memory_is_said_in_the_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "some.npz"
    path.write_bytes(packed(arrays()))

    def none_left(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(np, "empty", none_left)
    with pytest.raises(ValueError, match=r"some\.npz cannot be read as a \.npz file \(MemoryError"):
        read_archive(path)


@pytest.mark.parametrize("seed", range(4))
def test_files_that_were_changed_anywhere_are_read_or_refused(tmp_path: Path, seed: int) -> None:
    """Whatever a few changed bytes make of a file: its data, or one sentence."""
    chance = random.Random(seed)
    path = tmp_path / "some.npz"
    whole = packed(arrays(), small=bool(seed % 2))
    refused = 0
    for _ in range(300):
        raw = bytearray(whole)
        for _ in range(chance.choice((1, 2, 8))):
            raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
        path.write_bytes(raw[: chance.choice((len(raw), chance.randrange(len(raw))))])
        try:
            assert len(read_archive(path).train) == 4
        except ValueError as error:
            refused += 1
            assert "some" in str(error)  # noqa: PT017
            assert "\n" not in str(error)  # noqa: PT017
    assert refused > 200


def test_what_is_said_of_the_total_is_what_zlib_makes_of_it(tmp_path: Path) -> None:
    """600 MB of zeros: the zip is small and honest, and refused all the same."""
    path = tmp_path / "some.npz"
    header = declaring("(600, 1000, 1000)")
    squeezed = zlib.compressobj(1, zlib.DEFLATED, -15)
    body = squeezed.compress(header)
    part, crc = bytes(10**7), zlib.crc32(header)
    for _ in range(60):
        body += squeezed.compress(part)
        crc = zlib.crc32(part, crc)
    body += squeezed.flush()
    size = len(header) + 600_000_000
    name = b"train_images.npy"
    local = struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0, 8, 0, 0, crc, len(body), size, len(name), 0)
    entry = struct.pack(
        "<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, 8, 0, 0, crc, len(body), size, len(name),
        0, 0, 0, 0, 0, 0,
    )  # fmt: skip
    start = len(local + name + body)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, len(entry + name), start, 0)
    path.write_bytes(local + name + body + entry + name + end)
    with zipfile.ZipFile(path) as archive:
        assert archive.getinfo("train_images.npy").file_size == size
    with pytest.raises(ValueError, match="unpack to 600 MB, and 500 MB are allowed"):
        read_archive(path)
