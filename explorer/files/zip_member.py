"""A zip from anywhere, opened without trust: what its entries say of themselves, and reading one.

Nothing is unpacked to the disk, so that no name in a zip can reach a file. All limits hold for
what is declared, before anything is read, and again for what is really read.
"""

import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Container, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Final

from explorer.sentences.sentence import Sentence, refusal

LARGEST_PICTURE: Final = 300_000_000  # bytes; 100 megapixels of RGB, as many as are read at all
LARGEST_TOTAL: Final = 16_000_000_000
LARGEST_GROWTH: Final = 100  # times the zip's own size, where that is over:
SMALL_TOTAL: Final = 500_000_000
LARGEST_DIRECTORY: Final = 32_000_000  # bytes of the list of entries, about 300,000 of them

# What is raised on bytes that mean nothing, are locked, or are packed in a way unknown here.
_DAMAGED: Final = (
    ValueError, OSError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error, lzma.LZMAError,
    struct.error,
)  # fmt: skip
_ENCRYPTED, _UTF8 = 0x1, 0x800
_PART = 1_000_000  # bytes
_COMMENT = 65_535  # a zip's longest comment, which stands after everything else


@contextmanager
def opened_zip(path: Path) -> Iterator[zipfile.ZipFile]:
    """A zip file, open for reading.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: It is no zip, is damaged, or lists too many entries.
    """
    if not path.is_file():
        raise FileNotFoundError(
            Sentence(
                "there is no file {path}: give a zip that holds a folder of pictures "
                "for each class",
                path=path,
            )
        )
    if directory_size(path) > LARGEST_DIRECTORY:
        raise refusal(
            "{name} lists far too many files: give a zip with a folder of pictures "
            "for each class and nothing else",
            name=path.name,
        )
    try:
        archive = zipfile.ZipFile(path)
    except _DAMAGED as error:
        raise refusal(
            "{name} is not a zip file or is damaged: make the zip again, with a "
            "folder of pictures for each class",
            name=path.name,
        ) from error
    with archive:
        yield archive


def check_sizes(archive: zipfile.ZipFile, size: int, name: str) -> None:
    """Refuse a zip that says that it unpacks to more than pictures could be.

    Args:
        archive: The zip.
        size: Its bytes on the disk.
        name: What messages call it.

    Raises:
        ValueError: One entry or all together are too large.
    """
    entries = archive.infolist()
    for info in entries:
        if info.file_size > LARGEST_PICTURE:
            raise refusal(
                "{name} was refused as a zip bomb: {entry} unpacks to {size:,.0f} MB, "
                "and a picture may have {limit:.0f} MB: leave it out",
                name=name,
                entry=info.filename,
                size=info.file_size / 1e6,
                limit=LARGEST_PICTURE / 1e6,
            )
    total = sum(info.file_size for info in entries)
    largest = min(LARGEST_TOTAL, max(SMALL_TOTAL, LARGEST_GROWTH * size))
    if total > largest:
        raise refusal(
            "{name} was refused as a zip bomb: its {size:,.1f} MB unpack to "
            "{total:,.0f} MB, and {limit:,.0f} MB are allowed: give fewer "
            "pictures, or a folder",
            name=name,
            size=size / 1e6,
            total=total / 1e6,
            limit=largest / 1e6,
        )


def checked_parts(info: zipfile.ZipInfo, name: str) -> tuple[str, ...]:
    """The folders and the file name of an entry that may be read.

    Args:
        info: The entry.
        name: What messages call the zip.

    Raises:
        ValueError: The entry points outside the zip, is a link, or cannot be unpacked here.
    """
    entry = _decoded(info)
    text = entry.replace("\\", "/")  # some programs of Windows divide names by it
    parts = tuple(part for part in text.split("/") if part not in ("", "."))
    if text.startswith("/") or ".." in parts or text[1:2] == ":":
        raise refusal(
            "{name} was refused because the name {entry!r} in it points outside "
            "the zip: make the zip again from a folder, with names such as "
            "cat/1.jpg",
            name=name,
            entry=entry,
        )
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise refusal(
            "{name} was refused because {entry!r} in it is a link and no picture: "
            "put the picture itself into the zip",
            name=name,
            entry=entry,
        )
    if info.flag_bits & _ENCRYPTED:
        raise refusal(
            "{name} is encrypted ({entry!r} needs a password): make the zip again without one",
            name=name,
            entry=entry,
        )
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise refusal(
            "{name} is compressed in a way that is not read here ({entry!r}, "
            "method {method}): make the zip again with ordinary compression "
            "(deflate)",
            name=name,
            entry=entry,
            method=info.compress_type,
        )
    return parts


def read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """One entry's content.

    Raises:
        ValueError: It is damaged, or larger than a picture may be, whatever it declares.
    """
    try:
        content = _content(archive, info, LARGEST_PICTURE)
    except _DAMAGED as error:
        raise refusal(
            "{name} cannot be unpacked: it is damaged, so make the zip again", name=info.filename
        ) from error
    if len(content) > LARGEST_PICTURE:
        raise refusal(
            "{name} is larger than a picture may be: leave it out of the zip", name=info.filename
        )
    return content


def read_named(
    path: Path, names: Container[str], most: int
) -> Iterator[tuple[str, zipfile.ZipInfo, bytes]]:
    """Name, entry and content of some files in a zip, whatever folders they lie in.

    Args:
        path: The zip, which exists.
        names: Without folders; nothing else is unpacked.
        most: Bytes that a file may have; of a larger one a little more than that is read.

    Raises:
        zipfile.BadZipFile: It is no zip, is damaged, locked, or lists too many entries.
    """
    try:
        if directory_size(path) > LARGEST_DIRECTORY:
            raise zipfile.BadZipFile("far too many entries")
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                name = PurePosixPath(info.filename.replace("\\", "/")).name
                if name in names and not info.is_dir():
                    yield name, info, _content(archive, info, most)
    except _DAMAGED as error:
        raise zipfile.BadZipFile(str(error)) from error


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    """One entry's content, whatever size it declares; of a longer one the beginning."""
    content = bytearray()
    with archive.open(info) as member:
        # in small parts: zipfile unpacks as much as it is asked for before it looks at sizes
        while len(content) <= most and (part := member.read(_PART)):
            content += part
    return bytes(content)


def _decoded(info: zipfile.ZipInfo) -> str:
    """An entry's name; zips that do not say how theirs are encoded are mostly UTF-8 or Chinese."""
    if info.flag_bits & _UTF8 or info.filename.isascii():
        return info.filename
    try:
        raw = info.filename.encode("cp437")  # what zipfile took it for
    except UnicodeEncodeError:
        return info.filename
    text = _as(raw, "utf-8")
    # One Chinese character is often two bytes that are also an accented letter in UTF-8; macOS,
    # which writes UTF-8 without saying so, writes such a letter in two characters.
    if text is None or max(text) < "\u0100":
        text = _as(raw, "gb2312") or text
    return text or info.filename


def _as(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None


def directory_size(path: Path) -> int:
    """Bytes of the list of entries, read where `zipfile` reads it; 0 where there is none.

    Source: PKWARE's APPNOTE, sections 4.3.14 to 4.3.16.
    """
    with path.open("rb") as file:
        end = file.seek(0, 2)
        file.seek(max(0, end - _COMMENT - 22 - 20 - 56))
        tail = file.read()
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) < place + 22:
        return 0
    (size,) = struct.unpack_from("<L", tail, place + 12)
    wide = place - 20 - 56  # where a zip of more than 4 GB has it
    if wide >= 0 and (tail[wide : wide + 4], tail[wide + 56 : wide + 60]) == (
        b"PK\x06\x06",
        b"PK\x06\x07",
    ):
        (size,) = struct.unpack_from("<Q", tail, wide + 40)
    return int(size)
