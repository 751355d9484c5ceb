"""What the Fine-tune tab shows of a fine-tuning, from its place in line to what came of it."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any, Final

import gradio as gr
from starlette.concurrency import run_in_threadpool

from explorer.figures.finetune_figures import confusion_figure, curves
from explorer.interface.figure_view import drawn
from explorer.interface.finetune.begun import Begun
from explorer.interface.finetune.finetunings import Finetuning
from explorer.interface.finetune.view import (
    confusion_summary,
    curves_summary,
    outcome,
    picture_menu,
    status,
    status_of_waiting,
)
from explorer.interface.scripting.dialog import python_button
from explorer.interface.settings import PageSettings
from explorer.interface.words.failure import failure
from explorer.sentences.sentence import refusal

LOOK: Final = 0.4  # seconds between two updates of the page


async def updates(begun: Begun, key: str, settings: PageSettings) -> AsyncIterator[list[Any]]:
    """Wait in line, then learn; a page that is left ends it at the next step.

    Args:
        begun: Where it was put.
        key: That it got there.
        settings: The page's.

    Yields:
        Values for what was said, curves, the result as a whole, its summary, the matrix, the menu
        of pictures, weights, tables and the pair of pictures.
    """
    run = begun.get(key)
    if run is None:
        yield [gr.skip()] * 9
        return
    told = _told(run, settings)
    try:
        begun.join(key)
        while (before := begun.before(key)) and not run.stopping:
            yield [status_of_waiting(before, begun.seconds_until(key)), *[gr.skip()] * 8]
            await asyncio.sleep(LOOK)  # no thread waits
        while not run.given_up:
            if begun.has_had_its_turn(key):
                run.make_room()
            update = await run_in_threadpool(next, told, None)
            if update is None or run.given_up:
                return
            yield update
    finally:
        begun.end(key)


def _told(run: Finetuning, settings: PageSettings) -> Iterator[list[Any]]:
    """Updates of the page for all that a fine-tuning says."""
    drawn_rows, last = 0, 0.0
    try:
        if run.stopping:  # in line
            raise refusal(
                "stopped before anything was learned: let it finish its first epoch, "
                "or give fewer pictures"
            )
        for progress in run.run(settings):
            now = time.monotonic()
            if now - last < LOOK:
                continue
            last = now
            rows = run.rows
            live: Any = gr.skip()
            if len(rows) > drawn_rows:
                drawn_rows = len(rows)
                live = drawn(curves(rows), "finetune-curves", curves_summary(rows))
            yield [status(progress), live, *[gr.skip()] * 7]
    except (ValueError, OSError) as error:
        yield [failure(error), *[gr.skip()] * 8]
        return
    assert run.result is not None
    done, name = run.result, run.weights.stem
    menu = picture_menu(done)
    yield [
        "",
        drawn(curves(done.rows, done.best_epoch), f"{name}-curves", curves_summary(done.rows)),
        gr.update(visible=True),
        outcome(done) + python_button(run.program),
        drawn(confusion_figure(done), f"{name}-confusion", confusion_summary(done)),
        gr.update(choices=menu, value=menu[0][1]),
        str(run.weights),
        str(run.tables),
        "",
    ]
