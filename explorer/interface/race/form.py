"""The settings of a race as a form: presets first, every setting below them."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import gradio as gr
from gradio.components import Component

from explorer.interface.race.run import Title
from explorer.interface.words.language import Labels, both, text, translated
from explorer.interface.words.languages import LANGUAGES
from explorer.interface.words.sentences import both_languages
from explorer.sentences.sentence import Sentence, refusal
from explorer.training.race.presets import PRESETS, preset
from explorer.training.race.settings import RaceSettings, described

PRESET_TEXTS: Final = {
    "textbook": "race_preset_textbook",
    "paper": "race_preset_paper",
    "initialization": "race_preset_initialization",
    "too-much": "race_preset_too_much",
    "scaled-shortcut": "race_preset_scaled_shortcut",
}
OWN: Final = "own"
CHOICE_TEXTS: Final[dict[str, dict[Any, str]]] = {
    "normalization": {"none": "race_none", "batch": "race_batch_norm"},
    "initialization": {"xavier": "race_xavier", "he": "race_he", "default": "race_default_init"},
    "activation": {"relu": "race_relu", "tanh": "race_tanh", "sigmoid": "race_sigmoid"},
    "shortcut": {"A": "race_shortcut_a", "B": "race_shortcut_b"},
    "block": {"original": "race_original", "pre-activation": "race_pre_activation"},
    "optimiser": {"sgd": "race_sgd", "adam": "race_adam"},
    "data": {
        "digits": "race_digits",
        "cifar10": "race_cifar10",
        "cifar100": "race_cifar100",
        "mnist": "race_mnist",
        "fashion-mnist": "race_fashion_mnist",
        OWN: "race_own_data",
    },
}
LABELS: Final = {  # the texts of all settings, in the order of the form's values
    "depth": "race_depth", "normalization": "race_normalization",
    "initialization": "race_initialization", "activation": "race_activation",
    "shortcut": "race_shortcut", "shortcut_scale": "race_shortcut_scale", "block": "race_block",
    "width": "race_width", "image_size": "race_image_size", "batch": "race_batch",
    "optimiser": "race_optimiser", "learning_rate": "race_learning_rate",
    "momentum": "race_momentum", "weight_decay": "race_weight_decay", "clip": "race_clip",
    "seed": "race_seed", "steps": "race_steps", "data": "race_data",
}  # fmt: skip
WHOLE: Final = ("depth", "width", "image_size", "batch", "seed", "steps")
ROWS: Final = (
    ("depth", "normalization", "initialization", "activation"),
    ("block", "shortcut", "shortcut_scale", "width"),
    ("data", "image_size", "batch", "steps"),
    ("optimiser", "learning_rate", "momentum", "weight_decay"),
    ("clip", "seed"),
)
FIRST: Final = PRESETS[0].key


class RaceForm:
    """The components, in the order of `RaceSettings`."""

    def __init__(self, labels: Labels) -> None:
        """Lay the form out where the page is being built.

        Args:
            labels: Collects what the language switch must rename.
        """
        with gr.Row(equal_height=True):
            self.preset = gr.Radio(
                [(labels(key), value) for value, key in PRESET_TEXTS.items()],
                value=FIRST,
                label=labels("race_presets"),
                elem_id="race-preset",
                scale=4,
                min_width=320,
            )
            self.start = gr.Button(
                labels("race_start"), variant="primary", elem_id="race-start", min_width=220
            )
        labels.follow(self.start, value="race_start")
        labels.follow(self.preset, label="race_presets", choices=translated(PRESET_TEXTS))
        self.sentence = gr.HTML(
            preset_html(FIRST), apply_default_css=False, elem_id="race-sentence"
        )
        self.trouble = gr.HTML("", apply_default_css=False, elem_id="race-trouble")
        settings = described(preset(FIRST).settings)
        made: dict[str, Component] = {}
        with gr.Accordion(
            labels("race_all_settings"), open=False, elem_id="race-settings"
        ) as self.whole:
            for row in ROWS:
                with gr.Row():
                    for name in row:
                        made[name] = self._component(labels, name, settings[name])
            self.file = gr.File(
                label=labels("race_data_file"), file_types=[".npz", ".zip"], height=120,
                visible=False, elem_id="race-file",
            )  # fmt: skip
            labels.follow(self.file, label="race_data_file")
        labels.follow(self.whole, label="race_all_settings")
        self.components = [made[name] for name in LABELS]
        quiet: dict[str, Any] = {
            "api_visibility": "private", "queue": False, "show_progress": "hidden",
        }  # fmt: skip
        self.preset.input(chosen_preset, self.preset, [self.sentence, *self.components], **quiet)
        made["data"].change(  # type: ignore[attr-defined]
            lambda data: gr.update(visible=data == OWN), made["data"], self.file, **quiet
        )
        gr.on(
            [each.input for each in self.components if each is not made["data"]]  # type: ignore[attr-defined]
            + [made["data"].input],  # type: ignore[attr-defined]
            lambda *values: matching_preset(values),
            self.components,
            [self.preset, self.sentence],
            **quiet,
        )

    @property
    def inputs(self) -> list[Component]:
        """The components whose values `chosen` takes, in its order."""
        return [self.file, *self.components]

    @staticmethod
    def _component(labels: Labels, name: str, value: Any) -> Component:
        key = LABELS[name]
        if name in CHOICE_TEXTS:
            texts = CHOICE_TEXTS[name]
            made: Component = gr.Dropdown(
                [(labels(each), choice) for choice, each in texts.items()],
                value=value,
                label=labels(key),
                elem_id=f"race-{name}",
                min_width=150,
            )
            labels.follow(made, label=key, choices=translated(texts))
        else:
            made = gr.Number(
                value=value,
                label=labels(key),
                elem_id=f"race-{name}",
                min_width=150,
            )
            labels.follow(made, label=key)
        return made


def chosen_preset(key: str) -> list[Any]:
    """The preset's sentence and the value of every component."""
    settings = described(preset(key).settings)
    return [preset_html(key), *(settings[name] for name in LABELS)]


def preset_html(key: str | None) -> str:
    """What is seen, who showed it, and what was chosen for it, in both languages."""
    if key is None:
        return f'<p class="hint">{both("race_own_settings")}</p>'
    found = preset(key)
    settings = found.settings
    chosen = both(
        "race_chosen",
        depth=settings.depth, size=settings.image_size, batch=settings.batch, width=settings.width,
        rate=f"{settings.learning_rate:g}", steps=settings.steps,
    )  # fmt: skip
    return (
        f'<p class="sentence">{both_languages(found.sentence)}</p>'
        f'<p class="hint">{both_languages(found.source)} {chosen}</p>'
    )


def matching_preset(values: Sequence[Any]) -> list[Any]:
    """The preset whose settings these are, if there is one, and its sentence."""
    given = dict(zip(LABELS, values, strict=True))
    for each in PRESETS:
        settings = described(each.settings)
        if all(same(given[name], settings[name]) for name in LABELS if name != "seed"):
            return [each.key, preset_html(each.key)]
    return [None, preset_html(None)]


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
    given = dict(zip(LABELS, values, strict=True))
    for name in LABELS:
        if given[name] is None and name != "clip":
            said = Sentence(name)
            raise refusal(
                "{setting} is empty: give a value, or choose a preset above", setting=said
            )
        if name in WHOLE and isinstance(given[name], float) and given[name].is_integer():
            given[name] = int(given[name])  # 57.5 is refused below, not rounded
    if given["data"] == OWN:
        if file is None:
            raise refusal(
                "own data are chosen but not given: upload a .npz file in MedMNIST's "
                "layout or a zip of class-named folders, or choose digits"
            )
        given["data"] = file
    settings = RaceSettings(**given)
    for each in PRESETS:
        if replace(settings, seed=each.settings.seed) == each.settings:
            return [
                (
                    replace(run, seed=settings.seed),
                    title_of(each.key, name if len(each.runs) > 1 else ""),
                )
                for name, run in each.runs.items()
            ]
    return [(settings, own_title(settings))]


def title_of(key: str, run: str) -> Title:
    """A preset's title, with the run's initialisation where it has several."""
    extra = {"xavier": "Xavier", "he": "He"}.get(run, run)
    return {
        language: text(language, PRESET_TEXTS[key]) + (f": {extra}" if extra else "")
        for language in LANGUAGES
    }


def own_title(settings: RaceSettings) -> Title:
    """What is told apart at a glance."""
    return {
        language: text(
            language,
            "race_own_title",
            depth=settings.depth,
            normalization=text(language, CHOICE_TEXTS["normalization"][settings.normalization]),
            initialization=text(language, CHOICE_TEXTS["initialization"][settings.initialization]),
            seed=settings.seed,
        )
        for language in LANGUAGES
    }
