"""Each step of the lesson as a program with the library's calls."""

from dataclasses import replace
from pathlib import Path

from explorer.interface.lesson.curves import SHALLOW
from explorer.interface.lesson.pictures import PHOTOGRAPH, PLAIN, RESIDUAL, block
from explorer.interface.lesson.races import RACES, SWITCH
from explorer.interface.settings import PageSettings
from explorer.scripting.inspection import InspectionState, OpenedBlock, inspection_program
from explorer.scripting.program import Program
from explorer.scripting.race import race_program
from explorer.scripting.trained import trained_program
from explorer.training.race.events import RaceEvent

# What the presses of step 6 do; a room may press later.
SWITCHED = (
    RaceEvent(61, "plain", 1.0),
    RaceEvent(101, "residual", 0.0),
    RaceEvent(121, "residual", 1.0),
)
_STEPS = 160  # of that race, when all was pressed


def program(step: str, settings: PageSettings) -> Program | None:
    """The program of a step; None where there is no such step.

    Args:
        step: Its key.
        settings: The page's.
    """
    looked = InspectionState(RESIDUAL, Path(PHOTOGRAPH).stem, example=True)
    if step in ("see", "look"):
        return inspection_program(looked)
    if step == "plus":
        opened = block(settings)
        return inspection_program(
            replace(looked, opened=OpenedBlock(opened["block"], opened["channel"]))
        )
    if step == "deeper":
        return trained_program((SHALLOW, PLAIN))
    if step == "switch":
        return race_program(replace(RACES[SWITCH], steps=_STEPS), SWITCHED)
    if step in ("hears", "normalise"):
        return race_program(RACES[step])
    return race_program(RACES["scaled-56"]) if step == "open" else None
