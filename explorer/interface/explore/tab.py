"""The Explore tab: photographs and a network on the left, what every stage sees on the right."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

import gradio as gr

from explorer.interface.examples import cifar_classes, examples_html
from explorer.interface.explore.answer import NetworkChoice, answer, class_names_of
from explorer.interface.explore.chosen_photograph import (
    ChosenPhotograph,
    Files,
    framed,
    photograph_meant,
)  # fmt: skip
from explorer.interface.explore.class_picker import PREDICTED, ClassPicker, picked
from explorer.interface.explore.drill_down import questions
from explorer.interface.explore.imagenet_offer import ImageNetOffer
from explorer.interface.explore.known_classes import Listed, classes_of, listed_anew
from explorer.interface.explore.methods import method_menu
from explorer.interface.explore.network_picker import (
    CIFAR_DEPTH,
    NetworkPicker,
    choice,
    opening_choice,
)
from explorer.interface.explore.shelf import Shelf, Shown
from explorer.interface.explore.stage_strip import view
from explorer.interface.explore.weights_line import weights_line
from explorer.interface.scripts.page_scripts import mounting
from explorer.interface.settings import PageSettings
from explorer.interface.words.failure import failure
from explorer.interface.words.language import Labels, both, text, translated
from explorer.networks.names import network_names, parse

NOTHING: Final = ""  # compare with nothing
Answer = TypeVar("Answer")


def answer_view(shelf: Shelf, elem_id: str, visible: bool = True) -> gr.HTML:
    """An empty view for one network's answer, whose script may ask `questions` of the shelf."""
    return gr.HTML(
        value="",
        js_on_load=mounting("explore/answer.js"),
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
    labels: Labels, shelf: Shelf, settings: PageSettings, cached: tuple[str, ...]
) -> ExploreTab:
    """Lay the tab out where the page is being built, and connect it.

    Args:
        labels: Collects what the language switch must rename.
        shelf: Where answers are kept.
        settings: The page's.
        cached: Names of the ImageNet networks whose weights are here; a CIFAR network stands first
            if there is none.

    Returns:
        What the page connects.
    """
    family, network = opening_choice(cached)
    examples_of = family, network if family == "imagenet" else f"cifar-resnet{CIFAR_DEPTH}"
    names = cifar_classes() if family == "cifar" else ()  # ImageNet's take seconds to import
    with gr.Row(equal_height=False):
        with gr.Column(scale=1, min_width=320):
            photographs = ChosenPhotograph(labels, examples_html(*examples_of))
            offer = ImageNetOffer(labels, settings)
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
                class_ = ClassPicker(names)
                method = gr.Dropdown(
                    method_menu(labels),
                    value="grad-cam",
                    label=labels("method"),
                    elem_id="method",
                )
                labels.follow(
                    method, label="method",
                    choices=lambda language: method_menu(partial(text, language)),
                )  # fmt: skip
            with gr.Row(equal_height=False):
                first = answer_view(shelf, "answer")
                second = answer_view(shelf, "answer-compared", visible=False)
    classes = gr.State(Listed(family if names else "", examples_of))

    def explore(
        files: Files,
        shown_path: str,
        before: tuple[str, ...],
        listed: Listed,
        class_index: int,
        method_name: str,
        other: str,
        # Gradio finds its progress by this default, and only among positional arguments
        progress: gr.Progress = gr.Progress(),  # noqa: B008
        *values: Any,
    ) -> list[Any]:
        paths = [path for path, _ in files or []]
        meant = photograph_meant(paths, shown_path, before)
        network = choice(*values)
        shown, message = None, None
        menu = [gr.skip()] * 4
        kind: Any = gr.skip()
        key = ""
        compared: Any = gr.update(value="", visible=False)
        if not paths:
            message = f'<div class="empty">{both("empty")}</div>'
            if network is not None and network.checkpoint:
                names, trouble = attempt(lambda: class_names_of(network, settings))
                menu = listed_anew(network, names, listed) if names else menu
                message = trouble or message
        elif network is None:
            message = f'<div class="empty">{both("empty_checkpoint")}</div>'
        else:
            path = Path(meant)
            same = classes_of(network) == listed.classes_of
            wanted = class_index if same and class_index != PREDICTED else None
            shown, message = attempt(
                lambda: answer(path, network, wanted, method_name, settings, progress)
            )
            if shown is not None:
                menu = listed_anew(network, shown.inspection.class_names, listed)
                if network.checkpoint:
                    kind = gr.update(visible=shown.inspection.family == "cifar")
            if other != NOTHING:
                common, twin = common_class(shown, other), NetworkChoice(other)
                beside, trouble = attempt(
                    lambda: answer(path, twin, common, method_name, settings, progress)
                )
                key = shelf.put(beside) if beside else ""
                html = view(beside, key) if beside else trouble
                compared = gr.update(value=html, visible=True)
        frame = framed(paths.index(meant)) if meant in paths else ""
        # what was chosen while this was computed is left alone
        kept = gr.skip() if meant == shown_path else meant
        answered = view(shown, shelf.put(shown), key) if shown else message
        return [answered, compared, *menu, kind, frame, kept, paths]

    picks: list[Any] = [
        picker.family.change, picker.imagenet.change, picker.cifar_depth.change,
        picker.kind.change, picker.version.change, picker.checkpoint.change,
        picker.class_names.change, picker.scaling.change, picker.mean_std.submit,
    ]  # fmt: skip
    triggers = [photographs.gallery.change, method.change, compare.change, *picks]
    inputs = [*photographs.values, classes, class_.index, method, compare, *picker.inputs]
    menu = [class_.box, class_.index, photographs.examples, classes]
    outputs = [first, second, *menu, picker.kind, photographs.mark, *photographs.kept]
    light: dict[str, Any] = {
        "api_visibility": "private", "queue": False, "show_progress": "hidden",
    }  # fmt: skip
    where: dict[str, Any] = {
        "fn": lambda *values: [weights_line(settings, *values), offer.seen()],
        "inputs": picker.inputs, "outputs": [picker.weights, offer.button], **light,
    }  # fmt: skip

    def ask(on: Any) -> None:
        """Look at the photograph after an event; weights may have come with that."""
        on(
            explore, inputs, outputs, api_visibility="private", concurrency_id="processor",
            concurrency_limit=1, show_progress_on=[first], trigger_mode="always_last",
        ).then(**where)  # fmt: skip

    def knows(listed: Listed, *values: Any) -> list[Any]:
        network = choice(*values)
        if network is None or network.checkpoint:  # which has to be read first
            return [gr.skip()] * 4
        return listed_anew(network, class_names_of(network, settings), listed)

    ask(partial(gr.on, triggers))
    ask(class_.box.input(picked, None, class_.index, **light).then)
    for chosen in photographs.chosen:
        ask(chosen.then)
    ask(offer.fetch_into(picker).then)
    gr.on(picks, **where)
    gr.on(picks, knows, [classes, *picker.inputs], menu, **light)

    def connect(page: gr.Blocks) -> None:
        offer.open_on_what_is_here(page, picker)
        ask(page.load)
        page.load(**where)
        page.load(knows, [classes, *picker.inputs], menu, **light)

    return ExploreTab(connect, picker)


def attempt(ask: Callable[[], Answer]) -> tuple[Answer | None, str | None]:
    """The answer, or the sentence that says why there is none, as HTML."""
    try:
        return ask(), None
    except (ValueError, OSError) as error:
        return None, failure(error)


def common_class(shown: Shown | None, other: str) -> int | None:
    """The class that the other network must explain for a fair comparison, if it has the same."""
    if shown is None or shown.network.weights == "own":
        return None
    return (
        shown.inspection.explained.index if parse(other).family == shown.inspection.family else None
    )
