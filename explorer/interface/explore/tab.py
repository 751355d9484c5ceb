"""The Explore tab: what is asked in a row on top, what every stage sees below it."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import gradio as gr

from explorer.interface.events.last_of import last_of
from explorer.interface.examples import cifar_classes, examples_html
from explorer.interface.explore.answer import class_names_of
from explorer.interface.explore.desk import IN_LINE, Desk
from explorer.interface.explore.drill_down import questions
from explorer.interface.explore.gatherer import Gatherer
from explorer.interface.explore.opening import PICKS, names_a_network, opened
from explorer.interface.explore.question import Known, Question, answered, empty
from explorer.interface.explore.shelf import Shelf
from explorer.interface.picking.chosen_photograph import ChosenPhotograph, Files
from explorer.interface.picking.class_picker import ClassPicker, picked
from explorer.interface.picking.comparison import Comparison, compared, still_missing
from explorer.interface.picking.imagenet_offer import ImageNetOffer
from explorer.interface.picking.known_classes import Listed, listed_anew
from explorer.interface.picking.methods import method_menu
from explorer.interface.picking.network_choice import choice, opening_choice
from explorer.interface.picking.network_picker import CIFAR_DEPTH, NetworkPicker
from explorer.interface.picking.opener import Opener, network_said
from explorer.interface.picking.weights_line import weights_line
from explorer.interface.scripts.page_scripts import mounting
from explorer.interface.settings import PageSettings
from explorer.interface.words.language import Labels, both, text


def answer_view(shelf: Shelf, gatherer: Gatherer, elem_id: str, value: str = "") -> gr.HTML:
    """A view for one network's answer, whose script may ask `questions` of the shelf."""
    return gr.HTML(
        value=value,
        js_on_load=mounting("explore/answer.js"),
        server_functions=questions(shelf, gatherer),
        apply_default_css=False,
        elem_id=elem_id,
        visible=bool(value),
    )


@dataclass(frozen=True)
class ExploreTab:
    """What the page connects.

    Attributes:
        connect: Looks for what is here at the page's opening; to be called once all is laid out.
        picker: Where a network is picked.
    """

    connect: Callable[[gr.Blocks], None]
    picker: NetworkPicker


def explore_tab(
    labels: Labels,
    shelf: Shelf,
    settings: PageSettings,
    cached: tuple[str, ...],
    desk: Desk | None = None,
) -> ExploreTab:
    """Lay the tab out where the page is being built, and connect it.

    Args:
        labels: Collects what the language switch must rename.
        shelf: Where answers are kept.
        settings: The page's.
        cached: Names of the ImageNet networks whose weights are here; a CIFAR network stands first
            if there is none.
        desk: Where all wait for their answers.

    Returns:
        What the page connects.
    """
    desk = desk or Desk()
    family, imagenet = opening_choice(cached)
    network = imagenet if family == "imagenet" else f"cifar-resnet{CIFAR_DEPTH}"
    names = cifar_classes() if family == "cifar" else ()  # ImageNet's take seconds to import
    gr.HTML(
        f'<h2 class="spoken">{both("tab_explore")}</h2>',
        apply_default_css=False,
        elem_id="explore-title",
    )
    with gr.Column(elem_id="asked"):
        with gr.Row(elem_id="asked-row"):
            photograph = Opener("photograph", "photograph", both("photograph_none"), closes=True)
            chosen_network = Opener("network", "family", network_said(network))
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
        with photograph.panel():
            photographs = ChosenPhotograph(labels, examples_html(family, network))
        with chosen_network.panel():
            offer = ImageNetOffer(labels, settings)
            picker = NetworkPicker(labels, cached)
            compare = Comparison(labels)
    first = answer_view(shelf, desk.gatherer, "answer", empty("opening"))
    second = answer_view(shelf, desk.gatherer, "answer-compared")
    classes = gr.State(Listed(family if names else "", (family, network)))
    known = gr.State(None)

    def asked(
        files: Files,
        shown_path: str,
        before: tuple[str, ...],
        listed: Listed,
        class_index: int,
        method_name: str,
        *values: Any,
    ) -> Question:
        picks, others = values[: len(picker.inputs)], values[len(picker.inputs) :]
        return Question(
            files, shown_path, before, listed, class_index, method_name, choice(*picks),
            compared(*others), still_missing(*others),
        )  # fmt: skip

    async def explore(
        request: gr.Request,
        there: Known | None,
        # Gradio finds its progress by this default, and only among positional arguments
        progress: gr.Progress = gr.Progress(),  # noqa: B008
        *values: Any,
    ) -> AsyncIterator[list[Any]]:
        question = asked(*values)
        with desk.question(request.session_hash) as under_way:
            if there is not None and under_way.alone and there.answers(question, shelf):
                yield skipped
                return
            job = partial(answered, question, shelf, settings, progress, desk.gatherer)
            async for values_ in desk.answers(job, len(outputs), under_way):
                yield skipped if under_way.outdated else values_

    async def first_look(
        request: gr.Request,
        _there: Known | None,
        progress: gr.Progress = gr.Progress(),  # noqa: B008
        *values: Any,
    ) -> AsyncIterator[list[Any]]:
        picked = values[len(inputs) - 1 - len(picker.inputs) - len(compare.inputs) :]
        job = partial(
            opened, asked(*values), picked[: len(picker.inputs)], request, shelf, settings,
            progress, desk.gatherer,
        )  # fmt: skip
        with desk.question(request.session_hash) as under_way:
            async for values_ in desk.answers(job, len(outputs) + len(filled), under_way):
                if not under_way.followed:
                    yield values_
                    continue
                # what the address picks is picked, but whose photograph is there stays there
                yield [*skipped, gr.skip(), *values_[len(outputs) + 1 :]]

    triggers = [photographs.gallery.change, method.change, *compare.picks, *picker.picks]
    inputs = [
        known, *photographs.values, classes, class_.index, method, *picker.inputs, *compare.inputs,
    ]  # fmt: skip
    menu = [class_.box, class_.index, photographs.examples, classes]
    outputs = [
        first, second, *menu, picker.kind, photographs.mark, known, *photographs.kept,
        photograph.said,
    ]  # fmt: skip
    skipped = [gr.skip()] * len(outputs)
    light: dict[str, Any] = {
        "api_visibility": "private", "queue": False, "show_progress": "hidden",
    }  # fmt: skip

    def seen(*values: Any) -> list[Any]:
        chosen = choice(*values)
        name = network_said(chosen.called if chosen else "")
        return [weights_line(settings, *values), offer.seen(), name]

    where: dict[str, Any] = {
        "fn": seen, "inputs": picker.inputs,
        "outputs": [picker.weights, offer.button, chosen_network.said], **light,
    }  # fmt: skip

    def ask(
        on: Any,
        look: Callable[..., AsyncIterator[list[Any]]] = explore,
        filled: Sequence[Any] = (),
    ) -> None:
        """Look at the photograph after an event; weights may have come with that."""
        on(
            look, inputs, [*outputs, *filled], api_visibility="private", **IN_LINE,
            show_progress_on=[first], trigger_mode="always_last",
        ).then(**where)  # fmt: skip

    def knows(listed: Listed, *values: Any) -> list[Any]:
        network = choice(*values)
        if network is None or network.checkpoint:  # which has to be read first
            return [gr.skip()] * 4
        return listed_anew(network, class_names_of(network, settings), listed)

    ask(last_of(triggers))
    # when it is first seen, what the address asks for is answered, or an example
    filled = [photographs.gallery, method, *picker.inputs[:PICKS], compare.other]
    ask(first.input, first_look, filled)
    ask(class_.box.input(picked, None, class_.index, **light).then)
    for chosen in photographs.chosen:
        ask(chosen.then)
    ask(offer.fetch_into(picker).then)
    last_of(picker.picks)(**where)
    last_of(picker.picks)(knows, [classes, *picker.inputs], menu, **light)

    def knows_at_first(request: gr.Request, listed: Listed, *values: Any) -> list[Any]:
        return [gr.skip()] * 4 if names_a_network(request) else knows(listed, *values)

    def connect(page: gr.Blocks) -> None:
        offer.open_on_what_is_here(page, picker, unless=names_a_network)
        page.load(**where)
        page.load(knows_at_first, [classes, *picker.inputs], menu, **light)

    return ExploreTab(connect, picker)
