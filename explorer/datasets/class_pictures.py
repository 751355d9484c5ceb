"""A person's own pictures by class, listed but not yet read: of a folder, a zip, or singly."""

import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from explorer.datasets.folder import ClassFolders, class_folders, name_key, split_folders
from explorer.files.zip_member import opened_zip, read_member
from explorer.sentences.sentence import Sentence, refusal

FEWEST_PICTURES = 5  # of a class: two of them are held out
MOST_PICTURES = 20_000

Content = Path | bytes


@dataclass(frozen=True)
class Picture:
    """One picture, not yet read.

    Attributes:
        name: What a person knows it by: its class and its file, `cat/tom.jpg`.
        label: Class index.
        place: Its file, or its entry in the zip.
        held_out: Whether the folders say that it is for testing; None where they do not divide.
    """

    name: str
    label: int
    place: Path | zipfile.ZipInfo
    held_out: bool | None = None


@dataclass(frozen=True)
class ClassPictures:
    """Pictures of two or more classes, five or more of each.

    Attributes:
        name: What the collection is called: the folder's or the zip's name.
        class_names: One for each class index.
        pictures: All of them, class by class.
        notes: Sentences on what was left alone.
        archive: The zip that the pictures are in, None for files.
    """

    name: str
    class_names: tuple[str, ...]
    pictures: tuple[Picture, ...]
    notes: tuple[str, ...] = ()
    archive: Path | None = None

    def __post_init__(self) -> None:
        if len(self.pictures) > MOST_PICTURES:
            raise refusal(
                "{name} holds {count:,} pictures, and at most {most:,} are learned "
                "from: give some of them",
                name=self.name,
                count=len(self.pictures),
                most=MOST_PICTURES,
            )
        counted = Counter(each.label for each in self.pictures)
        for label, name in enumerate(self.class_names):
            check_enough(name, counted[label])

    @contextmanager
    def opened(self) -> Iterator[Callable[[Picture], Content]]:
        """A function from a picture to its file, or to its content where it is in a zip.

        That function raises ValueError for an entry that cannot be unpacked.
        """
        if self.archive is None:
            yield _file
            return
        with opened_zip(self.archive) as archive:
            yield lambda picture: read_member(archive, _entry(picture))


def check_enough(name: str, count: int, unread: int = 0) -> None:
    """Refuse a class with too few pictures.

    Args:
        name: The class's.
        count: Pictures that it has.
        unread: Further ones that cannot be read.

    Raises:
        ValueError: There are fewer than five.
    """
    if count >= FEWEST_PICTURES:
        return
    if unread:
        raise refusal(
            "the class {name} has {count} pictures that can be read and {unread} "
            "that cannot: give it {fewest} or more, since some are held out to "
            "measure the accuracy",
            name=name,
            count=count,
            unread=unread,
            fewest=FEWEST_PICTURES,
        )
    if count == 1:
        raise refusal(
            "the class {name} has 1 picture: give it {fewest} or more, since some are held out to "
            "measure the accuracy",
            name=name,
            fewest=FEWEST_PICTURES,
        )
    raise refusal(
        "the class {name} has {count} pictures: give it {fewest} or more, since some are held "
        "out to measure the accuracy",
        name=name,
        count=count,
        fewest=FEWEST_PICTURES,
    )


def folder_pictures(folder: Path) -> ClassPictures:
    """The pictures of class-named folders; `train` and `test` folders divide them.

    Raises:
        FileNotFoundError: There is no such folder.
        ValueError: Its classes cannot be used.
    """
    divided = split_folders(folder)
    if divided:
        pictures = [
            *_listed(divided[0], folder / "train", held_out=False),
            *_listed(divided[1], divided[1].root, held_out=True),
        ]
        return ClassPictures(folder.name, divided[0].class_names, tuple(pictures))
    classes = class_folders(folder)
    return ClassPictures(folder.name, classes.class_names, tuple(_listed(classes, folder)))


def given_pictures(names: Sequence[str], files: Sequence[Sequence[Path]]) -> ClassPictures:
    """Pictures that were given class by class; a class without name and pictures is passed over.

    Args:
        names: Of the classes.
        files: For each class its pictures.

    Raises:
        ValueError: There are fewer than two classes, one has no name, two have the same name, or
            one has too few pictures.
    """
    given = [
        (" ".join(name.split()), paths)
        for name, paths in zip(names, files, strict=True)
        if name.strip() or paths
    ]
    for number, (name, paths) in enumerate(given, 1):
        if not name:
            raise refusal(
                "class {number} has {count} pictures and no name: write what they show",
                number=number,
                count=len(paths),
            )
    if len(given) < 2:
        raise (
            refusal(
                "there is 1 class, and telling apart takes two: "
                "give two or more classes a name and pictures"
            )
            if given
            else refusal(
                "there are 0 classes, and telling apart takes two: "
                "give two or more classes a name and pictures"
            )
        )
    check_names(Sentence("the list of classes"), [name for name, _ in given])
    pictures = [
        Picture(f"{name}/{path.name}", label, path)
        for label, (name, paths) in enumerate(given)
        for path in paths
    ]
    return ClassPictures("own pictures", tuple(name for name, _ in given), tuple(pictures))


def check_names(where: str, names: Sequence[str]) -> None:
    """Refuse names that a person would take for the same.

    Raises:
        ValueError: Two differ at most in case, spaces, or the way in which letters are encoded.
    """
    seen: dict[str, str] = {}
    for name in names:
        other = seen.setdefault(name_key(name), name)
        if other is not name:
            raise refusal(
                "{first!r} and {second!r} in {where} are the same class name: rename "
                "one, or put their pictures together",
                first=other,
                second=name,
                where=where,
            )


def _listed(classes: ClassFolders, root: Path, held_out: bool | None = None) -> list[Picture]:
    return [
        Picture(path.relative_to(root).as_posix(), label, path, held_out)
        for path, label in classes.files()
    ]


def _file(picture: Picture) -> Path:
    assert isinstance(picture.place, Path)
    return picture.place


def _entry(picture: Picture) -> zipfile.ZipInfo:
    assert isinstance(picture.place, zipfile.ZipInfo)
    return picture.place
