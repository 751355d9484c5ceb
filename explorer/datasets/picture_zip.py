"""A zip of class-named folders of pictures, listed without trust in what it says."""

import zipfile
from pathlib import Path, PurePosixPath

from explorer.datasets.class_pictures import ClassPictures, Picture, check_names
from explorer.datasets.folder import SUFFIXES, TEST_FOLDERS
from explorer.files.zip_member import check_sizes, checked_parts, opened_zip
from explorer.sentences.sentence import Sentence, refusal

ARCHIVES = frozenset((".zip", ".tar", ".tgz", ".gz", ".bz2", ".xz", ".7z", ".rar", ".zst"))
_JUNK = frozenset(("thumbs.db", "desktop.ini"))  # Windows keeps them beside pictures
_SHOWN_NAMES = 3

Parts = tuple[str, ...]
Found = tuple[Parts, zipfile.ZipInfo]


def zip_pictures(path: Path) -> ClassPictures:
    """The pictures of a zip, which holds a folder for each class, perhaps all inside another.

    What macOS and Windows put beside pictures is passed over; other files that are no pictures by
    their names are left out with a note. `train` and `test` folders divide the pictures.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: It is no zip, is not safe to read, or its classes cannot be used.
    """
    found: list[Found] = []
    others: list[str] = []
    folders: set[Parts] = set()  # that were made, or hold what is no picture
    with opened_zip(path) as archive:
        check_sizes(archive, path.stat().st_size, path.name)
        for info in archive.infolist():
            parts = checked_parts(info, path.name)
            if not parts or _is_junk(parts):
                continue
            if info.is_dir():
                folders.add(parts)
                continue
            suffix = PurePosixPath(parts[-1]).suffix.lower()
            if suffix in ARCHIVES:
                raise refusal(
                    "{name} holds another archive ({entry}): unpack that one, and make one "
                    "zip with a folder of pictures for each class",
                    name=path.name,
                    entry=parts[-1],
                )
            if suffix in SUFFIXES:
                found.append((parts, info))
            else:
                others.append(parts[-1])
                folders.add(parts[:-1])
    if not found:
        raise refusal(
            "there are no pictures in {name}: give a zip with a folder of pictures "
            "(.jpg, .png, ...) for each class",
            name=path.name,
        )
    outside = _common_folders([parts for parts, _ in found])
    names, pictures = _by_class(
        path.name,
        [(parts[outside:], info) for parts, info in found],
        {parts[outside:] for parts in folders},
    )
    return ClassPictures(path.stem, names, tuple(pictures), _notes(others), path)


def _is_junk(parts: Parts) -> bool:
    """Whether an entry is what a system keeps for itself."""
    hidden = any(part.startswith(".") or part == "__MACOSX" for part in parts)
    return hidden or parts[-1].lower() in _JUNK


def _common_folders(found: list[Parts]) -> int:
    """How many folders, one in the other, hold everything, as in a zip that was made of one."""
    depth = 0
    while len({parts[depth] for parts in found}) == 1 and all(
        len(parts) > depth + 2 for parts in found
    ):
        depth += 1
    return depth


def _by_class(
    where: str, found: list[Found], seen: set[Parts]
) -> tuple[tuple[str, ...], list[Picture]]:
    """Class names in their order, and every picture with its class and part."""
    top = {parts[0] for parts, _ in found}
    tests = [name for name in TEST_FOLDERS if name in top]
    divided = tests[:1] if top == {"train", *tests[:1]} and tests else []
    depth = 1 if divided else 0
    loose = [parts[-1] for parts, _ in found if len(parts) < depth + 2]
    if loose:
        raise refusal(
            "{picture} in {name} lies in no class's folder: put every picture into "
            "a folder that is named as its class",
            picture=loose[0],
            name=where,
        )
    folders = sorted({parts[depth] for parts, _ in found})
    empty = sorted({parts[depth] for parts in seen if len(parts) > depth} - {*folders})
    if empty:
        raise refusal(
            "there are no pictures in {folder} ({name}): put some there (.jpg, "
            ".png, ...), or remove the folder",
            folder=", ".join(empty),
            name=where,
        )
    if len(folders) < 2:
        raise refusal(
            "{name} holds only the folder {folder}: there must be a folder of pictures for "
            "each of two or more classes",
            name=where,
            folder=folders[0],
        )
    check_names(where, folders)
    index = {name: label for label, name in enumerate(folders)}
    if divided:
        for part in ("train", divided[0]):
            without = index.keys() - {parts[1] for parts, _ in found if parts[0] == part}
            if without:
                raise refusal(
                    "train and {test} in {name} must have the same classes, and {part} "
                    "does not have {classes}",
                    test=divided[0],
                    name=where,
                    part=part,
                    classes=", ".join(sorted(without)),
                )
    pictures = [
        Picture(
            "/".join(parts[depth:]),
            index[parts[depth]],
            info,
            parts[0] == divided[0] if divided else None,
        )
        for parts, info in found
    ]
    pictures.sort(key=lambda picture: (picture.label, picture.name))
    return tuple(" ".join(name.split()) for name in folders), pictures


def _notes(others: list[str]) -> tuple[str, ...]:
    if not others:
        return ()
    shown = ", ".join(others[:_SHOWN_NAMES]) + (", ..." if len(others) > _SHOWN_NAMES else "")
    return (
        Sentence(
            "Files that are no pictures by their names were left out ({count}): {names}.",
            count=len(others),
            names=shown,
        ),
    )
