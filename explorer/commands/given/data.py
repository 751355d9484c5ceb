"""What `--data` means, for every command that takes it."""

from pathlib import Path
from typing import TYPE_CHECKING

from explorer.commands.progress import Narrator

if TYPE_CHECKING:
    from explorer.datasets.labelled import Dataset

DATA_HELP = (
    "cifar10, cifar100, mnist, fashion-mnist, digits, a folder of class-named folders, or a .npz "
    "file in MedMNIST's layout."
)


def open_dataset(source: str, narrator: Narrator) -> "Dataset":
    """The labelled images that `--data` names.

    Raises:
        OSError: It is not there and cannot be fetched.
        ValueError: It cannot be used.
    """
    from explorer.datasets.sources import load_dataset
    from explorer.files.download import download

    return load_dataset(
        source,
        fetch=lambda url, folder: download(url, folder, narrator.download),
    )


def test_images(source: str, narrator: Narrator) -> "Dataset | Path":
    """What `--data` names for a command that only tests: a folder may then have any pictures."""
    folder = Path(source)
    return folder if folder.is_dir() else open_dataset(source, narrator)
