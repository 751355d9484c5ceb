"""Inspections as folders with their pictures, written whole and read back, and as zips."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from explorer.figures.inspection.block_sum import block_sum
from explorer.figures.inspection.drawn import Drawn, file_stem
from explorer.figures.inspection.page import page_of, saved_view
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


def zipped(answers: Iterable[Drawn], several: bool) -> bytes:
    """Answers as one zip, a folder each, named after the photograph and the network.

    The page lies in the folder; with two networks it shows both, beside them.

    Args:
        answers: One, or two that are compared; of a large network one is 600 MB, so that each is
            let go before the next is asked for.
        several: Whether there are two.
    """
    folders: dict[str, dict[str, bytes]] = {}
    networks, views = [], []
    image = ""
    for each in answers:
        image = image or each.inspection.image
        name = f"{file_stem(each.inspection.image)}-{each.inspection.network}"
        while name in folders:  # an own checkpoint beside the published one
            name += "-compared"
        folders[name] = _files(each)
        networks.append(each.inspection.network)
        views.append(saved_view(each, several))
        del each
    (place,) = ("",) if several else folders
    page = {"inspection.html": page_of(image, networks, views).encode()}
    folders[place] = {**folders.get(place, {}), **page}
    return record.zip_bytes(folders)


def _files(answer: Drawn) -> dict[str, bytes]:
    """Everything of one answer by file name: JSON, NPZ, PNG, every block's sum."""
    pictures = inspection_pictures(answer.inspection, answer.method, answer.attribution)
    blocks = answer.sums.blocks
    for block in blocks:
        pictures[f"block-{block.name}"] = block_sum(block)
    ratios = [{"name": block.name, "residual_to_shortcut": block.ratio} for block in blocks]
    seen, drawn = answer.inspection, answer.attribution
    return {
        "blocks.json": json.dumps(ratios, indent=2).encode(),
        **record.files(seen, answer.method, pictures, drawn, answer.notes),
    }
