"""Open files that say of themselves whose they are, for as long as that process lives."""

import sys
from contextlib import suppress
from pathlib import Path
from typing import IO


def hold(file: IO[bytes]) -> bool:
    """Hold an open file until it is closed, which the end of a process does, however it ends.

    Returns:
        False where another already holds it.
    """
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def is_held(path: Path) -> bool:
    """Whether anybody holds a file; one that cannot be opened counts as held."""
    with suppress(OSError), path.open("r+b") as file:
        return not hold(file)
    return True
