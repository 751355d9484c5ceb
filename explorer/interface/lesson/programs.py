"""Each step of the lesson as a program with the library's calls."""

from dataclasses import replace
from pathlib import Path
from typing import Final

from explorer.interface.lesson.curves import SHALLOW
from explorer.interface.lesson.pictures import LOOKED_AT, PHOTOGRAPH, PLAIN, RESIDUAL, block
from explorer.interface.lesson.races import RACES, SWITCH
from explorer.interface.settings import PageSettings
from explorer.scripting.inspection import InspectionState, OpenedBlock, inspection_program
from explorer.scripting.program import Cell, Program
from explorer.scripting.race import race_program
from explorer.sentences.sentence import Sentence
from explorer.training.race.events import RaceEvent

# What the presses of step 6 do, and after how many steps the room then looks; it may press later.
SWITCHED: Final = (
    RaceEvent(61, "plain", 1.0),
    RaceEvent(101, "residual", 0.0),
    RaceEvent(121, "residual", 1.0),
)
LOOKED: Final = (60, 100, 120, 160)


def program(step: str, settings: PageSettings, shown: int = 9) -> Program | None:
    """The program of a step; None where there is no such step.

    Args:
        step: Its key.
        settings: The page's.
        shown: How often something was shown in it; from all on, all.
    """
    photographed = LOOKED_AT if step == "look" else PHOTOGRAPH
    looked = InspectionState(RESIDUAL, Path(photographed).stem, example=True)
    if step in ("see", "look"):
        return inspection_program(looked)
    if step == "plus" and shown > 1:
        opened = block(settings)
        return inspection_program(
            replace(looked, opened=OpenedBlock(opened["block"], opened["channel"]))
        )
    if step == "deeper":
        return _errors()
    if step == "switch":
        presses = min(max(shown, 0), len(SWITCHED))
        race = replace(RACES[SWITCH], steps=LOOKED[presses])
        return race_program(race, SWITCHED[:presses])
    if step in ("hears", "plus"):
        return race_program(RACES["hears"])
    if step == "normalise":
        return race_program(RACES[step])
    return race_program(RACES["scaled-56"]) if step == "open" else None


def _errors() -> Program:
    """Of the finished networks of step 2 on all their training pictures."""
    code = (
        "for run in explorer.shipped_runs():\n"
        f'    if run.label in ("{SHALLOW}", "{PLAIN}"):\n'
        '        print(f"{run.label}: training error {run.final.train:.1%}")'
    )
    said = Sentence("The errors of the finished plain networks on their own training pictures")
    title = Sentence("ResNet Explorer: deeper plain networks were worse at what they had learned")
    return Program("deeper", title, (Cell(said, code),))
