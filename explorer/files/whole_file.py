"""Files that are written whole or not at all, also when the process or the machine is stopped."""

import contextlib
import os
from pathlib import Path

from explorer.sentences.sentence import Sentence
from explorer.sentences.system import system_reason


def write_whole(path: Path, content: bytes) -> None:
    """Write a file beside its place, make sure that it is on the disk, then move it there.

    A reader finds the old file or the new one, never a part. A failed write leaves the old file.

    Raises:
        OSError: The file cannot be written (a full disk, no permission); the message is a sentence.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise OSError(
            Sentence(
                "{file} could not be written ({reason}); what was there before is "
                "unchanged: make room or choose another folder",
                file=path.name,
                reason=system_reason(error),
            )
        ) from error


def unwritable(folder: Path, error: OSError) -> OSError:
    """What is raised where files of a folder were all to be written, and nothing is left of them.

    Args:
        folder: As it was given.
        error: Of the system, or of `write_whole`, which names one file of it.
    """
    reason = error.__cause__ if isinstance(error.__cause__, OSError) else error
    return OSError(
        Sentence(
            "{folder} could not be written ({reason}): make room or choose another folder",
            folder=folder,
            reason=system_reason(reason),
        )
    )


def remove_drafts(folder: Path) -> None:
    """Delete what writes that were cut short have left in a folder."""
    for draft in folder.glob(".*.[0-9]*.part"):
        with contextlib.suppress(OSError):
            draft.unlink()


def _sync_folder(folder: Path) -> None:
    """Make the move itself last; Windows opens no folders and needs none of it."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
