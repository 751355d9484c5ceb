"""How the page starts a race: its data opened, its device chosen."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from explorer.interface.compute_import import import_compute
from explorer.interface.race_run import Begin
from explorer.interface.settings import PageSettings

if TYPE_CHECKING:
    from explorer.datasets.labelled import Dataset
    from explorer.training.race import Race
    from explorer.training.race_settings import RaceSettings

Arriving = Callable[[float], None]


def begin_on(settings: PageSettings) -> Begin:
    """What builds a race on the page's device."""

    def begin(wanted: "RaceSettings", arriving: Arriving) -> "Race":
        import_compute()
        from explorer.training.race import race

        own = wanted.data.strip().lower() == "digits"
        dataset = None if own else _opened(wanted.data, arriving)
        return race(wanted, dataset=dataset, device=settings.device)

    return begin


def _opened(source: str, arriving: Arriving) -> "Dataset":
    from explorer.datasets.sources import load_dataset
    from explorer.inspection.photograph import read_photograph
    from explorer.networks.download import download

    def progress(done: int, total: int) -> None:
        arriving(done / total if total else 0.0)

    return load_dataset(
        source,
        fetch=lambda url, folder: download(url, folder, progress),
        read=lambda path: read_photograph(Path(path)).pixels,
    )
