"""The stage: what a room reads is marked, and its buttons are what a race can do."""

import re

from explorer.figures.race.stage import stage
from explorer.interface.race.run import RaceRun
from explorer.training.race.result import NETWORKS
from tests.interface.fake_races import SMALL, TITLE


def test_both_networks_have_their_drawing_curve_words_and_accuracy() -> None:
    marked = re.findall(r'data-stage="([^"]+)"', stage())
    parts = ("curve", "network", "gradients", "learning", "accuracy")
    assert marked == [f"{kind}-{part}" for kind in NETWORKS for part in parts]


def test_the_buttons_are_what_a_race_can_do() -> None:
    wishes = re.findall(r'data-wish="(\w+)"', stage())
    assert wishes == ["pause", "resume", "step", "stop", "more", "reset"]
    for wish in ("pause", "resume", "step", "stop"):  # reset is a stop, and an empty page
        RaceRun(SMALL, TITLE).do(wish)


def test_every_field_has_a_name_that_is_read_aloud() -> None:
    html = stage()
    for field in re.findall(r"<(?:input|select|progress)[^>]*>", html):
        # the script names the factor's slider, a label holds the list of races
        assert "data-aria-label-en=" in field or 'max="1.5"' in field or "races" in field


def test_a_file_has_the_keys_that_work_in_it() -> None:
    keys = re.findall(r"<dt>([^<]{1,9})</dt><dd>", stage(is_file=True))
    assert keys == ["␣", "→", "←"]
    assert len(re.findall(r"<dt>([^<]{1,9})</dt><dd>", stage())) == 5
