"""Where a race is seen: the words, the figures, the replay. Drawn by `assets/page/race`."""

import gradio as gr

from explorer.figures.network_view import drawing_texts
from explorer.figures.race.template import PROFILES, settings_texts, spoken, template
from explorer.figures.race.wire import WORDS, wire
from explorer.figures.saves import saves
from explorer.interface.links.download_link import download_link
from explorer.interface.race.questions import race_questions
from explorer.interface.race.runs import Runs
from explorer.interface.race.turn import LIVE
from explorer.interface.scripting.dialog import python_button
from explorer.interface.scripts.page_scripts import mounting
from explorer.interface.scripts.plotly_script import ADDRESS
from explorer.training.measuring.quantities import OPEN
from explorer.words.texts import attribute, both


def race_view(runs: Runs) -> gr.HTML:
    """The view; its value is a JSON object {key, token} of the race to show, or empty.

    Args:
        runs: The page's races.
    """
    html = template(download_link("race_download"), _tools())
    return gr.HTML(
        value="",
        html_template=html.replace("\\", r"\\"),  # Gradio reads it as a template literal
        js_on_load=mounting("race/race.js"),
        server_functions=race_questions(runs),
        apply_default_css=False,
        elem_id="race",
        plotly=ADDRESS,
        texts=spoken(),
        words=WORDS,
        settings=settings_texts(),
        drawing=drawing_texts(),
        wire=wire(LIVE),
        shown=dict(zip(PROFILES, OPEN, strict=True)),
    )


def _tools() -> str:
    """The race as a program, and both networks as a figure to be saved."""
    return (
        f'{python_button()}<span class="save" {attribute("title", "save_title")}>'
        f"{both('race_save_both')}: {saves()}</span>"
    )
