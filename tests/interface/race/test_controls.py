"""What people want of a race, before its networks are there, while it runs and after its end."""

import pytest

from explorer.interface.race.controls import MOST_STEPS, WISHES, Controls, check_length
from explorer.sentences.sentence import said_by
from explorer.words.sentences import in_language
from tests.interface.fake_races import Clock, FakeRace


def test_single_steps_are_granted_and_used_up() -> None:
    controls = Controls(9)
    assert not controls.pausing
    controls.do("pause")
    assert controls.pausing
    controls.do("step")
    controls.do("step")
    for pausing in (False, True, True):
        controls.step_done()
        assert controls.pausing is pausing
    controls.do("resume")
    assert not controls.pausing


def test_wishes_are_those_of_the_page() -> None:
    for wish in WISHES:
        Controls(1).do(wish)
    with pytest.raises(ValueError, match="pause, resume, step or stop, not 'more'"):
        Controls(1).do("more")


def test_switches_wait_for_the_networks_and_then_reach_them_at_once() -> None:
    controls, race = Controls(9), FakeRace(9)
    controls.switch("plain", 1)
    controls.switch("residual", 0)
    assert race.switched == []
    controls.built(race)
    assert race.switched == [(0, "plain", 1.0), (0, "residual", 0.0)]
    race.at = 4
    controls.switch("plain", 0.5)
    assert race.switched[2:] == [(4, "plain", 0.5)]


@pytest.mark.parametrize(
    ("network", "factor", "said"),
    [
        ("both", 1.0, "network must be one of plain, residual"),
        (None, 1.0, "network must be one of plain, residual"),
        ("plain", -0.1, "factor must be a number from 0 to 10"),
        ("plain", 10.5, "factor must be a number from 0 to 10"),
        ("plain", None, "factor must be a number from 0 to 10"),
        ("plain", "1", "factor must be a number from 0 to 10"),
        ("plain", True, "factor must be a number from 0 to 10"),
    ],
)
def test_a_wrong_switch_is_refused(network: object, factor: object, said: str) -> None:
    controls, race = Controls(9), FakeRace(9)
    controls.built(race)
    with pytest.raises(ValueError, match=said) as caught:
        controls.switch(network, factor)
    assert in_language(said_by(caught.value), "zh") != said_by(caught.value)
    assert race.switched == []


@pytest.mark.parametrize("steps", [0, -1, 1.5, True, None, "60", MOST_STEPS + 1])
def test_more_is_a_whole_number(steps: object) -> None:
    controls = Controls(9)
    with pytest.raises(ValueError, match="steps must be a whole number from 1 to 10000"):
        controls.more(steps)
    assert controls.steps == 9


def test_the_length_of_a_page_is_bounded_with_all_that_was_added() -> None:
    controls = Controls(MOST_STEPS - 5)
    controls.more(4)
    with pytest.raises(ValueError, match="at most 10000 on the page, got 10001") as caught:
        controls.more(2)
    assert "最多 10000" in in_language(said_by(caught.value), "zh")
    controls.more(1)
    assert controls.steps == MOST_STEPS
    check_length(MOST_STEPS)
    with pytest.raises(ValueError, match="got 10001"):
        check_length(MOST_STEPS + 1)


def test_the_race_is_extended_by_its_own_thread_before_a_step() -> None:
    controls, race = Controls(9), FakeRace(9)
    controls.more(3)  # before there is anything to extend
    controls.built(race)
    controls.more(4)
    assert len(race.made) == 9
    controls.before_step(9)
    assert len(race.made) == 16
    controls.before_step(10)
    assert (len(race.made), controls.over) == (16, False)


def test_a_race_whose_steps_are_done_takes_no_wishes() -> None:
    controls, race = Controls(2), FakeRace(2)
    controls.built(race)
    controls.before_step(2)
    assert controls.over
    for wish in (lambda: controls.more(1), lambda: controls.switch("plain", 1.0)):
        with pytest.raises(ValueError, match="this race is over"):
            wish()
    assert (controls.steps, race.switched) == (2, [])


def test_an_ended_race_is_forgotten() -> None:
    controls, race = Controls(2), FakeRace(2)
    controls.built(race)
    controls.end()
    with pytest.raises(ValueError, match="this race is over"):
        controls.switch("plain", 1.0)
    assert race not in vars(controls).values()


@pytest.mark.parametrize("way", ["time", "let go", "stop", "more"])
def test_a_held_race_waits_for_more_until_it_is_let_go(way: str) -> None:
    controls, clock = Controls(2), Clock()
    controls.held = True

    def look() -> float:
        {
            "time": lambda: setattr(clock, "now", clock.now + 6),
            "let go": controls.let_go,
            "stop": lambda: controls.do("stop"),
            "more": lambda: controls.more(5),
        }[way]()
        return clock()

    goes_on = controls.wait_for_more(2, look, clock.now + 10)
    assert goes_on is (way == "more")
    assert (controls.held, controls.over) == (False, way != "more")
