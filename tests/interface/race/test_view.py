"""The view: what its scripts are given, and the parts that they fill."""

import gradio as gr

from explorer.figures.race.template import PROFILES
from explorer.figures.race.wire import wire
from explorer.interface.race.runs import Runs
from explorer.interface.race.turn import LIVE
from explorer.interface.race.view import race_view
from explorer.interface.scripts.page_scripts import mounting
from explorer.interface.words.language import texts
from explorer.training.measuring.quantities import OPEN
from explorer.training.measuring.words import GRADIENT_WORDS, LEARNING_WORDS
from explorer.words.languages import LANGUAGES
from tests.interface.fake_races import FakeRace


def test_the_view_is_given_its_words_in_every_language() -> None:
    runs = Runs(lambda *_: FakeRace(1))
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
