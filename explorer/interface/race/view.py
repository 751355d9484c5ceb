"""Where a race is seen: the words, the figures, the replay. Drawn by `assets/page/race`."""

from typing import Any, Final

import gradio as gr

from explorer.figures.race.wire import WORDS, wire
from explorer.interface.download_link import download_link
from explorer.interface.race.questions import race_questions
from explorer.interface.race.run import LIVE
from explorer.interface.race.runs import Runs
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
    buttons = "".join(
        f'<button type="button" data-wish="{wish}" disabled {attribute("title", title)}>'
        f"{both(name)}</button>"
        for wish, name, title in (
            ("pause", "race_pause", "race_pause_title"),
            ("resume", "race_resume", "race_resume_title"),
            ("step", "race_one_step", "race_one_step_title"),
            ("stop", "race_stop", "race_stop_title"),
            ("reset", "race_reset", "race_reset_title"),
        )
    )
    words = "".join(
        f'<div><dt>{both(f"race_{of}")}</dt><dd class="word" data-of="{of}">–</dd></div>'
        for of in ("gradients", "learning")
    )
    lanes = "".join(
        f'<section class="lane {kind}" data-kind="{kind}"><h3>{both(key)}</h3>'
        f'<dl class="words" aria-live="polite">{words}</dl>'
        '<p class="numbers"></p><p class="first"></p><div class="detail"></div></section>'
        for kind, key in (("plain", "race_plain"), ("residual", "race_residual"))
    )
    charts = {name: _chart(name) for name in CHARTS}
    return (
        f'<div class="bar">{buttons}<progress max="1" value="0" '
        f"{attribute('aria-label', 'race_progress')}></progress>"
        '<span class="status" role="status"></span><span class="spacer"></span>'
        f'<label class="kept">{both("race_kept")}<select class="races"></select></label></div>'
        '<p class="failure" role="alert" hidden></p><p class="note"></p>'
        f'<div class="empty">{both("race_empty")}</div><div class="shown" hidden>'
        f'<p class="title"></p><div class="lanes">{lanes}</div>'
        f'<label class="replay">{both("race_replay")}<input type="range" min="1" max="1" value="1" '
        f'step="1" disabled><output></output><button type="button" class="live" hidden>'
        f"{both('race_to_live')}</button></label>"
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
