"""What the page's script asks, and who may do what."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from explorer.interface.race.questions import entry, race_questions
from explorer.interface.race.run import RaceRun
from explorer.interface.race.runs import Runs
from explorer.interface.words.language import pair, texts
from explorer.sentences.sentence import refusal
from explorer.training.race.events import RaceEvent
from explorer.training.race.presets import preset
from explorer.training.race.race import race
from explorer.training.race.settings import RaceSettings
from tests.interface.fake_races import SMALL, TITLE, FakeRace, Gate, ended, recorded, until
from tests.scripting.running import output


class Talk:
    """A page's races and its three questions; every race does a step when the gate lets it."""

    def __init__(self) -> None:
        self.gate = Gate()
        self.made: list[FakeRace] = []
        self.runs = Runs(self._begin)
        self.poll, self.detail, self.wish, self.python = race_questions(self.runs)

    def _begin(self, settings: RaceSettings, *_: object) -> FakeRace:
        self.made.append(FakeRace(settings.steps, self.gate))
        return self.made[-1]

    def started(self, steps: int = 0) -> RaceRun:
        run = self.runs.start([(SMALL, TITLE)])
        for _ in range(steps):
            self.gate.open()
        until(lambda: run.phase == "running" and len(run.steps) == steps)
        return run


@pytest.fixture
def talk() -> Iterator[Talk]:
    talk = Talk()
    yield talk
    talk.gate.open(100_000)  # nobody waits at it while the races end
    talk.runs.close()
    until(lambda: not talk.runs.newest_live())


def test_the_script_calls_them_by_these_names(talk: Talk) -> None:
    names = [ask.__name__ for ask in race_questions(talk.runs)]
    assert names == ["poll", "detail", "wish", "python"]


def test_where_nothing_was_started_there_is_nothing(talk: Talk) -> None:
    assert talk.poll({"viewer": "me"}) == {"wait": 40}
    assert talk.poll({"viewer": "me", "list": True}) == {"wait": 40, "races": []}


def test_a_newcomer_is_shown_the_newest_race_from_its_first_step(talk: Talk) -> None:
    run = talk.started(5)
    talk.runs.keep(recorded(3), TITLE)  # newer, but not under way
    got = talk.poll({"viewer": "me", "cursor": 3, "facts": 60})  # of another race
    assert (got["run"], got["title"], got["steps"]) == (run.key, TITLE, SMALL.steps)
    assert [row[0] for row in got["rows"]] == [1, 2, 3, 4, 5]
    assert got["facts"]["layers"]
    assert (got["phase"], got["before"], got["trouble"], got["following"]) == (
        "running", 0, "", None,
    )  # fmt: skip
    json.dumps(got, allow_nan=False)


def test_a_cursor_brings_only_what_is_new_and_a_second_viewer_sees_it_all(talk: Talk) -> None:
    run = talk.started(4)
    mine = {"viewer": "me", "run": run.key, "facts": SMALL.steps}
    assert [row[0] for row in talk.poll({**mine, "cursor": 3})["rows"]] == [4]
    assert "facts" not in talk.poll({**mine, "cursor": 3})
    talk.gate.open(2)
    until(lambda: len(run.steps) == 6)
    assert [row[0] for row in talk.poll({**mine, "cursor": 4})["rows"]] == [5, 6]
    late = talk.poll({"viewer": "you", "run": run.key, "cursor": 0, "facts": 0})
    assert [row[0] for row in late["rows"]] == [1, 2, 3, 4, 5, 6]
    assert late["facts"]["guess"]["majority_share"] == 0.1


@pytest.mark.parametrize("cursor", [None, 0, 99])
def test_cursors_as_a_browser_may_send_them(talk: Talk, cursor: object) -> None:
    run = talk.runs.keep(recorded(3), TITLE)
    got = talk.poll({"viewer": "me", "run": run.key, "cursor": cursor})
    assert len(got["rows"]) == (0 if cursor == 99 else 3)


def test_a_race_that_is_no_longer_kept_is_gone(talk: Talk) -> None:
    talk.started(1)
    got = talk.poll({"viewer": "me", "run": "unknown", "cursor": 3, "list": True})
    assert got["gone"] is True
    assert len(got["races"]) == 1
    assert "rows" not in got
    assert talk.wish({"run": "unknown", "token": "x", "wish": "stop"}) == {"gone": True}
    assert talk.detail({"run": "unknown", "step": 1}) == {}


def test_whoever_asks_is_a_viewer() -> None:
    seen = []
    runs = Runs(lambda *_: FakeRace(1))
    run = runs.keep(recorded(1), TITLE)
    run.seen = lambda: seen.append("seen")  # type: ignore[method-assign]
    poll, detail, *_ = race_questions(runs)
    poll({"viewer": "me", "run": run.key})
    assert seen == ["seen"]
    poll({"viewer": "me"})
    detail({"run": run.key, "step": 1})
    assert seen == ["seen"]


def test_a_waiting_race_says_how_many_are_before_it(talk: Talk) -> None:
    talk.started()
    second = talk.runs.start([(SMALL, TITLE)])
    third = talk.runs.start([(SMALL, TITLE)])
    places = {}
    until(lambda: talk.runs.line.place(third.key) and talk.runs.line.place(second.key))
    for run in (second, third):
        got = talk.poll({"viewer": "me", "run": run.key})
        assert got["phase"] == "waiting"
        places[run.key] = got["before"]
    assert sorted(places.values()) == [1, 2]


def test_a_waiting_race_says_about_how_long(talk: Talk) -> None:
    expected = {8: 500.0, 14: 3.0, 20: 7.0}  # seconds, by depth
    talk.runs.cost = lambda settings: expected[settings.depth]
    first, second, third = (
        talk.runs.start([(RaceSettings(depth=depth), TITLE)]) for depth in expected
    )
    until(lambda: first.phase == "running" and talk.runs.line.place(third.key) == 2)
    got = talk.poll({"viewer": "me", "run": third.key})
    assert (got["until"], got["remaining"]) == (20.0 + 3.0, 7.0)  # the first has a slice of 20
    assert talk.poll({"viewer": "me", "run": second.key})["until"] == 20.0
    got = talk.poll({"viewer": "me", "run": first.key})
    assert (got["until"], got["remaining"]) == (None, 500.0)
    talk.gate.open(2)
    until(lambda: len(first.steps) == 2)
    left = first.settings.steps - 2
    got = talk.poll({"viewer": "me", "run": first.key})
    assert got["remaining"] == pytest.approx(left * first.steps[-1].seconds / 2)


def test_the_list_says_what_is_kept_the_newest_first(talk: Talk) -> None:
    run = talk.started(2)
    old = talk.runs.keep(recorded(3), {"en": "old", "zh": "旧"})
    listed = talk.poll({"viewer": "me", "run": run.key, "list": True})["races"]
    assert [each.pop("born") for each in listed] == [entry(each)["born"] for each in (old, run)]
    assert listed == [
        {"key": old.key, "title": {"en": "old", "zh": "旧"}, "phase": "recorded", "done": 3},
        {"key": run.key, "title": TITLE, "phase": "running", "done": 2},
    ]


def test_trouble_is_said_in_both_languages() -> None:
    def begin(*_: object) -> FakeRace:
        raise refusal("Apple's GPU has no float64: choose --device cpu or float32")

    runs = Runs(begin)
    run = runs.start([(SMALL, TITLE)])
    ended(run)
    poll, *_ = race_questions(runs)
    got = poll({"viewer": "me", "run": run.key})
    assert got["phase"] == "failed"
    assert '<span lang="en">Apple&#x27;s GPU has no float64' in got["trouble"]
    assert '<span lang="zh">Apple 的 GPU 不支持 float64' in got["trouble"]


def test_only_whoever_started_a_race_may_stop_it(talk: Talk) -> None:
    run = talk.started(1)
    for token in ("", None, run.key, "wrong"):
        got = talk.wish({"run": run.key, "token": token, "wish": "stop"})
        assert got.keys() == {"refused"}
        assert texts("en")["race_not_yours"] in got["refused"]
        assert texts("zh")["race_not_yours"] in got["refused"]
    talk.gate.open()
    until(lambda: len(run.steps) == 2)
    assert run.is_live
    assert "phase" in talk.wish({"run": run.key, "token": run.token, "wish": "stop"})
    talk.gate.open()
    ended(run)
    assert run.phase == "stopped"


def test_a_wish_does_what_it_says(talk: Talk) -> None:
    run = talk.started(1)
    mine = {"run": run.key, "token": run.token}
    talk.wish({**mine, "wish": "pause"})
    talk.gate.open(9)
    until(lambda: run.phase == "paused")
    assert talk.wish({**mine, "wish": "step"}).keys() == {"phase"}
    until(lambda: len(run.steps) == 3 and run.phase == "paused")
    talk.wish({**mine, "wish": "resume"})
    until(lambda: len(run.steps) == 10)


def test_the_shortcut_switch_reaches_the_race_that_runs(talk: Talk) -> None:
    run = talk.started(1)
    mine = {"run": run.key, "token": run.token, "wish": "switch"}
    assert "refused" in talk.wish({**mine, "token": "", "network": "plain", "factor": 1})
    assert talk.made[0].switched == []
    assert talk.wish({**mine, "network": "plain", "factor": 1}).keys() == {"phase"}
    assert talk.wish({**mine, "network": "residual", "factor": 0.0}) == {"phase": run.phase}
    assert talk.made[0].switched == [(1, "plain", 1.0), (1, "residual", 0.0)]
    got = talk.wish({**mine, "network": "plain", "factor": 11})
    assert '<span lang="en">factor must be a number from 0 to 10' in got["refused"]
    assert '<span lang="zh">' in got["refused"]
    assert talk.wish(mine).keys() == {"refused"}
    assert len(talk.made[0].switched) == 2


def test_a_race_goes_on_for_more_steps_while_it_runs_and_after(talk: Talk) -> None:
    run = talk.runs.start([(replace(SMALL, steps=2), TITLE)])
    mine = {"run": run.key, "token": run.token, "wish": "more"}
    ask = {"viewer": "me", "run": run.key, "facts": 2}
    talk.gate.open()
    until(lambda: len(run.steps) == 1)
    assert (talk.poll(ask)["more"], talk.poll(ask)["steps"], "facts" in talk.poll(ask)) == (
        True, 2, False,
    )  # fmt: skip
    assert talk.wish({**mine, "steps": 1}) == {"phase": "running"}
    got = talk.poll(ask)
    assert (got["steps"], got["facts"]["settings"]["steps"]) == (3, 3)
    talk.gate.open(2)
    ended(run)
    got = talk.poll(ask)
    assert (got["phase"], got["more"], got["done"]) == ("finished", True, 3)
    for steps in (0, None, 10_000):
        assert '<span lang="zh">' in talk.wish({**mine, "steps": steps})["refused"]
    assert talk.wish({**mine, "steps": 2}) == {"phase": "running"}
    talk.gate.open(9)
    until(lambda: len(run.steps) == 5)
    ended(run)
    run.controls.let_go()
    until(lambda: not talk.poll(ask)["more"])
    got = talk.wish({**mine, "steps": 1})
    assert "this race is over" in got["refused"]


def test_whoever_wishes_is_there(talk: Talk) -> None:
    run = talk.started(1)
    seen = []
    run.seen = lambda: seen.append("seen")  # type: ignore[method-assign]
    talk.wish({"run": run.key, "token": "", "wish": "more", "steps": 1})
    assert seen == []
    talk.wish({"run": run.key, "token": run.token, "wish": "more", "steps": 1})
    assert seen == ["seen"]


@pytest.mark.parametrize("facts", [None, 0])
def test_a_script_without_facts_gets_them(talk: Talk, facts: object) -> None:
    run = talk.runs.keep(recorded(3), TITLE)
    assert "facts" in talk.poll({"viewer": "me", "run": run.key, "facts": facts})


def test_every_race_says_what_a_room_may_watch_for(talk: Talk) -> None:
    for settings, key in (
        (RaceSettings(seed=5), "race_question_textbook"),
        (SMALL, "race_question_own"),
        (preset("give-it-a-shortcut").settings, "race_question_give_it_a_shortcut"),
    ):
        run = talk.runs.keep(recorded(3, settings), TITLE)
        assert talk.poll({"viewer": "me", "run": run.key})["question"] == pair(key)
    run = talk.runs.start([(RaceSettings(), TITLE)])
    run.more(60)  # it asks what it asked
    got = talk.poll({"viewer": "me", "run": run.key})
    assert got["question"] == pair("race_question_textbook")


def test_the_recorded_race_is_asked_for_by_its_name(talk: Talk) -> None:
    got = talk.poll({"viewer": "me", "run": "recorded", "list": True})
    assert (got["run"], got["phase"], got["done"], got["more"]) == (
        "recorded", "recorded", 60, False,
    )  # fmt: skip
    assert got["title"] == pair("race_recorded_example")
    assert got["question"] == pair("race_question_textbook")
    assert got["races"] == []
    for token in ("", None):
        assert "refused" in talk.wish({"run": "recorded", "token": token, "wish": "stop"})


@pytest.mark.parametrize(("asked", "said"), [(1, 1), (3, 3), (99, 3), (0, None), (-1, None)])
def test_the_step_asked_for_is_the_step_explained(talk: Talk, asked: int, said: int | None) -> None:
    run = talk.runs.keep(recorded(3), TITLE)
    got = talk.detail({"run": run.key, "step": asked})
    assert got.get("step") == said
    assert said is None or ("rule" in got["plain"] and got["memory"]["program"] > 10_000_000)


def test_the_program_of_a_race_prints_the_words_and_numbers_of_the_step_that_is_looked_at(
    talk: Talk,
) -> None:
    settings = RaceSettings(depth=8, width=4, batch=16, steps=30)
    switched = (RaceEvent(4, "plain", 1.0), RaceEvent(29, "residual", 0.0))
    done = race(settings, device="cpu", events=switched).result()
    run = talk.runs.keep(done, TITLE)
    for step in (3, 27, 30):
        script = talk.python({"run": run.key, "step": step})["script"]["en"]
        said = "\n".join(output(script))
        for each in done.steps[step - 1].networks:
            assert f"{each.network}: gradients {each.verdict.word}, learning" in said
            assert f"|dL/da| first {each.activation_gradient[0]:.1e}," in said
            assert f"  loss {each.loss:.2g}, right" in said
        assert ("RaceEvent(29" in script) == (step == 30)
        tested = done.steps[24].plain if step > 25 else None  # the 25th and the last are tested
        if step == 27 and tested is not None and tested.test_accuracy is not None:
            assert f"right {100 * tested.test_accuracy:.0f} %" in said


def test_the_program_of_a_race_names_own_data_by_the_file_alone(talk: Talk) -> None:
    done = recorded(3)
    run = talk.runs.keep(replace(done, settings=replace(SMALL, data="/tmp/there/mine.npz")), TITLE)
    script = talk.python({"run": run.key, "step": 3})["script"]["en"]
    assert 'data="mine.npz"' in script
    assert "/tmp" not in script
    assert talk.python({"run": "gone", "step": 3}) == {}
