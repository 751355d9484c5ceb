"""The Lesson tab: a room is asked, commits itself, and is shown, step after step."""

from typing import Any, Final

import gradio as gr

from explorer.figures.network_view import drawing_texts
from explorer.figures.race.titles import own_title
from explorer.figures.race.wire import WORDS, wire
from explorer.interface.lesson.questions import lesson_questions
from explorer.interface.lesson.races import CURES, DEPTHS, RACES
from explorer.interface.lesson.steps import STEPS, lesson, spoken
from explorer.interface.lesson.view import view
from explorer.interface.race.runs import Runs
from explorer.interface.race.turn import LIVE
from explorer.interface.scripts.page_scripts import mounting
from explorer.interface.settings import PageSettings
from explorer.words.texts import pair, texts

# beginnings of the keys of what a network on the stage says
_OF_A_RACE: Final = (
    "race_word_", "race_hears", "race_of_", "race_summary_", "race_span", "race_out", "race_first",
    "race_plain", "race_residual",
)  # fmt: skip


def lesson_tab(runs: Runs, settings: PageSettings) -> None:
    """Lay the tab out where the page is being built.

    Args:
        runs: The page's races.
        settings: The page's.
    """
    gr.HTML(
        value="",
        html_template=view().replace("\\", r"\\"),  # Gradio reads it as a template literal
        js_on_load=mounting("lesson/lesson.js"),
        server_functions=lesson_questions(runs, settings),
        apply_default_css=False,
        elem_id="lesson",
        said={step.key: _said(step.key) for step in STEPS},
        minutes={step.key: list(step.minutes) for step in STEPS},
        texts=_texts(),
        words=WORDS,
        drawing=drawing_texts(),
        wire=wire(LIVE),
        cures={name: list(each) for name, each in CURES.items()},
        depths=list(DEPTHS),
        settings={name: own_title(each) for name, each in RACES.items()},
    )


def _said(step: str) -> dict[str, Any]:
    """What the script fills with numbers, or says of a guess."""
    known = lesson("en")[step]
    found: dict[str, Any] = {
        part: spoken(step, part) for part in ("title", "told", "sentence", "source")
    }
    if "choices" in known:
        found["choices"] = [spoken(step, "choices", each) for each in range(len(known["choices"]))]
    if "cures" in known:
        found["cures"] = {name: spoken(step, "cures", name) for name in known["cures"]}
    return found


def _texts() -> dict[str, dict[str, str]]:
    """What the steps say, and the networks of step 6 as on the stage of a race."""
    of_a_block = ("shortcut", "residual_branch", "sum", "block_output")
    named = [key for key in texts("en") if key.startswith(("lesson_", *_OF_A_RACE))]
    return {key: pair(key) for key in (*named, *of_a_block)}
