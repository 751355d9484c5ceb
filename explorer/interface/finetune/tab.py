"""The Fine-tune tab: a network learns to tell a person's own pictures apart."""

from collections.abc import AsyncIterator, Callable, Generator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import gradio as gr

from explorer.interface.compute_import import import_compute
from explorer.interface.events.told import places_told
from explorer.interface.figure_view import figure_view
from explorer.interface.finetune.begun import MOST_LIVE, Begun, room
from explorer.interface.finetune.finetunings import Finetuning
from explorer.interface.finetune.form import FinetuneForm, chosen
from explorer.interface.finetune.link import linked
from explorer.interface.finetune.updates import updates
from explorer.interface.finetune.view import before_and_after, status_of_waiting
from explorer.interface.scripts.page_scripts import mounting
from explorer.interface.settings import PageSettings
from explorer.interface.start_stop import JOB, LIGHT, Turns, pressed
from explorer.interface.words.failure import failure
from explorer.interface.words.language import Labels, both

if TYPE_CHECKING:
    from explorer.training.finetune.result import FinetuneResult

# where the answer stands below the form, it comes into sight
TO_ANSWER: Final = (
    "if (innerWidth < 1100)"
    " document.querySelector('#finetune-said').scrollIntoView({ block: 'start' });"
)
IN_SIGHT: Final = f"() => {{ {TO_ANSWER} return []; }}"


@dataclass(frozen=True)
class FinetuneTab:
    """What the page connects to other tabs.

    Attributes:
        checkpoint: Path of the newest fine-tuned network, "" before; it changes when a person asks
            to explore it. The file names its network, class names, input scaling and size, so
            `NetworkChoice("", checkpoint=Path(value))` without class names and scaling is all that
            the Explore tab needs. The same person may ask twice, so listen to `explore` for that.
        explore: The button that asks; `explore.click(...).then(...)` runs after `checkpoint` is set
            if it is chained to `asked`.
        asked: The event that sets `checkpoint`, to chain to with `.then`.
        connect: Lets the tab itself, when it is first opened, fill in what the address asks for.
    """

    checkpoint: gr.State
    explore: gr.Button
    asked: Any
    connect: Callable[[gr.Tab], None]


def finetune_tab(
    labels: Labels, settings: PageSettings, at_end: ExitStack, turns: Turns
) -> FinetuneTab:
    """Lay the tab out where the page is being built.

    Args:
        labels: Collects what the language switch must rename.
        settings: The page's.
        at_end: Told what stops all fine-tunings.
        turns: Whose turn it is to use the processor.

    Returns:
        What leads from here to the Explore tab.
    """
    begun = Begun(room())
    at_end.callback(begun.close)
    key = gr.State("")
    checkpoint = gr.State("")
    gr.HTML(f'<p class="lead">{both("finetune_lead")}</p>', apply_default_css=False)
    with gr.Row(equal_height=False, elem_classes=["finetune"]):
        with gr.Column(scale=2, min_width=340):
            form = FinetuneForm(labels, settings)
        with gr.Column(scale=3, min_width=340):
            with gr.Row():
                start = button(labels, "finetune_start", variant="primary")
                stop = button(labels, "finetune_stop", visible=False)
            said = gr.HTML(
                f'<div class="empty">{both("finetune_empty")}</div>',
                apply_default_css=False, elem_id="finetune-said",
            )  # fmt: skip
            with gr.Column(visible=False, elem_id="finetune-result") as result:
                with gr.Row(elem_classes=["finetune-answer"]):
                    summary = gr.HTML(
                        "", apply_default_css=False, elem_id="finetune-summary", min_width=300
                    )
                    matrix = figure_view("finetune-confusion")
                with gr.Row():
                    explore = button(labels, "finetune_explore", variant="primary")
                    weights = download(labels, "finetune_weights")
                    tables = download(labels, "finetune_tables")
                picture = gr.Dropdown([], label=labels("finetune_picture"), elem_id="finetune-pick")
                pair = gr.HTML(
                    "", js_on_load=mounting("figures/part.js"), apply_default_css=False,
                    elem_id="finetune-pair",
                )  # fmt: skip
            lines = figure_view("finetune-curves", height=330)
    form.classes.connect(said, form.augmentation)
    labels.follow(picture, label="finetune_picture")

    def begin(former: str, *values: Any) -> list[Any]:
        """Check the form; nothing is computed yet. What the same person began before ends."""
        try:
            given = begun.put(Finetuning(chosen(*values)), former)
        except (ValueError, OSError) as error:
            return ["", failure(error), gr.update(), gr.update(), gr.update(), ""]
        hidden, seen = gr.update(visible=False), gr.update(visible=True)
        return [given, status_of_waiting(), hidden, hidden, seen, ""]

    async def train(given: str) -> AsyncIterator[list[Any]]:
        async for update in updates(begun, given, settings):
            yield update

    def compare(given: str, place: int | None) -> Generator[str]:
        run = begun.get(given)
        if run is None or run.result is None or run.loaded is None or place is None:
            yield ""
            return
        import_compute()
        from explorer.inspection.inspect import inspect

        try:
            photograph = run.photograph(place)
            before, after = (
                inspect(network, [photograph])[0] for network in (run.loaded, run.tuned(settings))
            )
        except (ValueError, OSError) as error:
            yield failure(error)
            return
        yield before_and_after(run, place, before, after)

    def of_cell(given: str, event: gr.EventData) -> Any:
        """The first picture of the cell that was clicked."""
        run = begun.get(given)
        cell = places_told(event, "customdata", 2)
        if cell is None or run is None or run.result is None:
            return gr.skip()
        place = place_of(run.result, *cell)
        return gr.skip() if place is None else place

    def ask_to_explore(given: str) -> Any:
        run = begun.get(given)
        return str(run.weights) if run is not None and run.result is not None else gr.skip()

    def halt(given: str) -> None:
        run = begun.get(given)
        if run is not None:
            run.stop()

    shown = [said, lines, result, summary, matrix, picture, weights, tables]
    heard = pressed("finetune-start", TO_ANSWER)
    start.click(status_of_waiting, None, said, js=heard, **LIGHT).then(
        begin, [key, *form.inputs], [key, said, result, start, stop, lines], **LIGHT
    ).then(
        train, key, [*shown, pair],
        api_visibility="private", show_progress="hidden",
        concurrency_id="finetune", concurrency_limit=MOST_LIVE,  # the line is `begun`'s
    ).then(
        lambda: [gr.update(visible=True), gr.update(visible=False)], None, [start, stop],
        js=IN_SIGHT, **LIGHT,
    )  # fmt: skip
    stop.click(halt, key, None, **LIGHT)
    picture.change(
        turns.steps_of(compare, 1, 0), [key, picture], pair, trigger_mode="always_last",
        show_progress_on=[pair], **JOB | {"show_progress": "full"},
    )  # fmt: skip
    matrix.select(of_cell, key, picture, **LIGHT)
    asked = explore.click(  # through the queue: only there does a State tell of its change
        ask_to_explore, key, checkpoint, api_visibility="private", show_progress="hidden"
    )
    return FinetuneTab(checkpoint, explore, asked, linked(form, said))


def place_of(result: "FinetuneResult", label: int, predicted: int) -> int | None:
    """The first held-out picture of a class that was taken for another, or for its own."""
    found = (
        place
        for place, each in enumerate(result.held_out)
        if (each.label, each.predicted) == (label, predicted)
    )
    return next(found, None)


def button(labels: Labels, key: str, **more: Any) -> gr.Button:
    """A button whose words follow the switch."""
    made = gr.Button(labels(key), elem_id=key.replace("_", "-"), min_width=160, **more)
    labels.follow(made, value=key)
    return made


def download(labels: Labels, key: str) -> gr.DownloadButton:
    """A button that hands out a file, whose words follow the switch."""
    name: Any = labels(key)  # Gradio's annotation forgets its own translations
    made = gr.DownloadButton(name, elem_id=key.replace("_", "-"), min_width=160)
    labels.follow(made, label=key)
    return made
