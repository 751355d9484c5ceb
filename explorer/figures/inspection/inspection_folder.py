"""An inspection as a folder, with its pictures: written whole, and read back."""

from collections.abc import Sequence
from pathlib import Path

from explorer.figures.inspection.pictures import inspection_pictures
from explorer.inspection import record
from explorer.inspection.recorded import Record
from explorer.inspection.result import Attribution, Inspection


def write_inspection(
    folder: str | Path,
    inspection: Inspection,
    method: str = "grad-cam",
    attribution: Attribution | None = None,
    notes: Sequence[str] = (),
) -> None:
    """Write `inspection.json`, `inspection.npz` and pictures into a folder, made if need be.

    Args:
        folder: An earlier inspection there is replaced, other files are kept.
        inspection: One photograph in one network.
        method: The class activation map of the stages, or the attribution's method.
        attribution: What `attribute` gave, if that is to be kept too.
        notes: What reading the photograph had to decide.

    Raises:
        OSError: The folder cannot be written.
        TypeError: It is no inspection.
    """
    if not isinstance(inspection, Inspection):
        raise TypeError(
            "after the folder comes one inspection, as explorer.inspect returns it for one "
            f"photograph, got {type(inspection).__name__}: give that"
        )
    pictures = inspection_pictures(inspection, method, attribution)
    content = record.files(inspection, method, pictures, attribution, notes)
    record.write(Path(folder), content)


def read_inspection(folder: str | Path) -> Record:
    """Read an inspection back from its folder.

    Raises:
        FileNotFoundError: The folder holds none.
        ValueError: It is damaged.
    """
    return record.read(Path(folder))
