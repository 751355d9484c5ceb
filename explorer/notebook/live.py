"""Running a race in a notebook's cell, drawn while it runs."""

import time
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

from explorer.sentences.sentence import Sentence
from explorer.training.race.presets import Preset
from explorer.training.race.race import Race
from explorer.training.race.race import race as ready
from explorer.training.race.record import RecordedRace
from explorer.training.race.settings import RaceSettings

APART: Final = 0.4  # seconds between two drawings, at least


def live(race: Race | RaceSettings | Preset | str = "textbook") -> RecordedRace:
    """Run a race to its end, drawn below the cell; interrupting the cell keeps what was done.

        raced = explorer.live(explorer.RaceSettings(depth=20))

    Gradients by layer and loss by step of both networks move while they learn. In the end the
    finished race's own picture stands there, which the saved notebook keeps without a script.

    Args:
        race: What `race` gave, or what it takes.

    Returns:
        The race, with as many steps as were done.

    Raises:
        ModuleNotFoundError: anywidget is not installed, or there is no notebook's IPython.
        ValueError, OSError: As `race`.
    """
    missing = [name for name in ("anywidget", "IPython") if find_spec(name) is None]
    if missing:
        raise ModuleNotFoundError(
            Sentence(
                "a live race needs {names}: install it with pip install 'resnet-explorer[notebook]'"
                ", or use race(...).result(), which draws when it is done",
                names=", ".join(missing),
            )
        )
    from explorer.figures.notebook.result_html import html
    from explorer.notebook.live_widget import LiveRace, Phase

    running = race if isinstance(race, Race) else ready(race)

    def so_far() -> RecordedRace:
        return RecordedRace(running.settings, running.facts, tuple(running.done), running.events)

    notebook: Any = import_module("IPython.display")  # without types of its own
    shown = LiveRace(so_far())
    place = notebook.display(shown, display_id=True)
    drawn = time.monotonic()
    phase: Phase = "finished"
    try:
        for _ in running:
            if time.monotonic() - drawn > APART:
                shown.tell(so_far(), "running")
                drawn = time.monotonic()
    except KeyboardInterrupt:
        phase = "stopped"
    finally:
        running.close()
    done = so_far()
    shown.tell(done, phase)
    if place is not None:
        place.update(notebook.HTML(html(done)))
    shown.close()
    return done
