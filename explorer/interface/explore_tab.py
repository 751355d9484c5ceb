"""The Explore tab: photographs and a network on the left, what every stage sees on the right."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import gradio as gr

from explorer.interface.answer import NetworkChoice, answer
from explorer.interface.chosen_photograph import (
    Files,
    add_example,
    framed,
    newly_chosen,
    photograph_meant,
)  # fmt: skip
from explorer.interface.drill_down import questions
from explorer.interface.examples import examples_html
from explorer.interface.language import LANGUAGES, Labels, both, text
from explorer.interface.methods import METHOD_TEXTS
from explorer.interface.network_picker import NetworkPicker, choice, translated
from explorer.interface.sentences import both_languages
from explorer.interface.settings import PageSettings
from explorer.interface.shelf import Shelf, Shown
from explorer.interface.stage_strip import view
from explorer.interface.weights_line import weights_line
from explorer.networks.assets import asset
from explorer.networks.names import network_names, parse

PREDICTED: Final = -1  # the class picker's first entry; every other value is a class index
# in both languages, since the entries behind it are the network's own and follow no switch
PREDICTED_ENTRY: Final = (" · ".join(text(each, "predicted") for each in LANGUAGES), PREDICTED)
NOTHING: Final = ""  # compare with nothing


def answer_view(shelf: Shelf, elem_id: str, visible: bool = True) -> gr.HTML:
    """An empty view for one network's answer, whose script may ask `questions` of the shelf."""
    return gr.HTML(
        value="",
        js_on_load=asset("explore.js").read_text("utf-8"),
        server_functions=questions(shelf),
        apply_default_css=False,
        elem_id=elem_id,
        visible=visible,
    )


@dataclass(frozen=True)
class ExploreTab:
    """What the page connects.

    Attributes:
        connect: Answers at the page's opening; to be called once the page is laid out.
        picker: Where a network is picked.
    """

    connect: Callable[[gr.Blocks], None]
    picker: NetworkPicker


def explore_tab(
    labels: Labels, shelf: Shelf, settings: PageSettings, cached: tuple[int, ...]
) -> ExploreTab:
    """Lay the tab out where the page is being built, and connect it.

    Args:
        labels: Collects what the language switch must rename.
        shelf: Where answers are kept.
        settings: The page's.
        cached: Depths of the ImageNet networks whose weights are here; a CIFAR network stands first
            if there is none.

    Returns:
        What the page connects.
    """
    with gr.Row(equal_height=False):
        with gr.Column(scale=1, min_width=320):
            gr.HTML(f'<p class="hint">{both("photographs")}</p>', apply_default_css=False)
            photos = gr.Gallery(
                label=labels("photographs"), show_label=False, interactive=True, columns=3,
                height=250, type="filepath", object_fit="cover", allow_preview=False, format="png",
                file_types=["image"],
                sources=["upload", "webcam", "clipboard"], elem_id="photographs", buttons=[],
            )  # fmt: skip
            labels.follow(photos, label="photographs")
            example = gr.HTML(
                examples_html(),
                js_on_load=asset("photographs.js").read_text("utf-8"),
                apply_default_css=False,
            )
            mark = gr.HTML("", apply_default_css=False)
            picker = NetworkPicker(labels, cached)
            compare = gr.Dropdown(
                [(labels("compare_nothing"), NOTHING), *network_names()],
                value=NOTHING,
                label=labels("compare"),
                elem_id="compare",
            )
            labels.follow(
                compare, label="compare",
                choices=lambda language: [
                    *translated({NOTHING: "compare_nothing"})(language),
                    *((name, name) for name in network_names()),
                ],
            )  # fmt: skip
        with gr.Column(scale=4, min_width=480):
            with gr.Row():
                class_ = gr.Dropdown(
                    [PREDICTED_ENTRY],
                    value=PREDICTED,
                    label=labels("explain"),
                    elem_id="class",
                )
                labels.follow(class_, label="explain")
                method = gr.Dropdown(
                    [(labels(key), name) for name, key in METHOD_TEXTS.items()],
                    value="grad-cam",
                    label=labels("method"),
                    elem_id="method",
                )
                labels.follow(method, label="method", choices=translated(METHOD_TEXTS))
            with gr.Row(equal_height=False):
                first = answer_view(shelf, "answer")
                second = answer_view(shelf, "answer-compared", visible=False)
    chosen = gr.State("")  # the photograph that is shown, by its path: places shift
    known = gr.State(())  # the photographs that were there before
    classes = gr.State("")  # whose classes stand in the picker

    def explore(
        files: Files,
        shown_path: str,
        before: tuple[str, ...],
        listed: str,
        class_index: int,
        method_name: str,
        other: str,
        # Gradio finds its progress by this default, and only among positional arguments
        progress: gr.Progress = gr.Progress(),  # noqa: B008
        *picked: Any,
    ) -> list[Any]:
        paths = [path for path, _ in files or []]
        shown_path = photograph_meant(paths, shown_path, before)
        network = choice(*picked)
        shown, message = None, None
        menu: Any = gr.skip()
        kind: Any = gr.skip()
        key = ""
        compared: Any = gr.update(value="", visible=False)
        if not paths:
            message = f'<div class="empty">{both("empty")}</div>'
        elif network is None:
            message = f'<div class="empty">{both("empty_checkpoint")}</div>'
        else:
            path = Path(shown_path)
            classes_of = repr(network) if network.checkpoint else parse(network.name).family
            wanted = class_index if class_index != PREDICTED and classes_of == listed else None
            shown, message = attempt(
                lambda: answer(path, network, wanted, method_name, settings, progress)
            )
            if shown is not None and classes_of != listed:
                listed, menu = classes_of, class_menu(shown.inspection.class_names)
            if shown is not None and network.checkpoint:
                kind = gr.update(visible=shown.inspection.family == "cifar")
            if other != NOTHING:
                same, twin = common_class(shown, other), NetworkChoice(other)
                beside, failure = attempt(
                    lambda: answer(path, twin, same, method_name, settings, progress)
                )
                key = shelf.put(beside) if beside else ""
                html = view(beside, key) if beside else failure
                compared = gr.update(value=html, visible=True)
        frame = framed(paths.index(shown_path)) if shown_path in paths else ""
        answered = view(shown, shelf.put(shown), key) if shown else message
        return [answered, compared, menu, kind, frame, shown_path, paths, listed]

    picks: list[Any] = [
        picker.family.change, picker.imagenet_depth.change, picker.cifar_depth.change,
        picker.kind.change, picker.version.change, picker.checkpoint.change,
        picker.class_names.change, picker.scaling.change, picker.mean_std.submit,
    ]  # fmt: skip
    triggers = [photos.change, class_.input, method.change, compare.change, *picks]
    inputs = [photos, chosen, known, classes, class_, method, compare, *picker.inputs]
    outputs = [first, second, class_, picker.kind, mark, chosen, known, classes]
    job: dict[str, Any] = {
        "api_visibility": "private", "concurrency_id": "processor", "concurrency_limit": 1,
        "show_progress_on": [first], "trigger_mode": "always_last",
    }  # fmt: skip
    gr.on(triggers, explore, inputs, outputs, **job)
    example.select(
        newly_chosen, photos, chosen, api_visibility="private", queue=False, show_progress="hidden"
    ).then(explore, inputs, outputs, **job)
    # a gallery that Python fills tells of no change, so the example asks for itself
    example.click(add_example, photos, photos, api_visibility="private", queue=False).then(
        explore, inputs, outputs, **job
    )
    where: dict[str, Any] = {
        "fn": partial(weights_line, settings), "inputs": picker.inputs, "outputs": picker.weights,
        "api_visibility": "private", "queue": False, "show_progress": "hidden",
    }  # fmt: skip
    gr.on(picks, **where)

    def connect(page: gr.Blocks) -> None:
        page.load(explore, inputs, outputs, **job)
        page.load(**where)

    return ExploreTab(connect, picker)


def attempt(ask: Callable[[], Shown]) -> tuple[Shown | None, str | None]:
    """The answer, or the sentence that says why there is none, as HTML."""
    try:
        return ask(), None
    except (ValueError, OSError) as error:
        sentence = both_languages(str(error))
        return None, f'<p class="failure" role="alert">{both("failed")} {sentence}</p>'


def class_menu(names: tuple[str, ...]) -> dict[str, Any]:
    """The class picker for a network: its prediction first, then every class with its index."""
    entries = [(f"{name} ({index})", index) for index, name in enumerate(names)]
    return gr.update(choices=[PREDICTED_ENTRY, *entries], value=PREDICTED)


def common_class(shown: Shown | None, other: str) -> int | None:
    """The class that the other network must explain for a fair comparison, if it has the same."""
    if shown is None or shown.network.weights == "own":
        return None
    return (
        shown.inspection.explained.index if parse(other).family == shown.inspection.family else None
    )
