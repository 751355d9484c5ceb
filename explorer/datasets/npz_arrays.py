"""Arrays out of a `.npz` file from anywhere: their declared sizes are bounded before any is read.

A `.npz` file is a zip of `.npy` files. The zip's directory and the header of each array are looked
at first, so that a small file which unpacks to gigabytes costs nothing. Only arrays of numbers and
texts are read, nothing is evaluated or unpickled.

Source: NumPy Enhancement Proposal 1 and numpy.lib.format, versions 1.0 and 2.0 of `.npy`.
"""

import math
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, Literal

import numpy as np
from numpy.typing import NDArray

from explorer.files.zip_member import (
    LARGEST_DIRECTORY,
    LARGEST_GROWTH,
    SMALL_TOTAL,
    directory_size,
)
from explorer.sentences.sentence import refusal

LARGEST_ARRAYS: Final = 8_000_000_000  # bytes of all arrays together: they are held in memory
_LONGEST_HEADER: Final = 10_000  # bytes, as NumPy has it
_PART: Final = 1_000_000  # bytes
_ENCRYPTED: Final = 0x1
_KINDS: Final = re.compile(r"[|<>=][biufUS][1-9][0-9]{0,5}")
_FIELDS: Final = (
    r"'descr'\s*:\s*'([^']+)'",
    r"'fortran_order'\s*:\s*(True|False)",
    r"'shape'\s*:\s*\(([0-9L,\s]*)\)",
)
# What zipfile and zlib raise on bytes that mean nothing.
_DAMAGED: Final = (
    ValueError, OSError, EOFError, LookupError, RuntimeError, MemoryError, OverflowError,
    zipfile.BadZipFile, zlib.error, struct.error,
)  # fmt: skip


def read_arrays(path: Path, names: Iterable[str]) -> dict[str, NDArray[np.generic]]:
    """Those of the named arrays that a `.npz` file holds; the others are not unpacked.

    Args:
        path: The file, which exists.
        names: Without the ending `.npy` that they have inside the file.

    Raises:
        ValueError: It is no `.npz` file, is damaged, holds objects, or declares more than it may.
    """
    try:
        with path.open("rb") as file:  # zipfile leaves a file open that proves to be cut short
            if not zipfile.is_zipfile(file):
                raise refusal("it is no archive of arrays")
            if directory_size(path) > LARGEST_DIRECTORY:
                raise refusal("it lists far too many files")
            with zipfile.ZipFile(file) as archive:
                found = [_Array.of(archive, name) for name in names]
                wanted = [array for array in found if array is not None]
                _check_total(sum(array.size for array in wanted), path.stat().st_size)
                return {array.name: array.read(archive) for array in wanted}
    except _DAMAGED as error:
        said = " ".join(str(error).split()).rstrip(".") or type(error).__name__
        raise refusal(
            "{file} cannot be read as a .npz file ({reason}): write it with "
            "numpy.savez, with arrays of numbers only, and check that it was "
            "copied whole",
            file=path.name,
            reason=said,
        ) from error


@dataclass(frozen=True)
class _Array:
    """An array in the file, by what its header says."""

    name: str
    info: zipfile.ZipInfo
    start: int  # bytes before its numbers
    dtype: np.dtype[np.generic]
    order: Literal["C", "F"]
    shape: tuple[int, ...]

    @property
    def size(self) -> int:
        """Bytes of its numbers."""
        return math.prod(self.shape) * self.dtype.itemsize

    @classmethod
    def of(cls, archive: zipfile.ZipFile, name: str) -> "_Array | None":
        """The array of that name, None if there is none."""
        try:
            info = archive.getinfo(f"{name}.npy")
        except KeyError:
            return None
        if info.flag_bits & _ENCRYPTED:
            raise refusal("{array} is encrypted", array=name)
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise refusal(
                "{array} is compressed in another way than numpy.savez does it", array=name
            )
        with archive.open(info) as member:
            fields = _header(member, name)
            array = cls(name, info, member.tell(), *fields)
        if array.start + array.size != info.file_size:
            raise refusal("{array} is not as long as its header says", array=name)
        return array

    def read(self, archive: zipfile.ZipFile) -> NDArray[np.generic]:
        """Its numbers; zipfile compares their check sum."""
        flat: NDArray[np.generic] = np.empty(math.prod(self.shape), self.dtype)
        room, done = flat.view(np.uint8), 0
        with archive.open(self.info) as member:
            member.read(self.start)
            while part := member.read(_PART):
                room[done : done + len(part)] = np.frombuffer(part, np.uint8)
                done += len(part)
        if done != self.size:
            raise refusal("{array} is cut short", array=self.name)
        if self.dtype.kind == "U":
            codes = flat.view(f"{self.dtype.byteorder}u4".replace("|", "="))
            if (codes >= 0x110000).any() or (codes >> 11 == 0xD800 >> 11).any():
                raise refusal("{array} holds numbers that are no characters", array=self.name)
        return flat.reshape(self.shape, order=self.order)


def _header(
    member: IO[bytes], name: str
) -> tuple[np.dtype[np.generic], Literal["C", "F"], tuple[int, ...]]:
    """Type, order and shape of the array that begins here."""
    magic, major, minor = struct.unpack("<6sBB", member.read(8))
    if magic != b"\x93NUMPY" or (major, minor) not in ((1, 0), (2, 0)):
        raise refusal("{array} is no array of numbers", array=name)
    wide = "<H" if major == 1 else "<L"
    (length,) = struct.unpack(wide, member.read(struct.calcsize(wide)))
    if length > _LONGEST_HEADER:
        raise refusal("the header of {array} is too long", array=name)
    text = member.read(length).decode("latin-1")
    found = [re.search(pattern, text) for pattern in _FIELDS]
    kind, order, sides = (each[1] if each else "" for each in found)
    if None in found or not _KINDS.fullmatch(kind):  # objects and records too
        raise refusal("{array} is no array of numbers", array=name)
    shape = tuple(int(side.rstrip("L")) for side in sides.replace(" ", "").split(",") if side)
    try:
        return np.dtype(kind), "F" if order == "True" else "C", shape
    except TypeError as error:
        raise refusal("{array} is no array of numbers", array=name) from error


def _check_total(total: int, size: int) -> None:
    largest = min(LARGEST_ARRAYS, max(SMALL_TOTAL, LARGEST_GROWTH * size))
    if total > largest:
        raise refusal(
            "its {size:,.1f} MB unpack to {total:,.0f} MB, and {largest:,.0f} MB are allowed",
            size=size / 1e6,
            total=total / 1e6,
            largest=largest / 1e6,
        )
