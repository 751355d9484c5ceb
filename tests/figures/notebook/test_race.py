import dataclasses

import numpy as np

from explorer.figures.notebook.race import race_html, step_html
from explorer.training.race.events import RaceEvent
from explorer.training.race.record import RecordedRace
from explorer.training.race.settings import RaceSettings
from tests.figures.notebook.page import taken_apart
from tests.figures.race_steps import FACTS, race_steps


def raced(*arguments: int) -> RecordedRace:
    return RecordedRace(RaceSettings(depth=8), FACTS, tuple(race_steps(*arguments)))


def test_the_curves_and_the_words_with_their_rules():
    race = raced(4)
    page = taken_apart(race_html(race))
    gradients, loss, accuracy = (each["aria-label"] for each in page.all("svg"))
    values = race.steps[-1].plain.weight_gradient
    assert (
        f"plain, step 4 first {values[0]:.3g}, last {values[-1]:.3g}, from {values.min():.3g} to "
        f"{values.max():.3g}" in gradients
    )
    assert "residual, step 1" in gradients
    assert "plain first 2.3, last 0.575" in loss
    assert "a guess first 2.3" in loss
    assert "plain, test images first 0.25, last 0.25" in accuracy
    assert page.text.count("vanishing") == 2  # the word, and that it was so at first
    assert "Largest r = 1 <of plain>." in page.text
    assert "Accuracy <residual>." in page.text


def test_what_was_switched_is_said():
    race = dataclasses.replace(raced(4), events=(RaceEvent(2, "plain", 0.5),))
    said = "From step 2 on every block of the plain network adds 0.5 x its shortcut."
    assert said in taken_apart(race_html(race)).text
    assert "adds" not in race_html(raced(4))


def test_a_network_that_stopped_is_shown_as_it_was_last():
    page = taken_apart(race_html(raced(6, 2)))
    gradients, *_ = (each["aria-label"] for each in page.all("svg"))
    assert "plain, step 2" in gradients
    assert "residual, step 6" in gradients


def test_numbers_that_are_not_finite_are_marked():
    *others, last = race_steps(3)
    plain = dataclasses.replace(
        last.plain, loss=float("nan"), weight_gradient=np.full(6, np.inf), diverged=True
    )
    steps = (*others, dataclasses.replace(last, plain=plain))
    page = taken_apart(race_html(RecordedRace(RaceSettings(depth=8), FACTS, steps)))
    assert page.text.count("✕ at the top: not finite") == 2


def test_a_long_race_stays_small_and_one_without_steps_says_so():
    taken_apart(race_html(raced(3000)))
    assert "No step was done." in race_html(raced(0))


def test_one_step_has_its_numbers():
    _, step = race_steps(2)
    page = taken_apart(step_html(step))
    assert "Step 2 of a race" in page.text
    assert "1.15" in page.text  # the loss
    assert page.text.count("25.0%") == 2
    assert "plain, step 2" in page.all("svg")[0]["aria-label"]
    alone = dataclasses.replace(step, plain=None)
    assert "plain" not in taken_apart(step_html(alone)).text
