"""How the page starts a race: its data opened, its device chosen."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from explorer.interface.race.run import Begin
from explorer.interface.settings import PageSettings

if TYPE_CHECKING:
    from explorer.datasets.labelled import Dataset
    from explorer.training.race.race import Race
    from explorer.training.race.settings import RaceSettings

Arriving = Callable[[float], None]


def begin_on(settings: PageSettings) -> Begin:
    """What builds a race on the page's device."""

    def begin(wanted: "RaceSettings", arriving: Arriving) -> "Race":
        from explorer.training.race.race import race

        return race(wanted, dataset=_opened(wanted, arriving), device=settings.device)

    return begin


def _opened(wanted: "RaceSettings", arriving: Arriving) -> "Dataset | None":
    """The data; None for the digits, which the race draws itself."""
    from explorer.datasets.sources import load_dataset
    from explorer.files.download import download

    def progress(done: int, total: int) -> None:
        arriving(done / total if total else 0.0)

    name = wanted.data.strip().lower()
    if name == "digits":
        return None
    if name.endswith(".zip"):
        return _from_zip(Path(wanted.data), wanted.image_size, progress)
    return load_dataset(
        wanted.data,
        fetch=lambda url, folder: download(url, folder, progress),
    )


def _from_zip(path: Path, size: int, progress: Callable[[int, int], None]) -> "Dataset":
    """Pictures of class-named folders in a zip, as squares of the race's size."""
    from explorer.datasets.labelled import Dataset, LabelledImages
    from explorer.datasets.sources import list_pictures
    from explorer.photographs.photograph import read_photograph
    from explorer.training.finetune.pictures import read_pictures

    source = list_pictures(path)
    reading = read_pictures(
        source,
        lambda content, name: read_photograph(content, name).pixels,
        resize=size,
        size=size,
        seed=0,
    )
    while True:
        try:
            progress(*next(reading))
        except StopIteration as finished:
            found = finished.value
            break
    train, test = (
        LabelledImages(found.images[part], found.labels[part])
        for part in (~found.held_out, found.held_out)
    )
    return Dataset(
        name=source.name,
        train=train,
        test=test,
        class_names=source.class_names,
        mirrored=True,
        note=" ".join(found.notes),
    )
