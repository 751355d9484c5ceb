"""Every setting of a race is an option, made from what the setting says of itself."""

import dataclasses
from inspect import signature
from typing import Any, get_args

import pytest
import typer

from explorer.__main__ import commands
from explorer.commands.given.race_settings import given_settings, with_settings
from explorer.commands.race import race
from explorer.training.race.settings import CHOICES, SETTINGS, RaceSettings


def options() -> dict[str, Any]:
    group = typer.main.get_command(commands())
    return {each.name: each for each in group.commands["race"].params}  # type: ignore[attr-defined]


def test_every_field_has_an_option_of_its_type_with_its_help() -> None:
    found = options()
    for field in dataclasses.fields(RaceSettings):
        option = found[field.name]
        assert option.opts == ["--" + field.name.replace("_", "-")]
        assert option.help == SETTINGS[field.name].help
        assert option.default is None  # the preset's
        assert not option.required
    shown = signature(race).parameters
    types = {name: get_args(get_args(shown[name].annotation)[0])[0] for name in SETTINGS}
    assert {name: get_args(types[name]) for name in CHOICES} == CHOICES
    assert (types["depth"], types["learning_rate"]) == (int, float)
    assert types["clip"] is types["data"] is str


def test_they_stand_where_the_command_says() -> None:
    around = ["output", "preset_key", "events", *SETTINGS, "device", "as_python", "help"]
    assert list(options()) == around[: len(options())]

    @with_settings(before="last")
    def command(first: str, last: str = "", **given: Any) -> None:
        pass

    app = typer.Typer()
    app.command()(command)
    names = [each.name for each in typer.main.get_command(app).params]
    assert names[: len(SETTINGS) + 2] == ["first", *SETTINGS, "last"]


def test_what_is_given_becomes_settings() -> None:
    assert given_settings({"depth": 8, "clip": None, "data": "none"}) == {
        "depth": 8,
        "data": "none",
    }
    assert RaceSettings(**given_settings({"clip": " None "})).clip is None
    assert RaceSettings(**given_settings({"clip": "2"})).clip == 2.0
    with pytest.raises(ValueError, match="or none for no clipping, got 'x'"):
        RaceSettings(**given_settings({"clip": "x"}))
