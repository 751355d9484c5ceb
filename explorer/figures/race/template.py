"""The HTML in which a race is seen, on the page and in a file: `assets/page/race` fills it."""

from typing import Any, Final

from explorer.figures.race.stage import NAMED, stage
from explorer.figures.race.titles import CHOICE_TEXTS, LABELS
from explorer.figures.saves import saves
from explorer.words.texts import attribute, both, pair, texts

PROFILES: Final = ("profile-a", "profile-b")
CHARTS: Final = (*PROFILES, "heat", "loss", "accuracy")


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


def template(download: str = "", tools: str = "") -> str:
    """The view's HTML, which stays; the scripts fill it.

    Args:
        download: A link to the race's folder as HTML; a file that opens by itself has none.
        tools: What else can be done with it, as HTML; nothing in a file.
    """
    charts = {name: _chart(name) for name in CHARTS}
    rules = "".join(
        f'<section class="rules {kind}"><h3>{both(key)}</h3><p class="numbers"></p>'
        '<p class="first"></p><div class="detail"></div></section>'
        for kind, key in NAMED.items()
    )
    return (
        f'{stage(is_file=not download)}<div class="drawer" hidden><h2>{both("race_details")}</h2>'
        f"{tools}"
        f'<div class="pair">{rules}</div>'
        f'<div class="pair">{charts["profile-a"]}{charts["profile-b"]}</div>'
        f'<p class="hint">{both("race_profile_hint")}</p>'
        f'{charts["heat"]}<div class="pair">{charts["loss"]}{charts["accuracy"]}</div>'
        f'<p class="facts"></p><p class="keep" hidden>{download}</p></div>'
    )


def _chart(name: str) -> str:
    """A figure with its own choice of quantity where it has one, its saving, its summary."""
    choice = (
        f'<select class="quantity" {attribute("aria-label", "race_quantity")}></select>'
        if name.startswith("profile")
        else ""
    )
    return (
        f'<figure class="chart" data-chart="{name}"><figcaption>{choice}<span class="save" '
        f"{attribute('title', 'save_title')}>{saves()}</span></figcaption>"
        '<div class="plot"></div><p class="trouble" role="alert"></p><p class="summary"></p>'
        "</figure>"
    )
