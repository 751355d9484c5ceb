"""What the tab does when something is started, opened or sent to it from elsewhere."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from explorer.interface.race.controls import MOST_STEPS
from explorer.interface.race.form import LABELS
from explorer.interface.race.runs import Runs
from explorer.interface.race.tab import race_tab
from explorer.interface.words.language import Labels, texts
from explorer.training.race.presets import preset
from explorer.training.race.record import write_race
from explorer.training.race.settings import RaceSettings, described
from tests.interface.fake_races import FakeRace, Gate, ended, recorded, until


class Tab:
    """The tab laid out, and its handlers by name."""

    def __init__(self) -> None:
        self.gate = Gate()
        self.asked: list[RaceSettings] = []
        self.runs = Runs(self._begin)
        with gr.Blocks(analytics_enabled=False) as self.blocks:
            sent = gr.State(None)
            race_tab(Labels(), self.runs)(sent)

    def _begin(self, settings: RaceSettings, _: object) -> FakeRace:
        self.asked.append(settings)
        return FakeRace(3, self.gate)

    def event(self, name: str) -> Any:
        (found,) = (each for each in self.blocks.fns.values() if each.name == name)
        return found

    def handler(self, name: str) -> Callable[..., Any]:
        handler: Callable[..., Any] = self.event(name).fn
        return handler

    def start(self, **changed: Any) -> tuple[Any, str]:
        given = {**described(RaceSettings()), **changed}
        value, message = self.handler("begin")(None, *(given[name] for name in LABELS))
        return value, message


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
    assert json.loads(value) == {"key": run.key, "token": run.token}
    tab.gate.open(3)
    ended(run)
    assert run.phase == "finished"
    assert tab.asked == [RaceSettings(depth=20, seed=4)]


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
    assert json.loads(value) == {"key": run.key, "token": run.token}
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
    opened, key, _, *filled = tab.handler("fill")(described(settings))
    assert opened["open"] is True
    assert key is None
    assert dict(zip(LABELS, filled, strict=True)) == described(settings)
    opened, key, html, *filled = tab.handler("fill")(described(RaceSettings()))
    assert key == "textbook"
    assert "56" in html
    assert len([opened, key, html, *filled]) == len(tab.event("fill").outputs)


def test_nothing_sent_changes_nothing(tab: Tab) -> None:
    filled = tab.handler("fill")(None)
    assert len(filled) == len(tab.event("fill").outputs)
    assert all(map(is_skip, filled))


def test_starting_waits_for_no_queue(tab: Tab) -> None:
    assert tab.event("begin").queue is False
    assert tab.event("fill").queue is False
    for each in tab.blocks.fns.values():
        assert each.api_visibility == "private", each.name
