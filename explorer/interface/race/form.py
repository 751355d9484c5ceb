"""The settings of a race as a form: presets, four knobs, and every other setting."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any, Final

import gradio as gr
from gradio.components import Component

from explorer.figures.race.titles import (
    CHOICE_TEXTS,
    LABELS,
    OWN,
    PRESET_TEXTS,
    Title,
    own_title,
    shown,
    title_of,
)
from explorer.interface.words.language import Labels, both, translated
from explorer.sentences.sentence import Sentence, refusal
from explorer.training.race.presets import PRESETS, Preset, preset
from explorer.training.race.setting import Depth, Number, Scale, Whole
from explorer.training.race.settings import SETTINGS, RaceSettings, described
from explorer.words.sentences import both_languages

_PLACES: Final = {name: setting.form for name, setting in SETTINGS.items() if setting.form}
ASKED: Final = tuple(_PLACES)  # in the order of the form's values
ROWS: Final = tuple(
    tuple(row)
    for _, row in groupby(
        sorted(_PLACES, key=_PLACES.__getitem__), key=lambda name: _PLACES[name][0]
    )
)
WHOLE: Final = tuple(name for name in ASKED if isinstance(SETTINGS[name].kind, Whole))
KNOBS: Final = ROWS[0]  # always seen; a change of one starts a race
DEPTHS: Final = (8, 14, 20, 32, 44, 56, 80, 110)  # offered; another can be typed
FIRST: Final = PRESETS[0].key


class RaceForm:
    """The components, in the order of `RaceSettings`; in two parts with the race between them.

    Attributes:
        preset: Whose settings these are.
        knobs: The settings that are always seen.
        start: The button.
        trouble: What cannot be started, and why.
        tried: What the knobs said when a race was last started or the form was filled.
    """

    def __init__(self, labels: Labels) -> None:
        """Lay presets, knobs and the button out where the page is being built.

        Args:
            labels: Collects what the language switch must rename.
        """
        self._labels = labels
        settings = described(preset(FIRST).settings)
        with gr.Row():
            self.preset = gr.Radio(
                [(labels(key), value) for value, key in PRESET_TEXTS.items()],
                value=FIRST,
                label=labels("race_presets"),
                elem_id="race-preset",
            )
        with gr.Row(elem_id="race-knobs"):
            self._made = {name: self._component(name, settings[name]) for name in KNOBS}
            self.start = gr.Button(
                labels("race_start"), variant="primary", elem_id="race-start", min_width=150
            )
        labels.follow(self.start, value="race_start")
        labels.follow(self.preset, label="race_presets", choices=translated(PRESET_TEXTS))
        self.knobs = [self._made[name] for name in KNOBS]
        self.tried = gr.State([settings[name] for name in KNOBS])
        self.trouble = gr.HTML("", apply_default_css=False, elem_id="race-trouble")

    def rest(self) -> None:
        """Lay out what the preset shows, and all other settings."""
        labels, made = self._labels, self._made
        settings = described(preset(FIRST).settings)
        self.sentence = gr.HTML(
            preset_html(FIRST), apply_default_css=False, elem_id="race-sentence"
        )
        with gr.Accordion(
            labels("race_all_settings"), open=False, elem_id="race-settings"
        ) as self.whole:
            for row in ROWS[1:]:
                with gr.Row():
                    for name in row:
                        made[name] = self._component(name, settings[name])
            self.file = gr.File(
                label=labels("race_data_file"), file_types=[".npz", ".zip"], height=120,
                visible=False, elem_id="race-file",
            )  # fmt: skip
            labels.follow(self.file, label="race_data_file")
        labels.follow(self.whole, label="race_all_settings")
        self.components = [made[name] for name in ASKED]
        quiet: dict[str, Any] = {
            "api_visibility": "private", "queue": False, "show_progress": "hidden",
        }  # fmt: skip
        self.preset.input(
            chosen_preset, self.preset, [self.sentence, self.tried, *self.components], **quiet
        )
        made["data"].change(  # type: ignore[attr-defined]
            lambda data: gr.update(visible=data == OWN), made["data"], self.file, **quiet
        )
        gr.on(
            [each.input for each in self.components],  # type: ignore[attr-defined]
            lambda *values: matching_preset(values),
            self.components,
            [self.preset, self.sentence],
            **quiet,
        )

    @property
    def inputs(self) -> list[Component]:
        """The components whose values `chosen` takes, in its order."""
        return [self.file, *self.components]

    def _component(self, name: str, value: Any) -> Component:
        labels, key, kind = self._labels, LABELS[name], SETTINGS[name].kind
        usual: dict[str, Any] = {
            "value": value, "label": labels(key), "elem_id": f"race-{name}", "min_width": 150,
        }  # fmt: skip
        if name in CHOICE_TEXTS:
            texts = CHOICE_TEXTS[name]
            choices: list[Any] = [(labels(each), choice) for choice, each in texts.items()]
            made: Component = gr.Dropdown(choices, **usual)
            labels.follow(made, label=key, choices=translated(texts))
            return made
        if isinstance(kind, Depth):
            made = gr.Dropdown(list(DEPTHS), allow_custom_value=True, **usual)
        elif isinstance(kind, Scale):
            offered: list[Any] = [("1", 1.0), (kind.word, kind.word)]
            made = gr.Dropdown(offered, allow_custom_value=True, **usual)
        else:
            made = gr.Number(**usual)
        labels.follow(made, label=key)
        return made


def chosen_preset(key: str) -> list[Any]:
    """The preset's sentence, the knobs and the value of every component."""
    settings = described(preset(key).settings)
    return [
        preset_html(key),
        [settings[name] for name in KNOBS],
        *(settings[name] for name in ASKED),
    ]


def preset_html(key: str | None) -> str:
    """What is seen, who showed it, and what was chosen for it, in both languages."""
    if key is None:
        return f'<p class="hint">{both("race_own_settings")}</p>'
    found = preset(key)
    settings = found.settings
    chosen = both("race_chosen", **shown(settings))
    return (
        f'<p class="sentence">{both_languages(found.sentence)}</p>'
        f'<p class="hint">{both_languages(found.source)} {chosen}</p>'
    )


def matching_preset(values: Sequence[Any]) -> list[Any]:
    """The preset whose settings these are, if there is one, and its sentence."""
    found = _matching(_given(values))
    key = None if found is None else found.key
    return [key, preset_html(key)]


def knobs_of(values: Sequence[Any]) -> list[Any]:
    """What the knobs say among the values of all components."""
    given = _given(values)
    return [given[name] for name in KNOBS]


def _given(values: Sequence[Any]) -> dict[str, Any]:
    """The values of the components by name, whole numbers as such."""
    given = dict(zip(ASKED, values, strict=True))
    return {name: _whole(value) if name in WHOLE else value for name, value in given.items()}


def _whole(value: Any) -> Any:
    """A whole number where it is one, typed or not; 57.5 and "abc" are left to be refused."""
    if isinstance(value, str):
        text = value.strip()
        try:
            value = float(text) if text else None
        except ValueError:
            return text
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _matching(given: Mapping[str, Any]) -> Preset | None:
    """The preset with these settings, whatever the seed."""
    for each in PRESETS:
        settings = described(each.settings)
        if all(same(given[name], settings[name]) for name in ASKED if name != "seed"):
            return each
    return None


def same(one: Any, other: Any) -> bool:
    """Whether two settings are equal, as far as a form can tell."""
    if isinstance(one, int | float) and isinstance(other, int | float):
        return math.isclose(one, other, rel_tol=1e-9)
    return bool(one == other)


def chosen(file: str | None, *values: Any) -> list[tuple[RaceSettings, Title]]:
    """The races that the form asks for, in turn: a preset may be several.

    Args:
        file: The person's own data, uploaded.
        values: Of the components.

    Raises:
        ValueError: A setting is wrong or missing.
    """
    given = _given(values)
    for name in ASKED:
        kind = SETTINGS[name].kind
        if given[name] is None and not (isinstance(kind, Number) and kind.none):
            raise refusal(
                "{setting} is empty: give a value, or choose a preset above",
                setting=Sentence(name),
            )
    if given["data"] == OWN:
        if file is None:
            raise refusal(
                "own data are chosen but not given: upload a .npz file in MedMNIST's "
                "layout or a zip of class-named folders, or choose digits"
            )
        given["data"] = file
    settings = RaceSettings(**given)
    found = _matching(given)
    if found is None:
        return [(settings, own_title(settings))]
    return [
        (replace(run, seed=settings.seed), title_of(found.key, name))
        for name, run in found.runs.items()
    ]
