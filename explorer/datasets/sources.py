"""Training data by name or by path: the one door."""

import os
from pathlib import Path

from explorer.datasets.archive import read_archive
from explorer.datasets.class_pictures import ClassPictures, folder_pictures
from explorer.datasets.digits import digits
from explorer.datasets.downloads import NAMES, Fetch, public_dataset
from explorer.datasets.folder import read_folder
from explorer.datasets.labelled import Dataset
from explorer.datasets.picture_zip import zip_pictures
from explorer.files.download import download
from explorer.sentences.sentence import Sentence, refusal


def load_dataset(source: Dataset | str | Path, *, fetch: Fetch = download) -> Dataset:
    """The labelled images that a name or a path stands for.

    Args:
        source: `digits`, `cifar10`, `cifar100`, `mnist`, `fashion-mnist`, the path of a `.npz`
            file, or that of a folder of class-named folders; a data set is given back as it is.
        fetch: Downloads a file (see `public_dataset`).

    Raises:
        FileNotFoundError: There is no such file or folder.
        ConnectionError: A public data set is not here and cannot be fetched.
        ValueError: The source is none of these, or cannot be used.
    """
    if isinstance(source, Dataset):
        return source
    text = str(source)
    name = text.strip().lower()
    if name == "digits":
        return digits()
    if name in NAMES:
        return public_dataset(name, fetch)
    path = Path(text)
    if name.endswith(".npz"):
        return read_archive(path)
    if name and os.path.isdir(path):
        return read_folder(path)
    raise FileNotFoundError(
        Sentence(
            "there is no data {data!r}: give digits, {names}, a .npz file or a "
            "folder of class-named folders",
            data=text,
            names=", ".join(NAMES),
        )
    )


def list_pictures(source: str | Path) -> ClassPictures:
    """A person's own pictures by class: a folder of class-named folders, or a zip of them.

    Raises:
        FileNotFoundError: There is no such file or folder.
        ValueError: It cannot be used.
    """
    source = Path(source)
    if source.is_file() and source.suffix.lower() != ".zip":
        raise refusal(
            "{name} is neither a folder nor a zip: give a folder that holds a "
            "folder of pictures for each class, or a .zip of one",
            name=source.name,
        )
    if source.suffix.lower() == ".zip" and not source.is_dir():
        return zip_pictures(source)
    return folder_pictures(source)
