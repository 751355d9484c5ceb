"""The page: masthead and tabs. Building it imports no tensor library, so that it opens at once."""

import os
import threading
import time
from typing import Any

import gradio as gr

from explorer.interface.compute_import import import_compute, import_networks
from explorer.interface.depth.tab import depth_tab
from explorer.interface.explore.shelf import Shelf
from explorer.interface.explore.tab import explore_tab
from explorer.interface.finetune.tab import finetune_tab
from explorer.interface.inspect_endpoint import inspect_endpoint
from explorer.interface.plotly_script import body
from explorer.interface.race.begin import begin_on
from explorer.interface.race.files import race_route
from explorer.interface.race.runs import Runs
from explorer.interface.race.tab import race_tab
from explorer.interface.serving import serving
from explorer.interface.settings import PageSettings
from explorer.interface.trained.tab import trained_tab
from explorer.interface.words.language import LANGUAGES, Labels, attribute, both
from explorer.interface.words.sentences import both_languages
from explorer.networks.weights.weights_folder import cached_depths

SWITCH = "(language) => window.explorerLanguage.set(language)"
MASTHEAD_JS = """
window.explorerLanguage?.apply(element);
const root = document.documentElement;
element.addEventListener('click', (event) => {
  const name = event.target.closest('button')?.dataset.press;
  if (name === 'theme') document.body.classList.toggle('dark');
  if (name === 'projector') root.classList.toggle('projector');
});
"""


def build(settings: PageSettings | None = None) -> tuple[gr.Blocks, dict[str, Any]]:
    """The page and how to serve it.

    Args:
        settings: What the command line said.

    Returns:
        The Blocks, and the arguments for its `launch` or for `gr.mount_gradio_app`.
    """
    settings = settings or PageSettings()
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    labels = Labels()
    shelf = Shelf()
    runs = Runs(begin_on(settings))
    cached = cached_depths(settings.weights_folder)  # what is there answers at once
    with gr.Blocks(
        title="ResNet Explorer",
        delete_cache=(3600, 86400),
        analytics_enabled=False,
        fill_width=True,
    ) as blocks:
        with gr.Row(elem_id="masthead"):
            gr.HTML(masthead(), js_on_load=MASTHEAD_JS, apply_default_css=False, scale=5)
            device = gr.HTML("", apply_default_css=False, scale=0, min_width=200)
            switch = gr.Radio(
                [("English", "en"), ("中文", "zh")], show_label=False, container=False,
                elem_id="language", scale=0, min_width=190,
            )  # fmt: skip
        with gr.Tabs() as tabs:
            with gr.Tab(labels("tab_explore"), id="explore") as tab:
                explore = explore_tab(labels, shelf, settings, cached)
            labels.follow(tab, label="tab_explore")
            with gr.Tab(labels("tab_race"), id="race") as tab:
                fill_race = race_tab(labels, runs)
            labels.follow(tab, label="tab_race")
            with gr.Tab(labels("tab_depth"), id="depth") as tab:
                depth = depth_tab(labels)
            labels.follow(tab, label="tab_depth")
            fill_race(depth.loaded)
            depth.loaded.change(
                lambda: gr.Tabs(selected="race"), None, tabs, api_visibility="private",
                queue=False, show_progress="hidden",
            )  # fmt: skip
            with gr.Tab(labels("tab_trained"), id="trained") as tab:
                draw_trained = trained_tab(labels, settings)
            labels.follow(tab, label="tab_trained")
            draw_trained(tab)
            with gr.Tab(labels("tab_finetune"), id="finetune") as tab:
                finetune = finetune_tab(labels, settings)
            labels.follow(tab, label="tab_finetune")
        inspect_endpoint(settings)
        switch.input(
            lambda language: labels.updates(language if language in LANGUAGES else "en"),
            switch, labels.components, js=SWITCH, api_visibility="private", queue=False,
            show_progress="hidden",
        )  # fmt: skip
        blocks.load(
            None, None, switch, js="() => window.explorerLanguage.now", api_visibility="private"
        )
        blocks.load(
            lambda: device_line(settings), None, device, api_visibility="private", queue=False,
            show_progress="hidden",
        )  # fmt: skip
        finetune.asked.then(
            lambda path: [gr.Tabs(selected="explore"), "own", path, None, "file"],
            finetune.checkpoint,
            [tabs, *explore.picker.own_network],
            api_visibility="private", show_progress="hidden",
        )  # fmt: skip
        explore.connect(blocks)
    blocks.queue(default_concurrency_limit=4, max_size=64)
    return blocks, serving(shelf, settings, race_route(runs))


def masthead() -> str:
    """Name, the one formula, theme and projector buttons."""
    return (
        f'<div class="masthead"><h1>{both("title")}</h1><span class="formula">y = F(x) + x</span>'
        f'<span class="spacer"></span><button type="button" data-press="projector" '
        f"{attribute('title', 'projector_title')}>{both('projector')}</button>"
        f'<button type="button" data-press="theme">{both("theme")}</button></div>'
    )


def device_line(settings: PageSettings) -> str:
    """Which processor computes."""
    import_networks()
    from explorer.networks.device import choose_device, device_label

    label = device_label(choose_device(settings.device))
    return f'<p class="device">{both("device")}{both_languages(label)}</p>'


def warm_up(seconds: float = 0.0) -> threading.Thread:
    """Import what the first photograph will need, while the page is being looked at.

    Args:
        seconds: How long to wait first: importing while a browser fetches the page slows that.
    """

    def load() -> None:
        time.sleep(seconds)
        import_compute()
        body("br")  # what draws the figures, compressed once

    thread = threading.Thread(target=load, name="warm-up", daemon=True)
    thread.start()
    return thread
