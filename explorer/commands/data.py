"""What `--data` means, for every command that takes it."""

from pathlib import Path
from typing import TYPE_CHECKING

from explorer.commands.progress import Narrator

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

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
        read=pixels,
    )


def pixels(path: Path) -> "NDArray[np.uint8]":
    """(H, W, 3) of a picture, upright."""
    from explorer.photographs.photograph import read_photograph

    return read_photograph(path).pixels
