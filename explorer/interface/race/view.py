"""Where a race is seen: the words, the figures, the replay. Drawn by `assets/page/race`."""

from typing import Any, Final

import gradio as gr

from explorer.figures.race.wire import WORDS, wire
from explorer.interface.download_link import download_link
from explorer.interface.network_view import drawing_texts
from explorer.interface.race.questions import race_questions
from explorer.interface.race.run import LIVE
from explorer.interface.race.runs import Runs
from explorer.interface.race.stage import NAMED, stage
from explorer.interface.race.titles import CHOICE_TEXTS, LABELS
from explorer.interface.scripts.page_scripts import mounting
from explorer.interface.scripts.plotly_script import ADDRESS
from explorer.interface.words.language import attribute, both, pair, texts
from explorer.training.measuring.quantities import OPEN

PROFILES: Final = ("profile-a", "profile-b")
CHARTS: Final = (*PROFILES, "heat", "loss", "accuracy")


def race_view(runs: Runs) -> gr.HTML:
    """The view; its value is a JSON object {key, token} of the race to show, or empty.

    Args:
        runs: The page's races.
    """
    return gr.HTML(
        value="",
        html_template=template(),
        js_on_load=mounting("race/race.js"),
        server_functions=race_questions(runs),
        apply_default_css=False,
        elem_id="race",
        plotly=ADDRESS,
        texts=spoken(),
        words=WORDS,
        settings=settings_texts(),
        drawing=drawing_texts(),
        wire=wire(LIVE),
        shown=dict(zip(PROFILES, OPEN, strict=True)),
    )


def spoken() -> dict[str, dict[str, str]]:
    """What the scripts may say, by key, in every language."""
    return {key: pair(key) for key in texts("en") if key.startswith(("race_", "figure_"))}


def settings_texts() -> dict[str, Any]:
    """Name of every setting, and of its values where they have names, in every language."""
    return {
        name: {
            "label": pair(key),
            "values": {value: pair(each) for value, each in CHOICE_TEXTS.get(name, {}).items()},
        }
        for name, key in LABELS.items()
    }


def template() -> str:
    """The view's HTML, which stays; the scripts fill it."""
    charts = {name: _chart(name) for name in CHARTS}
    rules = "".join(
        f'<section class="rules {kind}"><h3>{both(key)}</h3><p class="numbers"></p>'
        '<p class="first"></p><div class="detail"></div></section>'
        for kind, key in NAMED.items()
    )
    return (
        f'{stage()}<div class="drawer" hidden><h2>{both("race_details")}</h2>'
        f'<div class="pair">{rules}</div>'
        f'<div class="pair">{charts["profile-a"]}{charts["profile-b"]}</div>'
        f'<p class="hint">{both("race_profile_hint")}</p>'
        f'{charts["heat"]}<div class="pair">{charts["loss"]}{charts["accuracy"]}</div>'
        f'<p class="facts"></p><p class="keep" hidden>{download_link("race_download")}</p></div>'
    )


def _chart(name: str) -> str:
    """A figure with its own choice of quantity where it has one, its saving, its summary."""
    choice = (
        f'<select class="quantity" {attribute("aria-label", "race_quantity")}></select>'
        if name.startswith("profile")
        else ""
    )
    saves = "".join(
        f'<button type="button" data-format="{kind}">{kind.upper()}</button>'
        for kind in ("png", "svg", "csv")
    )
    return (
        f'<figure class="chart" data-chart="{name}"><figcaption>{choice}<span class="save" '
        f"{attribute('title', 'save_title')}>{both('save')}{saves}</span></figcaption>"
        '<div class="plot"></div><p class="trouble" role="alert"></p><p class="summary"></p>'
        "</figure>"
    )
