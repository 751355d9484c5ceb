"""Every name has its texts; races are told apart by their titles."""

from dataclasses import replace

from explorer.figures.race.titles import (
    CHOICE_TEXTS,
    LABELS,
    OWN,
    OWN_QUESTION,
    PRESET_TEXTS,
    QUESTION_TEXTS,
    RUN_TEXTS,
    own_title,
    question_of,
    shown,
    title_of,
)
from explorer.training.race.presets import PRESETS
from explorer.training.race.settings import CHOICES, SETTINGS, RaceSettings
from explorer.words.languages import LANGUAGES
from explorer.words.texts import pair, texts


def test_settings_values_and_presets_have_their_texts_in_both_languages() -> None:
    assert [*LABELS] == [*SETTINGS]
    assert [*PRESET_TEXTS] == [preset.key for preset in PRESETS]
    assert {*CHOICE_TEXTS} == {*CHOICES, "data"}
    keys = {*PRESET_TEXTS.values(), *RUN_TEXTS.values(), *LABELS.values()}
    keys |= {OWN_QUESTION, *QUESTION_TEXTS.values()}
    keys |= {key for named in CHOICE_TEXTS.values() for key in named.values()}
    assert LABELS["image_size"] == "race_image_size"
    assert CHOICE_TEXTS["block"]["pre-activation"] == "race_block_pre_activation"
    for language in LANGUAGES:
        assert keys <= texts(language).keys()


def test_the_default_is_offered_first_and_own_data_last() -> None:
    assert [*CHOICE_TEXTS["initialization"]] == ["xavier", "he", "default"]
    assert [*CHOICE_TEXTS["data"]][:2] == ["digits", "cifar10"]
    assert [*CHOICE_TEXTS["data"]][-1] == OWN


def test_runs_shown_in_turn_are_told_apart_by_their_titles() -> None:
    assert title_of("initialization", "he") == {
        "en": "Initialisation as the cure: He",
        "zh": texts("zh")["race_preset_initialization"] + ": He",
    }
    assert title_of("paper", "paper")["en"] == "The 2015 paper"


def test_every_preset_asks_a_question_of_its_own() -> None:
    asked = [
        question_of(replace(run, seed=7)) for preset in PRESETS for run in preset.runs.values()
    ]
    own = question_of(RaceSettings(depth=20))
    assert len({each["en"] for each in [*asked, own]}) == len(PRESETS) + 1
    assert len({each["zh"] for each in [*asked, own]}) == len(PRESETS) + 1
    assert asked[0] == pair("race_question_textbook")
    assert own["en"] == texts("en")["race_question_own"]
    assert question_of(RaceSettings(steps=180)) != question_of(RaceSettings())  # a preset too


def test_texts_may_name_every_setting() -> None:
    said = shown(RaceSettings(learning_rate=1e-9, clip=None, data="/a/b.npz"))
    assert {*said} == {*SETTINGS}
    assert said["learning_rate"]("en") == "1e-09"
    assert said["normalization"]("zh") == texts("zh")["race_normalization_none"]
    assert said["data"]("zh") == "/a/b.npz"
    assert own_title(RaceSettings(seed=3))["en"] == "depth 56, none / Xavier normal, seed 3"
