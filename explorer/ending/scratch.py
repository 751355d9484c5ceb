"""One folder for all temporary files of a process, which goes with it, at the latest with the next.

Its owner holds a file in it for as long as it lives, so that what a crash has left is told from
what a second program is using.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from explorer.files.held import hold, is_held

PREFIX: Final = "resnet-explorer-"
HELD: Final = "owner"  # the file that is held


@contextmanager
def own_scratch() -> Iterator[Path | None]:
    """While it is open, all temporary files of this process lie in a folder of its own.

    Yields:
        The folder; None where there is no room for one, and temporary files lie where they did.
    """
    above = Path(tempfile.gettempdir())
    sweep(above)
    try:
        made = Path(tempfile.mkdtemp(prefix=f"new-{PREFIX}", dir=above))
        owner = (made / HELD).open("wb")
        hold(owner)
        folder = made  # Windows renames no folder with an open file in it, but keeps that file
        if os.name == "posix":  # under this name nobody sweeps it before it is held
            folder = made.rename(above / f"{PREFIX}{os.getpid()}-{made.name[-8:]}")
    except OSError:
        yield None
        return
    former, tempfile.tempdir = tempfile.tempdir, str(folder)
    try:
        yield folder
    finally:
        tempfile.tempdir = former
        if os.name != "posix":
            owner.close()
        shutil.rmtree(folder, ignore_errors=True)
        owner.close()


def own_folder(path: str) -> Path | None:
    """A folder of temporary files, if only this process writes in there."""
    return Path(path) if Path(path).parent.name.startswith(PREFIX) else None


def sweep(above: Path) -> None:
    """Remove the folders whose owners have ended without doing so."""
    with suppress(OSError):
        for folder in above.iterdir():
            named = folder.name.removeprefix("new-").startswith(PREFIX)
            owner = folder / HELD
            if named and not folder.is_symlink() and owner.is_file() and not is_held(owner):
                shutil.rmtree(folder, ignore_errors=True)
