"""Presets fill every setting; what is chosen becomes races, or a sentence in both languages."""

import re
from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

import gradio as gr
import pytest

from explorer.figures.race.titles import OWN, PRESET_TEXTS
from explorer.interface.race.form import (
    ASKED,
    DEPTHS,
    KNOBS,
    ROWS,
    WHOLE,
    RaceForm,
    chosen,
    chosen_preset,
    knobs_of,
    matching_preset,
    preset_html,
)
from explorer.interface.words.language import Labels, texts
from explorer.sentences.sentence import said_by
from explorer.training.race.presets import PRESETS, Preset
from explorer.training.race.settings import CHOICES, RaceSettings
from explorer.words.sentences import in_language

EVERY = pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.key)


def values(settings: RaceSettings | None = None, **changed: Any) -> list[Any]:
    """What the components of a form hold."""
    given = {**vars(settings or RaceSettings()), **changed}
    return [given[name] for name in ASKED]


@pytest.fixture(scope="module")
def form() -> RaceForm:
    with gr.Blocks(analytics_enabled=False):
        form = RaceForm(Labels())
        form.rest()
    return form


def test_the_form_asks_for_every_setting_once(form: RaceForm) -> None:
    names = [field.name for field in fields(RaceSettings)]
    assert list(ASKED) == names
    assert sorted(name for row in ROWS for name in row) == sorted(names)
    assert [each.elem_id for each in form.components] == [f"race-{name}" for name in ASKED]
    assert form.inputs == [form.file, *form.components]


def test_four_knobs_and_the_button_stand_in_one_row(form: RaceForm) -> None:
    assert KNOBS == ("depth", "normalization", "initialization", "activation")
    row = form.start.parent
    assert row.elem_id == "race-knobs"
    stand = [each.elem_id for each in inside(row) if each.elem_id]
    assert stand == [*(f"race-{name}" for name in KNOBS), "race-start"]
    assert form.preset.parent is not row
    hidden = {each.elem_id for each in inside(form.whole)}
    assert not hidden & {f"race-{name}" for name in KNOBS}
    assert {f"race-{name}" for name in ASKED if name not in KNOBS} <= hidden


def inside(block: Any) -> Iterator[Any]:
    for each in getattr(block, "children", ()):
        yield each
        yield from inside(each)


def test_it_opens_with_the_default_preset(form: RaceForm) -> None:
    assert form.preset.value == "textbook"
    assert [each.value for each in form.components] == values(RaceSettings())


def test_menus_offer_what_settings_allow(form: RaceForm) -> None:
    offered = {name: {value for _, value in each.choices} for name, each in menus(form).items()}
    assert offered.pop("data") == {"digits", "cifar10", "cifar100", "mnist", "fashion-mnist", OWN}
    assert offered.pop("depth") == {8, 14, 20, 32, 44, 56, 80, 110}
    assert offered.pop("residual_scale") == {1.0, "1/sqrt(blocks)"}
    assert offered == {name: {*allowed} for name, allowed in CHOICES.items()}


def menus(form: RaceForm) -> dict[str, gr.Dropdown]:
    named = dict(zip(ASKED, form.components, strict=True))
    return {name: each for name, each in named.items() if isinstance(each, gr.Dropdown)}


def test_every_offered_depth_can_be_raced_and_others_be_typed(form: RaceForm) -> None:
    for depth in DEPTHS:
        assert RaceSettings(depth=depth).depth == depth
    depth = menus(form)["depth"]
    assert depth.preprocess("26") == "26"
    assert depth.postprocess(26) == 26  # as the Depth tab may send it


def test_a_field_does_not_round_what_was_typed(form: RaceForm) -> None:
    for each in form.components:
        if isinstance(each, gr.Number):
            assert each.preprocess(1.5) == 1.5


@EVERY
def test_a_preset_fills_every_setting(preset: Preset) -> None:
    html, knobs, *filled = chosen_preset(preset.key)
    assert knobs == knobs_of(filled)
    assert RaceSettings(**dict(zip(ASKED, filled, strict=True))) == preset.settings
    plain = re.sub(r"<tex-formula[^>]*>([^<]*)</tex-formula>", r"\1", html)  # formulas are typeset
    for said in (preset.sentence, in_language(preset.sentence, "zh")):
        assert str(said).replace("'", "&#x27;") in plain


@EVERY
def test_a_preset_says_what_was_chosen_for_it_and_by_whom_it_was_shown(preset: Preset) -> None:
    html, settings = preset_html(preset.key), preset.settings
    assert preset.source in html
    size = f"{settings.image_size} x {settings.image_size}"
    for part in (
        f"{settings.depth} layers",
        size,
        f"{settings.steps} steps",
        f"{settings.depth} 层",
    ):
        assert part in html
    assert f"{settings.learning_rate:g}" in html


@EVERY
def test_a_preset_is_chosen_with_all_its_runs_and_the_seed_of_the_form(preset: Preset) -> None:
    races = chosen(None, *values(preset.settings, seed=17))
    assert [settings for settings, _ in races] == [
        replace(run, seed=17) for run in preset.runs.values()
    ]
    titles = [title for _, title in races]
    assert len({title["en"] for title in titles}) == len(races)
    for title in titles:
        assert title["en"].startswith(texts("en")[PRESET_TEXTS[preset.key]])
        assert title["zh"].startswith(texts("zh")[PRESET_TEXTS[preset.key]])


@EVERY
def test_the_preset_is_marked_while_its_settings_stand(preset: Preset) -> None:
    key, html = matching_preset(values(preset.settings, seed=5))
    assert (key, html) == (preset.key, preset_html(preset.key))


@pytest.mark.parametrize(
    "changed",
    [
        {"depth": 20}, {"clip": None}, {"clip": 2.0}, {"width": None}, {"shortcut": "B"},
        {"learning_rate": 0.0501}, {"data": OWN}, {"momentum": 0},
    ],
)  # fmt: skip
def test_a_changed_setting_is_no_preset(changed: dict[str, Any]) -> None:
    key, html = matching_preset(values(**changed))
    assert key is None
    assert texts("en")["race_own_settings"] in html
    assert texts("zh")["race_own_settings"] in html


def test_rounding_in_a_browser_keeps_the_preset() -> None:
    key, _ = matching_preset(values(learning_rate=0.05 + 1e-17, clip=1, shortcut_scale=1))
    assert key == "textbook"


def test_own_settings_are_one_race_with_a_title_that_tells_them_apart() -> None:
    ((settings, title),) = chosen(None, *values(depth=20, normalization="batch", seed=3))
    assert settings == RaceSettings(depth=20, normalization="batch", seed=3)
    assert title["en"] == "depth 20, batch / Xavier normal, seed 3"
    assert title["zh"] == "深度 20，批归一化 / Xavier 正态，种子 3"


@pytest.mark.parametrize("typed", ["20", " 20 ", "20.0", 20, 20.0])
def test_a_depth_may_be_typed(typed: Any) -> None:
    ((settings, title),) = chosen(None, *values(depth=typed))
    assert settings == RaceSettings(depth=20)
    assert isinstance(settings.depth, int)
    assert title["en"].startswith("depth 20,")
    assert knobs_of(values(depth=typed)) == knobs_of(values(depth=20))
    textbook = str(typed).replace("20", "56")
    assert matching_preset(values(depth=textbook))[0] == "textbook"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("abc", "got 'abc'"), ("57", "got 57"), ("56.5", "got 56.5"), ("nan", "got nan"),
        ("1e999", "got inf"), ("-8", "got -8"), ("116", "got 116"),
    ],
)  # fmt: skip
def test_a_wrong_depth_is_refused_as_any(typed: str, said: str) -> None:
    sentence = refused(depth=typed)
    assert said in sentence
    assert "6n+2" in sentence
    assert "深度" in in_language(sentence, "zh")
    assert matching_preset(values(depth=typed))[0] is None


@pytest.mark.parametrize("typed", ["", "  "])
def test_an_empty_depth_is_named(typed: str) -> None:
    assert refused(depth=typed).startswith("depth is empty")


def test_a_residual_scale_may_be_typed() -> None:
    ((settings, _),) = chosen(None, *values(residual_scale="0.25"))
    assert settings.residual_scale == 0.25


def test_no_clipping_is_an_empty_field() -> None:
    ((settings, _),) = chosen(None, *values(clip=None))
    assert settings.clip is None


def refused(**changed: Any) -> str:
    with pytest.raises(ValueError, match=r"\w") as caught:
        chosen(None, *values(**changed))
    return said_by(caught.value)


@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_number_is_not_rounded_but_refused(name: str) -> None:
    usual = getattr(RaceSettings(), name)
    assert f"got {usual + 0.5}" in refused(**{name: usual + 0.5})
    ((settings, _),) = chosen(None, *values(**{name: float(usual)}))
    assert isinstance(getattr(settings, name), int)


@pytest.mark.parametrize("name", [name for name in ASKED if name != "clip"])
def test_an_empty_field_is_named(name: str) -> None:
    sentence = refused(**{name: None})
    assert sentence.startswith(f"{name} is empty")
    assert "请填写数值" in in_language(sentence, "zh")


@pytest.mark.parametrize(
    ("changed", "parts"),
    [
        ({"depth": 57}, ("57", "6n+2", "深度")),
        ({"depth": 116}, ("116", "6n+2", "深度")),
        ({"depth": 56.5}, ("56.5", "6n+2", "深度")),
        ({"learning_rate": 1e10}, ("10000000000.0", "1e+09", "学习率")),
        ({"learning_rate": -1}, ("-1", "1e-09", "学习率")),
        ({"clip": 0}, ("0", "1e-06", "梯度裁剪")),
        ({"batch": 1}, ("1", "1024", "批大小")),
        ({"seed": -1}, ("-1", "4294967295", "种子")),
        ({"steps": 0}, ("0", "100000", "步数")),
        ({"image_size": 65}, ("65", "8", "图片边长")),
        ({"optimiser": "lion"}, ("lion", "adam", "优化器")),
    ],
)
def test_a_wrong_value_is_refused_in_both_languages(
    changed: dict[str, Any], parts: tuple[str, str, str]
) -> None:
    given, allowed, chinese_name = parts
    sentence = refused(**changed)
    chinese = in_language(sentence, "zh")
    for said in (sentence, chinese):
        assert given in said
        assert allowed in said
    assert chinese_name in chinese


def test_a_rate_at_which_networks_diverge_is_allowed() -> None:
    ((settings, _),) = chosen(None, *values(learning_rate=1e9))
    assert settings.learning_rate == 1e9


def test_own_data_are_the_file_that_was_given() -> None:
    ((settings, _),) = chosen("/uploads/mine.npz", *values(data=OWN))
    assert settings.data == "/uploads/mine.npz"
    sentence = refused(data=OWN)
    assert sentence.startswith("own data are chosen but not given")
    assert "请上传" in in_language(sentence, "zh")


def test_a_file_that_is_not_asked_for_is_left_alone() -> None:
    ((settings, _),) = chosen("/uploads/mine.npz", *values(data="mnist"))
    assert settings.data == "mnist"
