"""The widget that shows a race while it runs. Needs anywidget, the extra `notebook`."""

from collections.abc import Sequence
from typing import Any, Final, Literal

import anywidget
import traitlets

from explorer.figures.race.template import spoken
from explorer.figures.race.wire import WORDS, events_sent, facts_sent, packed, row, wire
from explorer.notebook.scripts import widget_module
from explorer.training.race.record import RecordedRace
from explorer.training.race.result import RaceStep
from explorer.training.race.settings import described

Phase = Literal["running", "finished", "stopped"]
MOST_STEPS: Final = 150  # that are told at once: 60 kB at depth 56
_QUANTITY: Final = "weight_gradient"
_TEXTS: Final = ("race_phase_", "race_word_")
_NAMED: Final = frozenset(
    {
        "race_a_guess", "race_first", "race_layer", "race_loss", "race_out", "race_plain",
        "race_q_weight_gradient", "race_replay", "race_residual", "race_share", "race_span",
        "race_step", "race_summary_accuracy", "race_summary_profile",
    }
)  # fmt: skip


class LiveRace(anywidget.AnyWidget):
    """Gradients by layer and loss by step of both networks, with the words.

    Attributes:
        held: What the script draws with.
        told: The race so far, whole, since a view may come late.
    """

    _esm = widget_module()
    held = traitlets.Dict().tag(sync=True)
    told = traitlets.Dict().tag(sync=True)

    def __init__(self, race: RecordedRace) -> None:
        """Show a race.

        Args:
            race: So far; it may have no step yet.
        """
        super().__init__(held=held(), told=told(race, "running"))

    def tell(self, race: RecordedRace, phase: Phase) -> None:
        """Show what was done meanwhile.

        Args:
            race: So far.
            phase: What it is doing.
        """
        self.told = told(race, phase)


def held() -> dict[str, Any]:
    """What the script reads a race with: one quantity, the words, the texts."""
    whole = wire(live=("running",))
    return {
        "wire": {
            **whole,
            "gauges": [each for each in whole["gauges"] if each["name"] == _QUANTITY],
        },
        "words": {of: list(words) for of, words in WORDS.items()},
        "texts": {
            key: pair for key, pair in spoken().items() if key in _NAMED or key.startswith(_TEXTS)
        },
    }


def told(race: RecordedRace, phase: Phase) -> dict[str, Any]:
    """The race so far, as the script reads it.

    Args:
        race: It may have no step yet.
        phase: What it is doing.
    """
    steps = _some(race.steps)
    return {
        "phase": phase,
        "steps": race.settings.steps,
        "news": {
            "from": 0,
            "rows": [row(step) for step in steps],
            "numbers": packed(steps, race.facts, (_QUANTITY,)),
            "events": events_sent(race.events),
            "facts": facts_sent(described(race.settings), race.facts),
        },
    }


def _some(steps: Sequence[RaceStep]) -> list[RaceStep]:
    every = -(-len(steps) // MOST_STEPS) or 1
    return [*steps[:-1][::every], *steps[-1:]]
