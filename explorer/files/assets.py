"""Where the files that come with the program lie: in the repository, or in the installed wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def asset(relative: str | Path) -> Path:
    """The path of a file or folder under `assets/`, whether it exists or not.

    Args:
        relative: Such as `weights/cifar-resnet20.safetensors`.

    Raises:
        ValueError: The path leads out of `assets/`.
    """
    installed = _PACKAGE / "assets"  # the wheel puts the repository's assets/ into the package
    root = installed if installed.is_dir() else _PACKAGE.parent / "assets"
    path = (root / relative).resolve()
    if not path.is_relative_to(root.resolve()):
        raise ValueError(f"{str(relative)!r} is not a file of assets/: give a path inside it")
    return path
