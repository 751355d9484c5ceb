"""The lower half of the Depth tab: does the gradient turn when the image hardly moves?"""

from collections.abc import Iterator
from typing import Any, Final

import gradio as gr

from explorer.interface.compute_import import import_networks
from explorer.interface.depth.words import progress_line, shattering_summary
from explorer.interface.figure_view import drawn, figure_view
from explorer.interface.scripting.dialog import python_button
from explorer.interface.start_stop import StartStop, Turns
from explorer.interface.words.failure import alert, failure
from explorer.interface.words.language import Labels, both
from explorer.scripting.depth import shattering_program
from explorer.training.depth.shattering_result import ShatteredGradients, ShatteringSettings
from explorer.training.race.result import NETWORKS

SHATTERING_DEPTHS: Final = (8, 20, 56, 110)


def shattering_part(labels: Labels, turns: Turns) -> None:
    """Lay it out where the page is being built, and connect it.

    Args:
        labels: Collects what the language switch must rename.
        turns: Whose turn it is to use the processor.
    """
    gr.HTML(
        f'<h2 class="depth-title">{both("depth_shattering")}</h2>'
        f'<p class="sentence">{both("depth_shattering_what")}</p>',
        apply_default_css=False,
    )
    with gr.Row(elem_classes=["measuring"]):
        depths = gr.CheckboxGroup(
            list(SHATTERING_DEPTHS), value=list(ShatteringSettings().depths),
            label=labels("depth_depths"), elem_id="shattering-depths", min_width=300,
        )  # fmt: skip
        labels.follow(depths, label="depth_depths")
        buttons = StartStop(labels, "depth_shattering_start", "shattering", turns)
    status = gr.HTML(f'<p class="hint">{both("depth_shattering_cost")}</p>',
                     apply_default_css=False, elem_id="shattering-status")  # fmt: skip
    figure = figure_view("shattering-figure", height=520)
    gr.HTML(
        f'<p class="sentence">{both("depth_shattering_seen")}</p>'
        f"<details><summary>{both('depth_shattering_measured')}</summary>"
        f'<p class="note">{both("depth_shattering_theory")}</p>'
        f'<p class="hint">{both("depth_shattering_how")}</p>'
        f'<p class="source">{both("depth_shattering_source")}</p></details>',
        apply_default_css=False,
    )
    buttons.run(shattered, [depths], [figure, status], status)


def shattered(depths: list[int]) -> Iterator[tuple[Any, str]]:
    """Measure and draw: all networks of the first seed, then the next."""
    if not depths:
        yield gr.skip(), alert(both("depth_none_chosen"))
        return
    try:
        yield from _measured(depths)
    except ValueError as error:  # the memory does not hold a pair of networks
        yield gr.skip(), failure(error)


def _measured(depths: list[int]) -> Iterator[tuple[Any, str]]:
    import_networks()
    from explorer.figures.depth.shattering import noise, shattering_figure
    from explorer.training.depth.autocorrelation import brown_noise
    from explorer.training.depth.shattering import shattering

    settings = ShatteringSettings(depths=tuple(sorted(depths)))
    total = len(settings.networks()) * settings.seeds
    found: list[ShatteredGradients] = []
    for each in shattering(settings):
        found.append(each)
        if each.network != NETWORKS[-1]:
            continue
        done = len(found) // len(NETWORKS)
        said = progress_line(
            done, total, "depth_shattering_going", seed=each.seed + 1, seeds=settings.seeds,
        )  # fmt: skip
        summary = shattering_summary(
            found, settings, float(abs(noise(settings)[1:]).max()),
            float(noise(settings, brown_noise)[1]),
        )  # fmt: skip
        button = python_button(shattering_program(settings, len(found)))
        yield drawn(shattering_figure(found, settings), "shattering", button + summary), said
