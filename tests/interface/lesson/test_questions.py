"""What the lesson's script may ask: each thing computed once, shared races, one of one's own."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from explorer.interface.lesson.questions import lesson_questions
from explorer.interface.lesson.races import RACES
from explorer.interface.race.runs import Runs
from explorer.interface.settings import PageSettings
from tests.interface.fake_races import FakeRace, Gate, until

Asked = dict[str, Callable[[dict[str, Any]], dict[str, Any]]]


@pytest.fixture
def runs() -> Iterator[Runs]:
    made = Runs(lambda settings, *_: FakeRace(settings.steps))
    yield made
    made.close()


@pytest.fixture
def asked(runs: Runs) -> Asked:
    return {each.__name__: each for each in lesson_questions(runs, PageSettings(device="cpu"))}


def test_pictures_are_computed_once_for_everybody(asked: Asked) -> None:
    first = asked["shown"]({"what": "deeper"})
    assert first["networks"]["56"]
    assert asked["shown"]({"what": "deeper"}) is first
    assert asked["shown"]({"what": "/etc/passwd"}) == {}


def test_everybody_follows_the_same_race_but_for_the_switch(asked: Asked, runs: Runs) -> None:
    one, other = asked["race"]({"name": "hears"}), asked["race"]({"name": "hears"})
    assert one == other
    assert "token" not in one  # nobody may stop it for the others
    mine, yours = asked["race"]({"name": "switch"}), asked["race"]({"name": "switch"})
    assert mine["run"] != yours["run"]
    assert mine["token"] != yours["token"]
    listed = [run.key for run in runs.listed()]
    assert one["run"] not in listed  # a newcomer to Race is not shown it
    assert mine["run"] in listed
    assert runs.get(one["run"]).asked == RACES["hears"]


def test_whoever_switches_in_another_race_of_their_own_leaves_the_one_before() -> None:
    gate = Gate()
    runs = Runs(lambda settings, *_: FakeRace(settings.steps, gate))
    race = lesson_questions(runs, PageSettings(device="cpu"))[1]
    former, yours = race({"name": "switch"}), race({"name": "switch"})
    shared = race({"name": "hears", "former": former["token"]})
    assert runs.get(former["run"]).is_live  # whoever follows a shared one has theirs still
    mine = race({"name": "switch", "former": former["token"]})
    live = {run.key for run in runs.listed() if run.is_live}
    assert live == {mine["run"], yours["run"]}
    assert runs.get(shared["run"]).is_live
    gate.open(10_000)
    runs.close()


def test_a_shared_race_that_failed_is_started_again(runs: Runs) -> None:
    settings = RACES["hears"]
    first = runs.once(settings, {"en": "", "zh": ""})
    until(lambda: first.phase == "finished")
    assert runs.once(settings, {"en": "", "zh": ""}) is first
    first.phase = "failed"
    assert runs.once(settings, {"en": "", "zh": ""}) is not first


def test_a_race_that_the_lesson_does_not_have_is_refused(asked: Asked) -> None:
    said = asked["race"]({"name": "mine"})
    assert set(said) == {"refused"}
    assert "hears" in said["refused"]
