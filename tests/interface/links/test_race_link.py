"""Every race of a preset, and every setting beside it, is found again by what its link holds."""

import dataclasses
from typing import Any

import pytest

from explorer.interface.links.asked import Asked
from explorer.interface.links.race_link import asked_settings, asked_turns, is_own, race_link
from explorer.training.race.events import RaceEvent
from explorer.training.race.presets import PRESETS, preset
from explorer.training.race.settings import SETTINGS, RaceSettings, described

CHANGED: dict[str, Any] = {
    "depth": 20, "normalization": "batch", "initialization": "default", "activation": "tanh",
    "shortcut": "B", "shortcut_scale": 0.123456789, "block": "pre-activation", "width": 8,
    "image_size": 12, "batch": 48, "optimiser": "adam", "learning_rate": 1e-9, "momentum": 0.0,
    "weight_decay": 1e-4, "clip": None, "seed": 2**32 - 1, "steps": 77, "data": "cifar10",
    "residual_scale": "1/sqrt(blocks)",
}  # fmt: skip


def again(settings: RaceSettings) -> dict[str, Any] | None:
    asked = Asked({"tab": "race", **race_link(settings)}, "race")
    found = asked_settings(asked)
    assert asked.doubts == []
    return found


@pytest.mark.parametrize("found", PRESETS, ids=lambda found: found.key)
def test_every_run_of_every_preset_is_found_again(found: Any) -> None:
    for run in found.runs.values():
        assert again(run) == described(run)
    assert race_link(found.settings, found.events)["preset"] in [each.key for each in PRESETS]


def test_a_preset_says_no_more_than_its_name() -> None:
    assert race_link(PRESETS[1].settings) == {"preset": "paper"}


def test_only_what_differs_is_said() -> None:
    changed = dataclasses.replace(PRESETS[0].settings, depth=20, learning_rate=0.1)
    assert race_link(changed) == {"preset": "textbook", "depth": "20", "learning_rate": "0.1"}


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_is_found_again(name: str) -> None:
    for each in PRESETS:
        changed = dataclasses.replace(each.settings, **{name: CHANGED[name]})
        assert again(changed) == described(changed)


def test_all_settings_at_once_are_found_again() -> None:
    assert again(RaceSettings(**CHANGED)) == described(RaceSettings(**CHANGED))


def test_a_persons_own_data_are_not_said() -> None:
    own = dataclasses.replace(PRESETS[0].settings, data="/home/me/scans.npz")
    assert is_own(own)
    assert not is_own(PRESETS[0].settings)
    assert race_link(own) == {"preset": "textbook"}


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("depth", "57", "6n+2, 8–110"),
        ("depth", "deep", "6n+2, 8–110"),
        ("activation", "gelu", "relu, tanh, sigmoid"),
        ("batch", "1", "2–1024"),
        ("learning_rate", "nan", "1e-09–1e+09"),
        ("clip", "-1", "1e-06–1e+06, none"),
        ("residual_scale", "eval(1)", "0–10, 1/sqrt(blocks)"),
        ("data", "/etc/passwd", "digits, cifar10, cifar100, mnist, fashion-mnist"),
        ("preset", "mine", ", ".join(each.key for each in PRESETS)),
    ],
)
def test_what_is_wrong_is_said_and_left_as_the_preset_has_it(
    name: str, value: str, allowed: str
) -> None:
    asked = Asked({"tab": "race", "seed": "3", name: value}, "race")
    assert asked_settings(asked) == described(dataclasses.replace(PRESETS[0].settings, seed=3))
    assert [(each.value, each.allowed) for each in asked.doubts] == [(value, allowed)]


def test_an_address_without_settings_asks_for_no_race() -> None:
    assert asked_settings(Asked({"tab": "race", "race": "recorded", "step": "9"}, "race")) is None


TURNS = (RaceEvent(4, "plain", 1.0), RaceEvent(4, "residual", 0.0), RaceEvent(60, "plain", 1e-9))


@pytest.mark.parametrize("turns", [TURNS, TURNS[:1], ()], ids=len)
@pytest.mark.parametrize("key", ["textbook", "give-it-a-shortcut"])
def test_what_the_switch_did_is_found_again(key: str, turns: tuple[RaceEvent, ...]) -> None:
    found = preset(key)
    said = race_link(found.settings, turns)
    asked = Asked({"tab": "race", **said}, "race")
    assert asked_settings(asked) == described(found.settings)
    expected = None if turns == found.events else turns  # the preset's own need not be said
    assert (asked_turns(asked), asked.doubts) == (expected, [])
    assert ("turns" in said) == (turns != found.events)


def test_the_address_says_the_switch_shortly() -> None:
    said = race_link(PRESETS[0].settings, TURNS)
    assert said["turns"] == "4:plain:1,4:residual:0,60:plain:1e-09"
    assert race_link(preset("give-it-a-shortcut").settings, ())["turns"] == "none"


@pytest.mark.parametrize(
    "wrong",
    [
        "4",
        "4:plain",
        "0:plain:1",
        "4:wide:1",
        "4:plain:11",
        "4:plain:nan",
        "x:plain:1",
        "",
        "4:plain:1,4:plain:0",
    ],
)
def test_a_wrong_turn_is_said(wrong: str) -> None:
    asked = Asked({"tab": "race", "turns": wrong}, "race")
    assert asked_turns(asked) is None
    assert [each.allowed for each in asked.doubts] == ["1–100000:plain|residual:0–10, …; none"]
