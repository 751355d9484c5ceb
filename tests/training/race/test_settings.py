import dataclasses
import json
import subprocess
import sys
from pathlib import Path

import pytest

from explorer.training.race import settings as race_settings
from explorer.training.race.setting import Setting
from explorer.training.race.settings import SETTINGS, RaceSettings, described, from_description


def test_the_defaults_are_a_race_of_the_textbook():
    settings = RaceSettings()
    assert (settings.depth, settings.normalization, settings.initialization) == (
        56,
        "none",
        "xavier",
    )
    assert (settings.clip, settings.data) == (1.0, "digits")


@pytest.mark.parametrize(
    ("what", "wrong", "allowed"),
    [
        ("depth", 57, "6n+2"),
        ("depth", 116, "6n+2"),
        ("depth", 56.0, "6n+2"),
        ("normalization", "layer", "none, batch"),
        ("initialization", "zeros", "he, xavier, default"),
        ("activation", "gelu", "relu, tanh, sigmoid"),
        ("shortcut", "C", "A, B"),
        ("block", "bottleneck", "original, pre-activation"),
        ("optimiser", "lion", "sgd, adam"),
        ("width", 0, "1 to 128"),
        ("image_size", 7, "8 to 64"),
        ("batch", 1, "2 to 1024"),
        ("seed", -1, "0 to 4294967295"),
        ("steps", 0, "1 to 100000"),
        ("steps", True, "whole number"),
        ("shortcut_scale", -0.5, "0 to 10"),
        ("residual_scale", 10.5, "0 to 10 or 1/sqrt(blocks)"),
        ("residual_scale", "1/blocks", "0 to 10 or 1/sqrt(blocks)"),
        ("residual_scale", True, "0 to 10"),
        ("learning_rate", 0.0, "1e-09 to 1e+09"),
        ("learning_rate", float("nan"), "1e-09"),
        ("learning_rate", "fast", "1e-09"),
        ("momentum", 1.0, "0 to 0.9999"),
        ("weight_decay", -1e-4, "0 to 1"),
        ("clip", 0.0, "or none for no clipping"),
        ("data", " ", "digits"),
    ],
)
def test_a_wrong_value_is_refused_with_the_value_and_what_is_allowed(what, wrong, allowed):
    with pytest.raises(ValueError, match=what if what != "depth" else "depth") as refused:
        RaceSettings(**{what: wrong})
    sentence = str(refused.value)
    assert allowed in sentence
    assert repr(wrong) in sentence or str(wrong) in sentence
    assert "\n" not in sentence


def test_no_clipping_and_the_ends_of_the_ranges_are_allowed():
    settings = RaceSettings(
        clip=None, learning_rate=1e9, depth=110, shortcut_scale=0, seed=2**32 - 1
    )
    assert settings.clip is None
    assert isinstance(settings.shortcut_scale, float)


def test_the_residual_scale_may_follow_from_the_depth():
    settings = RaceSettings(depth=20, residual_scale=" 1/SQRT(blocks)")
    assert (settings.residual_scale, settings.residual_factor) == ("1/sqrt(blocks)", 1 / 3)
    assert dataclasses.replace(settings, depth=110).residual_factor == 54**-0.5
    for said, number in (("0.25", 0.25), (2, 2.0), (1.0, 1.0)):
        typed = RaceSettings(residual_scale=said)
        assert (typed.residual_scale, typed.residual_factor) == (number, number)
    assert from_description(json.loads(json.dumps(described(settings)))) == settings
    older = described(settings)
    del older["residual_scale"]
    assert from_description(older) == RaceSettings(depth=20)


def test_a_description_gives_the_settings_back_and_must_be_whole():
    settings = RaceSettings(depth=20, clip=None, normalization="batch")
    said = described(settings)
    assert from_description({**said, "device": "cpu"}) == settings
    del said["momentum"], said["width"]
    with pytest.raises(ValueError, match="width, momentum"):
        from_description(said)


def test_a_setting_that_came_after_a_record_has_its_default(monkeypatch):
    said = described(RaceSettings(depth=20, shortcut_scale=0.5))
    del said["shortcut_scale"]
    first = tuple(name for name in race_settings._FIRST if name != "shortcut_scale")
    monkeypatch.setattr(race_settings, "_FIRST", first)  # as if it had come later
    assert from_description(said) == RaceSettings(depth=20)


def test_every_field_says_all_that_is_made_of_it():
    """Options, form, validation and reader: see `explorer.training.race.settings`."""
    assert list(SETTINGS) == [field.name for field in dataclasses.fields(RaceSettings)]
    places = [setting.form for setting in SETTINGS.values() if setting.form]
    assert len({*places}) == len(places)
    for field in dataclasses.fields(RaceSettings):
        (setting,) = field.metadata.values()
        assert isinstance(setting, Setting)
        assert setting.help.endswith(".")
        assert setting.kind.checked(field.name, field.default) == field.default
        assert f"        {field.name}: " in RaceSettings.__doc__


def test_a_path_is_taken_as_it_is_and_kept_as_text():
    settings = RaceSettings(data=Path("pictures") / "mine.zip")
    assert settings == RaceSettings(data="pictures/mine.zip")
    assert json.loads(json.dumps(described(settings)))["data"] == "pictures/mine.zip"


@pytest.mark.parametrize(
    "module", ["race.settings", "race.result", "race.presets", "measuring.verdict"]
)
def test_what_the_page_asks_reads_no_tensor_library(module):
    program = f"import sys, explorer.training.{module}; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
