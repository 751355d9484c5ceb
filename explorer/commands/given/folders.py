"""Where the results of several photographs go: one folder each, never two in one."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path


def folders(images: Sequence[Path], output: Path) -> tuple[Path, ...]:
    """Each image's own folder: its stem, or its whole name where stems repeat, numbered if need be.

    Names are compared without regard to case, since some file systems do.
    """
    stems = Counter(image.stem.casefold() for image in images)
    taken: set[str] = set()
    places = []
    for image in images:
        wanted = image.stem if stems[image.stem.casefold()] == 1 else image.name
        if not wanted.strip("."):  # of "...png" it is "..", which lies outside
            wanted = image.name
        name = wanted
        number = 1
        while name.casefold() in taken:
            number += 1
            name = f"{wanted}-{number}"
        taken.add(name.casefold())
        places.append(output / name)
    return tuple(places)
