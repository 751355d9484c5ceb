"""The view: what its scripts are given, and the parts that they fill."""

import re
from typing import get_args

import gradio as gr
import pytest

from explorer.figures.race.wire import wire
from explorer.interface.race.run import LIVE, Phase
from explorer.interface.race.runs import Runs
from explorer.interface.race.view import CHARTS, PROFILES, race_view, spoken, template
from explorer.interface.scripts.page_scripts import mounting
from explorer.interface.words.language import texts
from explorer.training.measuring.quantities import OPEN, QUANTITIES
from explorer.training.measuring.words import GRADIENT_WORDS, LEARNING_WORDS
from explorer.training.race.result import NETWORKS
from explorer.words.languages import LANGUAGES
from tests.interface.fake_races import FakeRace

WORDS = tuple(word.replace(" ", "_") for word in (*GRADIENT_WORDS, *LEARNING_WORDS))
MADE = {  # keys that scripts put together: `race_word_${word}`
    "race_": NETWORKS,
    "race_phase_": get_args(Phase),
    "race_q_": QUANTITIES,
    "race_word_": WORDS,
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_words_phases_and_quantities_have_texts(language: str) -> None:
    said = spoken()
    for start, ends in MADE.items():
        for end in ends:
            assert said[f"{start}{end}"][language].strip(), (start, end)
    assert len({said[f"race_word_{word}"][language] for word in WORDS}) == len(WORDS)


def test_every_figure_is_saved_and_summed_up() -> None:
    html = template()
    assert re.findall(r'data-chart="([^"]+)"', html) == ["stage", *CHARTS]
    for part in ('data-format="png"', 'data-format="svg"', 'data-format="csv"', 'class="summary"'):
        assert html.count(part) == len(CHARTS)


def test_the_view_is_given_its_words_in_every_language() -> None:
    runs = Runs(lambda settings, arriving: FakeRace(1))
    with gr.Blocks(analytics_enabled=False):
        view = race_view(runs)
    assert view.value == ""
    assert view.elem_id == "race"
    assert view.js_on_load == mounting("race/race.js")
    props = view.get_config()["props"]
    assert props["wire"] == wire(LIVE)
    assert props["shown"] == dict(zip(PROFILES, OPEN, strict=True))
    assert props["words"] == {"gradients": GRADIENT_WORDS, "learning": LEARNING_WORDS}
    for key, said in props["texts"].items():
        assert said == {language: texts(language)[key] for language in LANGUAGES}
