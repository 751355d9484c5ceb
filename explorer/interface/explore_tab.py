"""The Explore tab: photographs and a network on the left, what every stage sees on the right."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

import gradio as gr

from explorer.interface.answer import NetworkChoice, answer
from explorer.interface.drill_down import questions
from explorer.interface.examples import examples, examples_html
from explorer.interface.language import LANGUAGES, Labels, both, text
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
MAP_METHODS: Final = {
    "grad-cam": "method_grad_cam",
    "hires-cam": "method_hires_cam",
    "grad-cam++": "method_grad_cam_pp",
    "layer-cam": "method_layer_cam",
    "integrated-gradients": "method_integrated_gradients",
    "guided-grad-cam": "method_guided_grad_cam",
    "occlusion": "method_occlusion",
}
EXAMPLE_JS: Final = """
element.addEventListener('click', (event) => {
  const button = event.target.closest('[data-example]');
  if (button) trigger('click', { index: +button.dataset.example });
});
window.explorerLanguage?.apply(element);
"""


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


Load = Callable[[gr.Blocks], None]


def explore_tab(
    labels: Labels, shelf: Shelf, settings: PageSettings, cached: tuple[int, ...]
) -> Load:
    """Lay the tab out where the page is being built, and connect it.

    Args:
        labels: Collects what the language switch must rename.
        shelf: Where answers are kept.
        settings: The page's.
        cached: Depths of the ImageNet networks whose weights are here; a CIFAR network stands first
            if there is none.

    Returns:
        What connects the tab to the page's opening, called once the page is laid out.
    """
    with gr.Row(equal_height=False):
        with gr.Column(scale=1, min_width=320):
            gr.HTML(f'<p class="hint">{both("photographs")}</p>', apply_default_css=False)
            photos = gr.Gallery(
                label=labels("photographs"), show_label=False, interactive=True, columns=3,
                height=230, type="filepath", object_fit="cover", allow_preview=False, format="png",
                sources=["upload", "webcam", "clipboard"], elem_id="photographs", buttons=[],
            )  # fmt: skip
            labels.follow(photos, label="photographs")
            example = gr.HTML(examples_html(), js_on_load=EXAMPLE_JS, apply_default_css=False)
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
                    [(labels(key), name) for name, key in MAP_METHODS.items()],
                    value="grad-cam",
                    label=labels("method"),
                    elem_id="method",
                )
                labels.follow(method, label="method", choices=translated(MAP_METHODS))
            with gr.Row(equal_height=False):
                first = answer_view(shelf, "answer")
                second = answer_view(shelf, "answer-compared", visible=False)
    selected = gr.State(0)
    count = gr.State(0)
    classes = gr.State("")  # the network whose classes stand in the picker

    def explore(
        files: list[tuple[str, str | None]] | None,
        chosen: int,
        before: int,
        known: str,
        class_index: int,
        method_name: str,
        other: str,
        # Gradio finds its progress by this default, and only among positional arguments
        progress: gr.Progress = gr.Progress(),  # noqa: B008
        *picked: Any,
    ) -> list[Any]:
        paths = [Path(path) for path, _ in files or []]
        if len(paths) > before:
            chosen = len(paths) - 1  # the newest photograph is the one that was meant
        chosen = min(chosen, max(len(paths) - 1, 0))
        network = choice(*picked)
        message, shown = None, None
        if not paths:
            message = f'<div class="empty">{both("empty")}</div>'
        elif network is None:
            message = f'<div class="empty">{both("empty_checkpoint")}</div>'
        menu: Any = gr.skip()
        compared: Any = gr.update(value="", visible=False)
        if message is None and network is not None:
            key = repr(network)
            wanted = None if class_index == PREDICTED or key != known else class_index
            shown, message = attempt(
                lambda: answer(paths[chosen], network, wanted, method_name, settings, progress)
            )
            if shown is not None and key != known:
                known, menu = key, class_menu(shown.inspection.class_names)
            if other != NOTHING:
                twin, failure = attempt(
                    lambda: answer(
                        paths[chosen], NetworkChoice(other),
                        common_class(shown, other), method_name, settings, progress,
                    )
                )  # fmt: skip
                compared = gr.update(value=drawn(twin, failure), visible=True)
        return [drawn(shown, message), compared, menu, chosen, len(paths), known]

    def drawn(shown: Shown | None, message: str | None) -> str:
        return view(shown, shelf.put(shown)) if shown is not None else message or ""

    picks: list[Any] = [
        picker.family.change, picker.imagenet_depth.change, picker.cifar_depth.change,
        picker.kind.change, picker.version.change, picker.checkpoint.change,
        picker.class_names.change, picker.scaling.change, picker.mean_std.submit,
    ]  # fmt: skip
    triggers = [photos.change, class_.input, method.change, compare.change, *picks]
    inputs = [photos, selected, count, classes, class_, method, compare, *picker.inputs]
    outputs = [first, second, class_, selected, count, classes]
    job: dict[str, Any] = {
        "api_visibility": "private", "concurrency_id": "processor", "concurrency_limit": 1,
        "show_progress_on": [first], "trigger_mode": "always_last",
    }  # fmt: skip
    gr.on(triggers, explore, inputs, outputs, **job)
    photos.select(newly_selected, None, selected, api_visibility="private", queue=False).then(
        explore, inputs, outputs, **job
    )
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

    return connect


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


def newly_selected(event: gr.SelectData) -> int:
    """The place of the photograph that was clicked."""
    return int(event.index)


def add_example(files: list[tuple[str, str | None]] | None, event: gr.EventData) -> list[str]:
    """The photographs with one of the examples behind them."""
    found = examples()
    place = min(max(int(event.index), 0), len(found) - 1)
    return [*(path for path, _ in files or []), str(found[place][0])]
