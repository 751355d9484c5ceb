"""The page: masthead and tabs. Building it imports no tensor library, so that it opens at once."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import gradio as gr

from explorer.ending.scratch import own_folder
from explorer.figures.file_page import look_buttons
from explorer.interface.compute_import import import_attributions, import_compute, import_networks
from explorer.interface.depth.tab import depth_tab
from explorer.interface.doors.ledger import Ledger
from explorer.interface.doors.names import Names
from explorer.interface.doors.wrong_values import refuse_wrong_values
from explorer.interface.events.unseen_progress import keep_unseen_progress_in
from explorer.interface.explore.desk import Desk
from explorer.interface.explore.gatherer import Gatherer
from explorer.interface.explore.shelf import Shelf
from explorer.interface.explore.tab import explore_tab
from explorer.interface.finetune.tab import finetune_tab
from explorer.interface.glossary.book import glossary, words_button
from explorer.interface.inspect_endpoint import inspect_endpoint
from explorer.interface.lesson.sheets import sheets_route
from explorer.interface.lesson.tab import lesson_tab
from explorer.interface.links.dialog import link_button, link_dialog
from explorer.interface.links.qr_code import qr_route
from explorer.interface.programs.endpoints import endpoint
from explorer.interface.programs.mcp_server import mcp_server
from explorer.interface.programs.offered import offered
from explorer.interface.race.begin import begin_on, cost_on
from explorer.interface.race.files import race_route
from explorer.interface.race.runs import Runs
from explorer.interface.race.tab import race_tab
from explorer.interface.right_of_way import RightOfWay
from explorer.interface.scripting.dialog import python_dialog
from explorer.interface.scripts.page_scripts import imported, mounting
from explorer.interface.scripts.plotly_script import body
from explorer.interface.serving import serving
from explorer.interface.settings import PageSettings
from explorer.interface.start_stop import Turns
from explorer.interface.trained.tab import trained_tab
from explorer.interface.words.language import Labels, both
from explorer.interface.zips.packing import Packing
from explorer.interface.zips.promised import Promises
from explorer.networks.weights.weights_folder import cached_networks
from explorer.words.formula import formula
from explorer.words.languages import LANGUAGES, language_of
from explorer.words.sentences import both_languages

SWITCH = f"async (language) => (await {imported('language.js')}).set(language)"
TOP = "() => { window.scrollTo(0, 0); return []; }"  # another tab is read from its beginning
SPOKEN_NOW = f"async () => (await {imported('language.js')}).now()"


def build(
    settings: PageSettings | None = None,
    names: Names | None = None,
    at_end: ExitStack | None = None,
) -> tuple[gr.Blocks, dict[str, Any]]:
    """The page and how to serve it.

    Args:
        settings: What the command line said.
        names: By which it may be asked for, by default those of the settings.
        at_end: Told what ends the page's work; by default only the process's end does.

    Returns:
        The Blocks, and the arguments for its `launch` or for `gr.mount_gradio_app`.
    """
    settings = settings or PageSettings()
    names = names or Names(settings.host, settings.allowed_hosts)
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    labels = Labels()
    shelf = Shelf.in_this_machine()
    at_end = at_end or ExitStack()
    way = RightOfWay()
    desk = Desk(Gatherer(way))
    promises, packing = Promises(), Packing(desk.gatherer)
    at_end.callback(packing.close)
    runs = Runs(begin_on(settings), cost=cost_on(settings), way=way)
    at_end.callback(runs.close)
    cached = cached_networks(settings.weights_folder)  # what is there answers at once
    with gr.Blocks(
        title="ResNet Explorer",
        delete_cache=(3600, 86400),
        analytics_enabled=False,
        fill_width=True,
    ) as blocks:
        ledger = Ledger(folder=own_folder(blocks.GRADIO_CACHE))
        turns = Turns(ledger.is_here)
        with gr.Row(elem_id="masthead"):
            gr.HTML(
                masthead(), js_on_load=mounting("masthead.js"), apply_default_css=False, scale=5
            )
            device = gr.HTML("", apply_default_css=False, scale=0, min_width=200)
            switch = gr.Radio(
                [(language_of(each).name, each) for each in LANGUAGES], show_label=False,
                container=False, elem_id="language", scale=0, min_width=190,
            )  # fmt: skip
        with gr.Tabs() as tabs:
            with tab(labels, "lesson"):
                lesson_tab(runs, settings)
            with tab(labels, "explore"):
                explore = explore_tab(labels, shelf, settings, cached, desk)
            with tab(labels, "race"):
                fill_race = race_tab(labels, runs)
            with tab(labels, "depth") as deep:
                depth = depth_tab(labels, deep, turns)
            with tab(labels, "trained") as trained:
                trained_tab(labels, settings, turns)(trained)
            with tab(labels, "finetune") as tuning:
                finetune = finetune_tab(labels, settings, at_end, turns)
                finetune.connect(tuning)
        link_dialog(settings.host)
        python_dialog()
        fill_race(depth.loaded).then(
            lambda: gr.Tabs(selected="race"), None, tabs, js=TOP, api_visibility="private",
            queue=False, show_progress="hidden",
        )  # fmt: skip
        inspect_endpoint(settings, desk, promises, packing)
        tools = offered(settings, desk, runs.line, blocks.GRADIO_CACHE, at_end)
        for each in tools[1:]:
            endpoint(each)
        switch.input(
            lambda language: labels.updates(language if language in LANGUAGES else "en"),
            switch, labels.components, js=SWITCH, trigger_mode="always_last",
            api_visibility="private", queue=False, show_progress="hidden",
        )  # fmt: skip
        blocks.load(None, None, switch, js=SPOKEN_NOW, api_visibility="private")
        blocks.load(
            lambda: device_line(settings), None, device, api_visibility="private", queue=False,
            show_progress="hidden",
        )  # fmt: skip
        finetune.asked.then(
            lambda path: [gr.Tabs(selected="explore"), "own", path or None, None, "file"],
            finetune.checkpoint,
            [tabs, *explore.picker.own_network],
            api_visibility="private", show_progress="hidden",
        ).then(None, None, None, js=TOP, api_visibility="private")  # fmt: skip
        explore.connect(blocks)
    keep_unseen_progress_in(device, blocks)
    blocks.queue(default_concurrency_limit=4, max_size=64)
    # else a mounted page would take any path of the machine for an uploaded file
    blocks.has_launched = True
    refuse_wrong_values(blocks)
    routes = [race_route(runs), qr_route(settings.host), sheets_route(settings)]
    lifespan = None
    if settings.mcp:
        for_assistants, lifespan = mcp_server(tools)
        routes += for_assistants
    served = serving(
        blocks,
        shelf,
        settings,
        names,
        labels,
        promises,
        packing,
        ledger,
        *routes,
        lifespan=lifespan,
    )
    return blocks, served


@contextmanager
def tab(labels: Labels, name: str) -> Iterator[gr.Tab]:
    """A tab of the page; its title is the text `tab_NAME`, its place in the address NAME."""
    with gr.Tab(labels(f"tab_{name}"), id=name) as made:
        yield made
    labels.follow(made, label=f"tab_{name}")


def masthead() -> str:
    """Name, the one formula, glossary, link, the buttons for a projector and for dark."""
    return (
        f'<div class="masthead"><h1>{both("title")}</h1>'
        f'{formula("y = F(x) + x")}<span class="spacer"></span>{words_button()}{link_button()}'
        f"{look_buttons()}{glossary()}</div>"
    )


def device_line(settings: PageSettings) -> str:
    """Which processor computes."""
    import_networks()
    from explorer.networks.device import choose_device, device_label

    label = device_label(choose_device(settings.device))
    said = f'<span class="spoken">{both("device")}</span>{both_languages(label)}'
    return f'<p class="device">{said}</p>'


def warm_up(seconds: float = 0.0) -> threading.Thread:
    """Import what photographs will need, while the page is being looked at.

    Args:
        seconds: How long to wait first: importing while a browser fetches the page slows that.
            What only attributions need follows after twice as long.
    """

    def load() -> None:
        time.sleep(seconds)
        import_compute()
        body("br")  # what draws the figures, compressed once
        time.sleep(2 * seconds)  # a first photograph, which does without, may be waited for
        import_attributions()

    thread = threading.Thread(target=load, name="warm-up", daemon=True)
    thread.start()
    return thread
