"""What the tab does when something is started, opened or sent to it from elsewhere."""

import json
import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from explorer.interface.race.controls import MOST_STEPS
from explorer.interface.race.form import ASKED, LABELS, knobs_of
from explorer.interface.race.runs import Runs
from explorer.interface.race.tab import race_tab
from explorer.interface.race.view import race_view
from explorer.interface.words.language import Labels, text, texts
from explorer.training.race.events import RaceEvent
from explorer.training.race.presets import preset
from explorer.training.race.record import write_race
from explorer.training.race.settings import RaceSettings, described
from tests.interface.fake_races import FakeRace, Gate, ended, recorded, until


class Tab:
    """The tab laid out, and its handlers by name."""

    def __init__(self) -> None:
        self.gate = Gate()
        self.asked: list[RaceSettings] = []
        self.turns: list[tuple[RaceEvent, ...]] = []
        self.runs = Runs(self._begin)
        with gr.Blocks(analytics_enabled=False) as self.blocks:
            sent = gr.State(None)
            race_tab(Labels(), self.runs)(sent)

    def _begin(self, settings: RaceSettings, turns: tuple[RaceEvent, ...], *_: object) -> FakeRace:
        self.asked.append(settings)
        self.turns.append(turns)
        return FakeRace(3, self.gate)

    def event(self, name: str) -> Any:
        (found,) = (each for each in self.blocks.fns.values() if each.name == name)
        return found

    def handler(self, name: str) -> Callable[..., Any]:
        handler: Callable[..., Any] = self.event(name).fn
        return handler

    def start(self, former: str = "", **changed: Any) -> tuple[Any, str]:
        given = {**described(RaceSettings()), **changed}
        values = [given[name] for name in LABELS]
        value, message, tried, self.mine = self.handler("begin")(former, None, None, *values)
        assert tried == knobs_of(values)
        return value, message

    def turned(
        self, tried: list[Any], former: str = "", **changed: Any
    ) -> tuple[Any, Any, Any, Any]:
        """What a knob that reports itself does, after a race with these knobs was tried."""
        given = {**described(RaceSettings()), **changed}
        answer: tuple[Any, Any, Any, Any] = self.handler("turned")(
            former, tried, None, None, *(given[name] for name in LABELS)
        )
        return answer


@pytest.fixture
def tab() -> Iterator[Tab]:
    tab = Tab()
    yield tab
    tab.runs.close()
    tab.gate.open(1000)
    until(lambda: not tab.runs.newest_live())


def is_skip(value: object) -> bool:
    return isinstance(value, dict) and value == gr.skip()


def test_start_begins_a_race_and_gives_its_names_to_the_view(tab: Tab) -> None:
    value, message = tab.start(depth=20, seed=4)
    assert message == ""
    (run,) = tab.runs.listed()
    assert json.loads(value) == {"key": run.key, "token": run.token, "born": run.born}
    tab.gate.open(3)
    ended(run)
    assert run.phase == "finished"
    assert tab.asked == [RaceSettings(depth=20, seed=4)]


def test_a_knob_starts_a_race_at_once_and_one_only(tab: Tab) -> None:
    usual = [56, "none", "xavier", "relu"]
    value, message, tried, token = tab.turned(usual, depth="20")
    (run,) = tab.runs.listed()
    assert token == run.token
    assert (json.loads(value)["key"], message) == (run.key, "")
    assert run.settings == RaceSettings(depth=20)
    assert tried == [20, "none", "xavier", "relu"]
    assert all(map(is_skip, tab.turned(tried, depth="20")))  # a menu reports twice
    assert all(map(is_skip, tab.turned(tried, depth=20, seed=3)))
    assert tab.runs.listed() == (run,)
    until(lambda: run.phase == "running")
    tab.turned(tried, token, depth=20, activation="tanh")
    tab.gate.open(9)
    ended(run)
    assert run.phase == "stopped"  # so that the new one need not wait for it
    new, _ = tab.runs.listed()
    ended(new)
    assert (new.phase, new.settings.activation) == ("finished", "tanh")


def test_a_knob_that_is_turned_too_far_says_so_once(tab: Tab) -> None:
    former = tab.runs.get(json.loads(tab.start()[0])["key"])
    value, message, tried, _ = tab.turned([56, "none", "xavier", "relu"], former.token, depth="57")
    assert is_skip(value)
    assert "57" in message
    assert all(map(is_skip, tab.turned(tried, depth="57")))  # and the message stays
    assert tab.runs.listed() == (former,)
    tab.gate.open(3)
    ended(former)
    assert former.phase == "finished"  # nothing took its place


def test_the_race_stands_below_its_knobs_and_above_what_explains_it(tab: Tab) -> None:
    order = [each.elem_id for each in tab.blocks.blocks.values() if each.elem_id]
    parts = [
        "race-preset", "race-knobs", "race-trouble", "race", "race-sentence", "race-settings",
        "race-open",
    ]  # fmt: skip
    assert [each for each in order if each in parts] == parts
    turned = tab.event("turned")
    knobs = {"race-depth", "race-normalization", "race-initialization", "race-activation"}
    assert {tab.blocks.blocks[number].elem_id for number, _ in turned.targets} == knobs
    assert turned.queue is False


def test_formulas_keep_their_backslashes_in_the_template_literal_that_gradio_reads() -> None:
    html = race_view(Runs(FakeRace)).html_template
    assert r"\\partial L" in html
    assert not re.search(r"(?<!\\)\\(?:\\\\)*[A-Za-z]", html)


def test_a_preset_of_two_runs_is_shown_in_turn(tab: Tab) -> None:
    tab.gate.open(6)
    cure = preset("initialization").settings
    tab.start(**{**described(cure), "seed": 9})
    until(lambda: len(tab.runs.listed()) == 2 and not tab.runs.newest_live())
    assert [(each.initialization, each.seed) for each in tab.asked] == [("xavier", 9), ("he", 9)]


@pytest.mark.parametrize(
    ("changed", "english", "chinese"),
    [
        ({"depth": 57}, "57", "深度必须是"),
        ({"learning_rate": 1e10}, "from 1e-09 to 1e+09", "学习率必须是"),
        ({"batch": None}, "batch is empty", "批大小是空的"),
        ({"data": "own"}, "own data are chosen but not given", "选择了自己的数据"),
        ({"steps": MOST_STEPS + 1}, "at most 10000 on the page", "页面上的步数最多"),
    ],
)
def test_a_wrong_setting_is_said_and_nothing_starts(
    tab: Tab, changed: dict[str, Any], english: str, chinese: str
) -> None:
    value, message = tab.start(**changed)
    assert is_skip(value)
    assert 'role="alert"' in message
    assert english in message
    assert chinese in message
    assert tab.runs.listed() == ()


def test_a_started_race_takes_the_message_away(tab: Tab) -> None:
    assert tab.start(depth=57)[1]
    assert tab.start()[1] == ""


def test_recorded_files_are_replayed(tab: Tab, tmp_path: Path) -> None:
    write_race(tmp_path / "race", recorded(5))
    paths = [str(path) for path in (tmp_path / "race").iterdir()]
    value, message = tab.handler("replay")(paths)
    assert message == ""
    (run,) = tab.runs.listed()
    assert json.loads(value) == {"key": run.key, "token": run.token, "born": run.born}
    assert (run.phase, len(run.steps)) == ("recorded", 5)
    assert run.title == {language: texts(language)["race_recorded_title"] for language in run.title}


def test_files_that_are_no_race_are_refused(tab: Tab, tmp_path: Path) -> None:
    (tmp_path / "steps.csv").write_text("1", "utf-8")
    value, message = tab.handler("replay")([str(tmp_path / "steps.csv")])
    assert is_skip(value)
    assert "the upload lacks settings.json, layers.csv" in message
    assert "上传的文件中缺少" in message
    assert tab.runs.listed() == ()


@pytest.mark.parametrize("paths", [None, []])
def test_no_files_are_no_mistake(tab: Tab, paths: object) -> None:
    value, message = tab.handler("replay")(paths)
    assert is_skip(value)
    assert message == ""


def test_settings_sent_from_elsewhere_fill_the_form(tab: Tab) -> None:
    settings = RaceSettings(depth=20, normalization="batch", clip=None)
    said, _, key, _, tried, *filled = tab.handler("fill")(described(settings))
    assert tried == [20, "batch", "xavier", "relu"]
    assert "Loaded from the Depth tab: 20 layers, normalisation batch" in said
    assert key is None
    assert dict(zip(LABELS, filled, strict=True)) == described(settings)
    said, _, key, html, tried, *filled = tab.handler("fill")(described(RaceSettings()))
    assert key == "textbook"
    assert "56" in html
    assert len([said, _, key, html, tried, *filled]) == len(tab.event("fill").outputs)


def test_nothing_sent_changes_nothing(tab: Tab) -> None:
    filled = tab.handler("fill")(None)
    assert len(filled) == len(tab.event("fill").outputs)
    assert all(map(is_skip, filled))


def test_starting_waits_for_no_queue(tab: Tab) -> None:
    assert tab.event("begin").queue is False
    assert tab.event("fill").queue is False
    for each in tab.blocks.fns.values():
        assert each.api_visibility == "private", each.name


def test_the_address_fills_the_form_and_starts_nothing() -> None:
    tab = Tab()
    query = {"tab": "race", "preset": "paper", "depth": "20", "seed": "-1", "race": "gone"}
    look = tab.event("fill_linked").fn
    said, turns, key, _, knobs, *values = look(gr.Request(query_params=query))
    assert turns is None
    assert key is None  # settings of one's own
    assert knobs[:2] == [20, "batch"]
    assert dict(zip(ASKED, values, strict=True))["learning_rate"] == 0.1
    assert text("en", "race_link_gone") in unescape(said)
    assert "seed = -1" in said
    assert tab.asked == []
    tab.blocks.close(verbose=False)


def test_the_address_of_a_race_that_is_kept_says_nothing() -> None:
    tab = Tab()
    query = {"tab": "race", "race": "recorded", "step": "9"}
    result = tab.event("fill_linked").fn(gr.Request(query_params=query))
    assert result == [gr.skip()] * len(result)
    tab.blocks.close(verbose=False)


def test_the_switch_turns_as_the_link_says_in_the_race_of_the_link_alone(tab: Tab) -> None:
    query = {
        "tab": "race", "preset": "textbook", "seed": "3", "turns": "4:plain:1,9:residual:0.5",
        "race": "gone",
    }  # fmt: skip
    said, linked, _, _, _, *values = tab.event("fill_linked").fn(gr.Request(query_params=query))
    assert "plain × 1 from step 4, residual × 0.5 from step 9" in unescape(said)
    turns = (RaceEvent(4, "plain", 1.0), RaceEvent(9, "residual", 0.5))
    given = dict(zip(ASKED, values, strict=True))
    first = tab.handler("begin")("", linked, None, *given.values())
    assert "from step 9" in first[1]
    other = tab.handler("begin")("", linked, None, *{**given, "seed": 4}.values())
    assert other[1] == ""
    tab.gate.open(6)
    until(lambda: len(tab.turns) == 2)
    assert dict(zip([each.seed for each in tab.asked], tab.turns, strict=True)) == {3: turns, 4: ()}


def test_a_presets_own_turns_are_done_unless_the_link_says_otherwise(tab: Tab) -> None:
    own = preset("give-it-a-shortcut")
    tab.start(**described(own.settings))
    query = {"tab": "race", "preset": own.key, "turns": "none"}
    _, linked, _, _, _, *values = tab.event("fill_linked").fn(gr.Request(query_params=query))
    assert tab.handler("begin")("", linked, None, *values)[1] == ""
    tab.gate.open(6)
    until(lambda: len(tab.turns) == 2)
    assert tab.turns == [own.events, ()]
