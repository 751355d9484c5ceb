"""Where the files that come with the program lie: in the repository, or in the installed wheel."""

import os
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def asset(relative: str | Path) -> Path:
    """The path of a file or folder under `assets/`, whether it exists or not.

    Args:
        relative: Such as `weights/cifar-resnet20.safetensors`.

    Raises:
        ValueError: The path leads out of `assets/`.
    """
    root = _root(_PACKAGE)
    path = Path(os.path.normpath(root / relative))  # without a look at each folder on the way
    if not path.is_relative_to(root):
        raise ValueError(f"{str(relative)!r} is not a file of assets/: give a path inside it")
    return path


@cache
def _root(package: Path) -> Path:
    installed = package / "assets"  # the wheel puts the repository's assets/ into the package
    return (installed if installed.is_dir() else package.parent / "assets").resolve()
