"""The view and its scripts: what they say, and that they find each other's parts."""

import re
from dataclasses import replace
from typing import get_args

import gradio as gr
import pytest

from explorer.files.assets import asset
from explorer.interface.race.run import LIVE, Phase, RaceRun
from explorer.interface.race.runs import Runs
from explorer.interface.race.view import CHARTS, SPOKEN, race_view, template
from explorer.interface.race.wire import SENT, news
from explorer.interface.words.language import texts
from explorer.interface.words.languages import LANGUAGES
from explorer.training.measuring.quantities import QUANTITIES
from explorer.training.measuring.words import GRADIENT_WORDS, LEARNING_WORDS, Verdict
from explorer.training.race.result import NETWORKS
from tests.interface.fake_races import SMALL, TITLE, FakeRace, shown

SCRIPTS = {
    name: asset(name).read_text("utf-8")
    for name in ("race_log.js", "race_charts.js", "race_words.js", "race.js")
}
CODE = "\n".join(SCRIPTS.values())
WORDS = tuple(word.replace(" ", "_") for word in (*GRADIENT_WORDS, *LEARNING_WORDS))
MADE = {  # keys that scripts put together: `race_word_${word}`
    "race_": NETWORKS,
    "race_phase_": get_args(Phase),
    "race_q_": QUANTITIES,
    "race_word_": WORDS,
}


def test_what_the_scripts_say_is_what_they_are_given() -> None:
    said = re.findall(r"[`'\"](race_[a-z_]*)(\$\{)?", CODE)
    whole = {key for key, made in said if not made}
    assert {key for key, made in said if made} == {*MADE}
    made = {f"{start}{end}" for start, ends in MADE.items() for end in ends}
    assert len(SPOKEN) == len({*SPOKEN})
    assert {*SPOKEN} == whole | made


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_words_phases_and_quantities_have_texts(language: str) -> None:
    found = texts(language)
    for start, ends in MADE.items():
        for end in ends:
            assert found[f"{start}{end}"].strip(), (start, end)
    assert len({found[f"race_word_{word}"] for word in WORDS}) == len(WORDS)


def braces(start: int) -> str:
    """What stands between a brace of the scripts and its twin."""
    depth = 0
    for end in range(start, len(CODE)):
        depth += (CODE[end] == "{") - (CODE[end] == "}")
        if not depth:
            return CODE[start : end + 1]
    raise AssertionError(CODE[start : start + 50])


def test_every_placeholder_is_filled_where_a_script_says_the_text() -> None:
    """`fill('race_share', { step: …, steps: … })` names what its text asks for."""
    checked = set()
    for key in SPOKEN:
        wanted = set(re.findall(r"\{(\w+)\}", texts("en")[key]))
        for call in re.finditer(rf"fill\('{key}', (?=\{{)", CODE):
            assert wanted <= set(re.findall(r"\w+", braces(call.end()))), key
            checked.add(key)
        bare = re.search(rf"fill\('{key}'\)", CODE)
        assert not (bare and wanted), key
    assert len(checked) > 10


def test_the_scripts_find_their_parts() -> None:
    html = template()
    classes = {name for found in re.findall(r'class="([^"]+)"', html) for name in found.split()}
    asked = re.findall(r"(?:find|all|matches|querySelector|closest)\('([^']+)'\)", CODE)
    names = {name for selector in asked for name in re.findall(r"\.([a-z]\w*)", selector)}
    assert len(names) > 15
    assert names <= classes
    for attribute in re.findall(r"\[(data-[a-z]+)", " ".join(asked)):
        assert f"{attribute}=" in html


def test_every_figure_is_drawn_saved_and_summed_up() -> None:
    html = template()
    assert re.findall(r'data-chart="([^"]+)"', html) == list(CHARTS)
    for name in CHARTS:
        assert re.search(rf"'?{name}'?: \(\) =>", SCRIPTS["race.js"]), name
    for part in ('data-format="png"', 'data-format="svg"', 'data-format="csv"', 'class="summary"'):
        assert html.count(part) == len(CHARTS)


def test_the_buttons_are_what_a_race_can_do() -> None:
    wishes = re.findall(r'data-wish="(\w+)"', template())
    assert wishes == ["pause", "resume", "step", "stop", "reset"]
    for wish in wishes[:-1]:  # reset is a stop, and an empty page
        RaceRun(SMALL, TITLE).do(wish)


def test_scripts_and_program_mean_the_same_phases() -> None:
    (live,) = re.findall(r"LIVE = \[([^\]]+)\]", CODE)
    assert tuple(re.findall(r"'(\w+)'", live)) == LIVE
    (kinds,) = re.findall(r"KINDS = \[([^\]]+)\]", CODE)
    assert tuple(re.findall(r"'(\w+)'", kinds)) == NETWORKS


def test_scripts_read_a_row_where_the_program_writes_it() -> None:
    (line,) = re.findall(r"^const (LOSS = .*);", CODE, re.MULTILINE)
    place = {name: int(at) for name, at in re.findall(r"(\w+) = (\d+)", line)}
    run = shown(1)
    plain = run.steps[0].plain
    assert plain is not None
    changed = replace(
        plain, loss=7.5, train_accuracy=0.1, test_accuracy=0.2, running_test_accuracy=0.3,
        verdict=Verdict("healthy", "starving", ""),
        learning=Verdict("learned", "at chance", ""), diverged=True,
    )  # fmt: skip
    run.steps[0] = replace(run.steps[0], plain=changed)
    entry = news(run, 0, True)["rows"][0][2]
    assert {name: entry[at] for name, at in place.items()} == {
        "LOSS": 7.5, "TRAIN": 0.1, "TEST": 0.2, "RUNNING": 0.3,
        "WORD": GRADIENT_WORDS.index("healthy"), "FIRST": GRADIENT_WORDS.index("starving"),
        "LEARNING": LEARNING_WORDS.index("learned"), "OUT": 1,
    }  # fmt: skip


def test_the_view_is_given_its_words_in_both_languages() -> None:
    runs = Runs(lambda settings, arriving: FakeRace(1))
    with gr.Blocks(analytics_enabled=False):
        view = race_view(runs)
    assert view.value == ""
    assert view.elem_id == "race"
    props = view.get_config()["props"]
    assert props["sent"] == list(SENT)
    assert props["words"] == {
        "gradients": list(GRADIENT_WORDS),
        "learning": list(LEARNING_WORDS),
    }
    assert {*props["texts"]} == {*SPOKEN}
    for key, said in props["texts"].items():
        assert said == {language: texts(language)[key] for language in LANGUAGES}
    for name, script in SCRIPTS.items():
        assert script in view.js_on_load, name
