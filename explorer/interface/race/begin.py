"""How the page starts a race: its data opened, its device chosen."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from explorer.interface.compute_import import import_compute
from explorer.interface.race.controls import Begin
from explorer.interface.settings import PageSettings

if TYPE_CHECKING:
    from explorer.training.race.race import Race
    from explorer.training.race.settings import RaceSettings

Arriving = Callable[[float], None]


def begin_on(settings: PageSettings) -> Begin:
    """What builds a race on the page's device."""

    def begin(wanted: "RaceSettings", arriving: Arriving) -> "Race":
        import_compute()  # other threads of the page may be importing the same
        from explorer.files.download import download
        from explorer.training.race.data import race_dataset
        from explorer.training.race.presets import events_of
        from explorer.training.race.race import race

        def progress(done: int, total: int) -> None:
            arriving(done / total if total else 0.0)

        dataset = race_dataset(
            wanted, fetch=lambda url, folder: download(url, folder, progress), progress=progress
        )
        return race(wanted, dataset=dataset, device=settings.device, events=events_of(wanted))

    return begin
