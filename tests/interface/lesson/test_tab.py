"""What the lesson's script is given."""

import gradio as gr

from explorer.interface.lesson.races import RACES
from explorer.interface.lesson.steps import STEPS
from explorer.interface.lesson.tab import lesson_tab
from explorer.interface.race.runs import Runs
from explorer.interface.settings import PageSettings
from tests.interface.fake_races import FakeRace


def test_the_script_is_given_all_that_it_says_in_every_language() -> None:
    runs = Runs(lambda settings, *_: FakeRace(settings.steps))
    with gr.Blocks() as page:
        lesson_tab(runs, PageSettings(device="cpu"))
    (made,) = (each for each in page.blocks.values() if isinstance(each, gr.HTML))
    given = made.props
    assert list(given["said"]) == [step.key for step in STEPS]
    for words in given["said"].values():
        for part in ("title", "told", "sentence", "source"):
            assert set(words[part]) == {"en", "zh"}
            assert "](" not in words[part]["en"]  # marks are for HTML
    assert set(given["settings"]) == set(RACES)
    assert given["minutes"]["normalise"] == [0, 7]
    assert {"lesson_yours", "race_hears", "shortcut"} <= set(given["texts"])
