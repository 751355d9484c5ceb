"""The Trained tab: the 2015 paper's figures from networks that were trained by this program."""

from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from explorer.files.assets import asset
from explorer.interface.few_at_once import FewAtOnce
from explorer.interface.figure_view import drawn, figure_view
from explorer.interface.links.asked import Asked
from explorer.interface.links.keeping import kept, left_out
from explorer.interface.loading import bar
from explorer.interface.scripting.dialog import python_button
from explorer.interface.scripts.page_scripts import mounting
from explorer.interface.settings import PageSettings
from explorer.interface.start_stop import JOB, LIGHT, Turns, pressed
from explorer.interface.trained.responses import measured
from explorer.interface.trained.text import (
    depth_text,
    ends_text,
    folded,
    own_text,
    recipe_text,
    seeds_text,
    table_text,
)
from explorer.interface.words.failure import failure
from explorer.interface.words.language import Labels, both
from explorer.scripting.trained import trained_program
from explorer.training.trained.shipped import shipped_runs
from explorer.training.trained.trained_run import TrainedRun

TAB = "trained"  # in the address
HEIGHT = 400  # pixels of a figure that names none


def trained_tab(labels: Labels, settings: PageSettings, turns: Turns) -> Callable[[gr.Tab], None]:
    """Lay the tab out where the page is being built.

    Args:
        labels: Collects what the language switch must rename.
        settings: The page's.
        turns: Whose turn it is to use the processor.

    Returns:
        What connects the tab itself, so that nothing is drawn before it is opened.
    """
    runs = shipped_runs()
    said(
        f'<header><p class="lead">{both("trained_lead")}</p>{recipe_text(runs)}'
        f"{python_button(trained_program(()))}</header>"
    )
    with gr.Row(elem_classes=["side-by-side"]):
        with gr.Column():
            said(title("trained_figure_6", "trained_figure_6_hint"))
            sixth = figure_view("trained-figure-6", height=HEIGHT)
        with gr.Column():
            said(title("trained_figure_1", "trained_figure_6_hint"))
            first = figure_view("trained-figure-1", height=HEIGHT)
    with gr.Row(elem_classes=["side-by-side"]):
        with gr.Column():
            said(title("trained_claims") + seeds_text(runs) + depth_text(runs), "trained-claims")
        with gr.Column():
            gr.HTML(
                title("trained_table_6") + table_text(runs),
                js_on_load=mounting("figures/part.js"), apply_default_css=False,
                elem_id="trained-table", elem_classes=["trained"],
            )  # fmt: skip
    said(title("trained_figure_7", "trained_figure_7_hint"))
    names = networks_of(runs)
    with gr.Row(elem_classes=["measuring"]):
        networks = gr.CheckboxGroup(
            list(names), value=list(names), label=labels("trained_networks"),
            elem_id="trained-networks", min_width=280,
        )  # fmt: skip
        labels.follow(networks, label="trained_networks")
        measure = gr.Button(labels("trained_measure"), variant="primary", elem_id="trained-measure")
        labels.follow(measure, value="trained_measure")
    trouble = said("", "trained-trouble")
    said(f'<div class="empty">{both("trained_unmeasured")}</div>', "trained-empty")
    seventh = figure_view("trained-figure-7", height=HEIGHT)
    with gr.Accordion(labels("trained_images"), open=False) as photographs:
        images = gr.File(
            label=labels("trained_images"), show_label=False, file_count="multiple",
            file_types=["image"], height=130, elem_id="trained-images",
        )  # fmt: skip
    labels.follow(photographs, label="trained_images")
    labels.follow(images, label="trained_images")
    with gr.Accordion(labels("trained_own"), open=False, elem_id="trained-own") as own_runs:
        said(f'<p class="hint">{both("trained_own_hint")}</p>')
        files = gr.File(
            label=labels("trained_own_files"), file_count="multiple",
            file_types=[".csv", ".json", ".md", ".zip"], height=130, elem_id="trained-files",
        )  # fmt: skip
        labels.follow(files, label="trained_own_files")
        opened = said("", "trained-opened")
    labels.follow(own_runs, label="trained_own")

    def shown(given: list[str] | None) -> list[str]:
        own, words = opened_or_trouble(given)
        return [*curves(runs, own), words]

    looking, opening = FewAtOnce(), FewAtOnce()

    async def show(given: list[str] | None) -> list[str]:
        # whoever only looks does not wait for those who bring long runs of their own
        return await (opening if given else looking).run(shown, given)

    def responses(chosen: list[str], given: list[str] | None) -> Generator[tuple[Any, str]]:
        try:
            yield from measured(chosen, given, settings)
        except (ValueError, OSError) as error:
            yield gr.skip(), failure(error)

    files.change(show, files, [first, sixth, opened], **LIGHT)
    measure.click(waiting, None, trouble, js=pressed("trained-measure"), **LIGHT).then(
        turns.steps_of(responses, 2, 1), [networks, images], [seventh, trouble], **JOB
    )

    kept(TAB, networks=networks)
    left_out(TAB, runs=files, images=images)

    async def first_look(given: list[str] | None, request: gr.Request) -> list[Any]:
        asked = Asked(dict(request.query_params), TAB)
        ticked = asked.some_of("networks", names)
        return [*await show(given), gr.skip() if ticked is None else ticked, asked.said()]

    def connect(tab: gr.Tab) -> None:
        tab.select(first_look, files, [first, sixth, opened, networks, trouble], **LIGHT)

    return connect


def said(content: str, elem_id: str | None = None) -> gr.HTML:
    """Words of the tab, where it is being laid out."""
    return gr.HTML(content, apply_default_css=False, elem_id=elem_id, elem_classes=["trained"])


def waiting() -> str:
    """What stands below the button until the processor is free."""
    return bar(None, both("depth_waiting"))


def title(key: str, hint: str = "") -> str:
    """What a figure is; how it is to be read is folded away beside it."""
    reading = folded("trained_reading", f'<p class="hint">{both(hint)}</p>') if hint else ""
    return f"<header><h2>{both(key)}</h2>{reading}</header>"


def networks_of(runs: Sequence[TrainedRun]) -> tuple[str, ...]:
    """The networks whose weights come with the program under their own names."""
    return tuple(
        run.label
        for run in runs
        if run.network is not None
        and run.label == run.network.text
        and asset(f"weights/{run.label}.safetensors").is_file()
    )


def curves(runs: Sequence[TrainedRun], own: Sequence[TrainedRun]) -> tuple[str, str]:
    """Figures 1 and 6 as values of their views."""
    from explorer.figures.trained_figures import figure_1, figure_6

    plain = [run for run in runs if run.kind == "plain"]
    others = [run for run in own if run.kind != "residual"]
    return (
        drawn(figure_1(runs, own), "figure-1", ends_text(plain, others)),
        drawn(figure_6(runs, own), "figure-6", ends_text(runs, own)),
    )


def opened_or_trouble(given: list[str] | None) -> tuple[tuple[TrainedRun, ...], str]:
    """A person's runs from the files that they gave, and what to say of these."""
    from explorer.training.trained.opened_runs import opened_runs

    try:
        own = opened_runs([Path(path) for path in given or []])
    except (ValueError, OSError) as error:
        return (), failure(error)
    return own, own_text(own)
