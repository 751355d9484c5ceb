"""Training data by name or by path: the one door to this room."""

from pathlib import Path

from explorer.datasets.archive import read_archive
from explorer.datasets.digits import digits
from explorer.datasets.labelled import Dataset


def load_dataset(source: str | Path) -> Dataset:
    """The labelled images that a name or a path stands for.

    Args:
        source: `digits`, or the path of a `.npz` file.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: The source is none of these, or cannot be used.
    """
    text = str(source)
    if text.lower() == "digits":
        return digits()
    if text.lower().endswith(".npz"):
        return read_archive(Path(text))
    raise ValueError(f"no data set is called {text!r}: give digits or the path of a .npz file")
