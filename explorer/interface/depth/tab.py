"""The Depth tab: what plain and residual networks are at birth, over depths, without any training.

It opens with the sweep that comes with the program: the verdicts as a pattern, gradients and
activations as small multiples below it. What is measured here fills in instead; a cell can be taken
to the race. `shattering_part` follows below.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import gradio as gr

from explorer.interface.compute_import import import_networks
from explorer.interface.depth.choices import (
    ARRANGEMENT_TEXTS,
    IMAGES,
    QUANTITY_TEXTS,
    SEEDS,
    TAB,
    asked_choices,
)
from explorer.interface.depth.cost import cost, too_much
from explorer.interface.depth.shattering_part import shattering_part
from explorer.interface.depth.words import (
    progress_line,
    recorded_line,
    sweep_summary,
    words_table,
)
from explorer.interface.events.told import is_place, told
from explorer.interface.figure_view import drawn, figure_view
from explorer.interface.links.asked import Asked
from explorer.interface.links.keeping import kept
from explorer.interface.scripts.page_scripts import mounting
from explorer.interface.start_stop import LIGHT, StartStop, Turns
from explorer.interface.words.failure import failure
from explorer.interface.words.language import Labels, both, translated
from explorer.interface.words.wrong import wrong
from explorer.training.depth.result import DEPTHS, SweepCell, SweepSettings, SweptNetwork
from explorer.training.depth.shipped import shipped_sweep
from explorer.training.race.result import NETWORKS
from explorer.training.race.settings import described

if TYPE_CHECKING:
    from explorer.figures.depth.lines import Quantity
    from explorer.figures.depth.small_multiples import Arrangement

FIRST_DEPTHS: Final = (8, 20, 56, 110)
RACE_BATCH: Final = 16
BETWEEN: Final = 0.3  # seconds between two drawings, at least


@dataclass(frozen=True)
class DepthTab:
    """What the page connects the tab with.

    Attributes:
        loaded: Changes to a race's described settings (see `race_settings.described`) when a cell
            is chosen, with a count `chosen` beside them, so that choosing it again is a change too.
    """

    loaded: gr.State


@dataclass
class Looked:
    """What one visitor has measured, and how it is drawn: changed in place."""

    settings: SweepSettings = field(default_factory=SweepSettings)
    cells: list[SweepCell] = field(default_factory=list)
    quantity: "Quantity" = "weight_gradient"
    arrangement: "Arrangement" = "depth"
    chosen: int = 0
    opened: bool = False

    def drawing(self) -> str:
        """The figure's value."""
        from explorer.figures.depth.small_multiples import depth_figure

        figure = depth_figure(self.cells, self.settings, self.quantity, self.arrangement)
        summary = sweep_summary(self.cells, self.settings, self.quantity)
        name = f"{self.quantity.replace('_', '-')}-by-{self.arrangement}"
        return drawn(figure, name, summary)


def depth_tab(labels: Labels, tab: gr.Tab, turns: Turns) -> DepthTab:
    """Lay the tab out where the page is being built, and connect it.

    Args:
        labels: Collects what the language switch must rename.
        tab: Shows the recorded sweep when it is first opened.
        turns: Whose turn it is to use the processor.
    """
    looked = gr.State(Looked())
    loaded = gr.State(None)
    gr.HTML(f'<p class="lead">{both("depth_question")}</p>', apply_default_css=False)
    with gr.Row(elem_classes=["measuring"]):
        depths = gr.CheckboxGroup(
            list(DEPTHS), value=list(FIRST_DEPTHS), label=labels("depth_depths"),
            elem_id="depth-depths", min_width=300,
        )  # fmt: skip
        labels.follow(depths, label="depth_depths")
        seeds = gr.Radio(
            list(SEEDS), value=SEEDS[0], label=labels("depth_seeds"), elem_id="depth-seeds",
            min_width=120,
        )  # fmt: skip
        labels.follow(seeds, label="depth_seeds")
        images = gr.Radio(
            list(IMAGES), value=IMAGES[0], label=labels("depth_images"), elem_id="depth-images",
            min_width=120,
        )  # fmt: skip
        labels.follow(images, label="depth_images")
        buttons = StartStop(labels, "depth_start", "depth", turns)
    status = gr.HTML("", apply_default_css=False, elem_id="depth-status")
    words = gr.HTML(
        f'<div class="empty">{both("depth_empty")}</div>', js_on_load=mounting("depth/verdicts.js"),
        apply_default_css=False, elem_id="depth-words",
    )  # fmt: skip
    with gr.Row(elem_classes=["what-is-drawn"]):
        quantity = gr.Radio(
            [(labels(key), name) for name, key in QUANTITY_TEXTS.items()],
            value="weight_gradient", label=labels("depth_quantity"), elem_id="depth-quantity",
            min_width=300,
        )  # fmt: skip
        labels.follow(quantity, label="depth_quantity", choices=translated(QUANTITY_TEXTS))
        arrangement = gr.Radio(
            [(labels(key), name) for name, key in ARRANGEMENT_TEXTS.items()],
            value="depth", label=labels("depth_arrangement"), elem_id="depth-arrangement",
            min_width=300,
        )  # fmt: skip
        labels.follow(arrangement, label="depth_arrangement", choices=translated(ARRANGEMENT_TEXTS))
    figure = figure_view("depth-figure")
    gr.HTML(
        f'<h2 class="depth-title">{both("depth_seen")}</h2>'
        f"<ul><li>{both('depth_seen_none')}</li>"
        f"<li>{both('depth_seen_he')}</li><li>{both('depth_seen_batch')}</li></ul>"
        f'<p class="source">{both("depth_lead")} {both("depth_source")}</p>',
        apply_default_css=False,
        elem_classes=["depth-seen"],
    )

    def sweep(
        mine: Looked, chosen_depths: list[int], count: int, batch: int
    ) -> Iterator[tuple[Any, ...]]:
        refused = too_much(chosen_depths, count, batch)
        if refused is not None:
            yield gr.skip(), gr.skip(), refused
            return
        try:
            mine.settings = SweepSettings(depths=tuple(chosen_depths), seeds=count, batch=batch)
            mine.cells = []  # a sweep that was stopped may still hold the old list
            yield from measured(mine)
        except ValueError as error:  # a depth is asked for twice, or the memory holds no pair
            yield gr.skip(), gr.skip(), failure(error)

    choices = {
        "depths": depths, "seeds": seeds, "images": images, "quantity": quantity,
        "arrangement": arrangement,
    }  # fmt: skip
    kept(TAB, **choices)
    tab.select(first_look, looked, [figure, words, status, *choices.values()], **LIGHT)
    buttons.run(sweep, [looked, depths, seeds, images], [figure, words, status], status)
    gr.on([depths.input, seeds.input, images.input], cost, [depths, seeds, images], status, **LIGHT)
    gr.on(
        [quantity.input, arrangement.input], redrawn, [looked, quantity, arrangement], figure,
        trigger_mode="always_last", **LIGHT,
    )  # fmt: skip
    # through the queue, since a state that is set beside it tells nobody of its change
    gr.on(
        [figure.select, words.select], to_race, looked, loaded, api_visibility="private",
        show_progress="hidden",
    )  # fmt: skip
    shattering_part(labels, turns)
    return DepthTab(loaded)


def first_look(mine: Looked, request: gr.Request) -> tuple[Any, ...]:
    """What `opened` shows, drawn as the address asks; then the values that it asks for."""
    if mine.opened:
        return (gr.skip(),) * 8
    asked = Asked(dict(request.query_params), TAB)
    filled = asked_choices(asked)
    mine.quantity = filled["quantity"] or mine.quantity
    mine.arrangement = filled["arrangement"] or mine.arrangement
    figure, words, said = opened(mine)
    values = (gr.skip() if each is None else each for each in filled.values())
    return figure, words, said + asked.said(), *values


def opened(mine: Looked) -> tuple[Any, ...]:
    """The sweep that comes with the program, for a visitor who has not seen it."""
    if mine.opened:
        return gr.skip(), gr.skip(), gr.skip()
    shipped = shipped_sweep()
    mine.opened = True
    mine.settings, mine.cells = shipped.settings, list(shipped.cells)
    said = recorded_line(shipped)
    return mine.drawing(), words_table(mine.cells, mine.settings), said


def measured(mine: Looked) -> Iterator[tuple[Any, ...]]:
    """Measure and draw, shallow networks first."""
    import_networks()
    from explorer.training.depth.sweep import depth_sweep

    settings, cells = mine.settings, mine.cells
    total = len(settings.networks()) * settings.seeds
    began = last = time.monotonic()
    for cell in depth_sweep(settings):
        cells.append(cell)
        done = len(cells) // len(NETWORKS)
        now = time.monotonic()
        whole = cell.network == NETWORKS[-1]
        if whole and (now - last > BETWEEN or done == total):
            last = now
            key = "depth_done" if done == total else "depth_going"
            said = progress_line(
                done, total, key, depth=cell.swept.depth,
                seconds=f"{now - began:.0f}",
            )  # fmt: skip
            yield mine.drawing(), words_table(cells, settings), said


def redrawn(mine: Looked, quantity: "Quantity", arrangement: "Arrangement") -> Any:
    """Another drawing of what was measured; a sweep that is going on takes it over."""
    mine.quantity, mine.arrangement = quantity, arrangement
    return mine.drawing() if mine.cells else gr.skip()


def to_race(mine: Looked, event: gr.EventData) -> Any:
    """The settings of a race between the two networks that were clicked."""
    chosen = told(event, "customdata")
    if not isinstance(chosen, list) or len(chosen) != 3:
        return gr.skip()
    normalization, initialization, depth = chosen
    if not is_place(depth) or not all(isinstance(each, str) for each in chosen[:2]):
        raise wrong("event_wrong")
    try:
        settings = SweepSettings(depths=(int(depth),), batch=RACE_BATCH)
        race = SweptNetwork(normalization, initialization, int(depth)).of(0, settings)
    except ValueError as error:
        raise wrong("event_wrong") from error
    mine.chosen += 1
    return {**described(race), "chosen": mine.chosen}
