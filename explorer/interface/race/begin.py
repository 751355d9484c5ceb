"""How the page starts a race: its data opened, its device chosen."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from explorer.interface.compute_import import import_compute
from explorer.interface.race.controls import Begin
from explorer.interface.race.runs import Cost
from explorer.interface.settings import PageSettings
from explorer.sentences.sentence import refusal

if TYPE_CHECKING:
    from explorer.training.race.events import RaceEvent
    from explorer.training.race.race import Race
    from explorer.training.race.settings import RaceSettings

MOST_SECONDS: Final = 6 * 3600.0
Arriving = Callable[[float], None]


def cost_on(settings: PageSettings) -> Cost:
    """What says how long a race will take on the page's device, and refuses what does not fit."""

    def cost(wanted: "RaceSettings") -> float:
        import_compute()
        from explorer.networks.device import choose_device
        from explorer.training.race.cost import check_memory, race_seconds

        device = choose_device(settings.device)
        check_memory(wanted, device)
        seconds = race_seconds(wanted, device)
        if seconds > MOST_SECONDS:
            raise refusal(
                "this race would take about {hours} hours here, and the page takes at most "
                "{most}: {steps} steps would fit, or run it with python -m explorer race",
                hours=round(seconds / 3600),
                most=round(MOST_SECONDS / 3600),
                steps=max(1, int(wanted.steps * MOST_SECONDS / seconds)),
            )
        return seconds

    return cost


def begin_on(settings: PageSettings) -> Begin:
    """What builds a race on the page's device."""

    def begin(
        wanted: "RaceSettings",
        turns: "Sequence[RaceEvent]",
        arriving: Arriving,
        called_off: Callable[[], bool],
    ) -> "Race":
        import_compute()  # other threads of the page may be importing the same
        from explorer.files.download import download
        from explorer.networks.device import choose_device
        from explorer.training.race.cost import reserved
        from explorer.training.race.data import race_dataset
        from explorer.training.race.race import race

        def progress(done: int, total: int) -> None:
            arriving(done / total if total else 0.0)

        device = choose_device(settings.device)
        memory = reserved(wanted, device)  # first: without it nothing is opened
        dataset = race_dataset(
            wanted, fetch=lambda url, folder: download(url, folder, progress), progress=progress
        )
        return race(
            wanted,
            dataset=dataset,
            device=device,
            should_stop=called_off,
            events=turns,
            memory=memory,
        )

    return begin
