"""A photograph in a network, picture by picture: the crop, each stage's map, its channels."""

from html import escape
from typing import Final

import numpy as np
from PIL import Image

from explorer.figures.data_uri import data_uri
from explorer.figures.inspection.contact_sheet import STRONGEST, contact_sheet
from explorer.figures.inspection.drawn import Drawable
from explorer.figures.inspection.overlay import heat
from explorer.figures.inspection.pictures import evidence
from explorer.figures.minus import minus
from explorer.figures.network_view import network_given
from explorer.inspection.alignment import align
from explorer.inspection.grad_cam import CamMethod, cam, shown_cam
from explorer.inspection.result import Attribution, Inspection, Stage
from explorer.words.sentences import both_languages
from explorer.words.texts import attribute, both

# the texts that name the methods
ATTRIBUTION_TEXTS: Final = {
    "integrated-gradients": "method_integrated_gradients",
    "guided-grad-cam": "method_guided_grad_cam",
    "occlusion": "method_occlusion",
}
COLUMNS: Final = 4
SMALL: Final = 100  # an input below this is shown pixel by pixel, as the network saw it


def strip(shown: Drawable) -> str:
    """The crop, then the network with one card for every stage, input side first."""
    inspection, attribution = shown.inspection, shown.attribution
    picture = crop_picture(inspection)
    by_stage = shown_cam(shown.method)
    size = inspection.input.shape[-1]
    beside = "" if attribution is None else attribution_card(attribution, picture)
    cards = "".join(
        card(stage, place, by_stage, picture, size)
        for place, stage in enumerate(inspection.stages, start=1)
    )
    given = network_given(shown.architecture, inspection.network)
    return (
        f"{input_card(shown, picture)}{beside}"
        f"<div class=\"network\" data-given='{given}'>"
        f'<div class="drawing"></div><div class="cards">{cards}</div></div>'
    )


def crop_picture(inspection: Inspection) -> str:
    """What the network saw, as an address; one that is shown pixel by pixel loses nothing."""
    photograph = inspection.input.shape[-1] >= SMALL
    return data_uri(Image.fromarray(inspection.picture), photograph)


def warned(sentence: str) -> str:
    """A warning that stands out; nothing for an empty one."""
    return f'<p class="warning">{both_languages(sentence)}</p>' if sentence else ""


def attribution_card(attribution: Attribution, picture: str) -> str:
    """What a method sees that looks at the input alone."""
    laid = data_uri(heat(evidence(attribution)))
    return (
        '<figure class="card attribution">'
        f'<div class="layers"><img src="{picture}" alt=""><img class="heat" '
        f'src="{laid}" alt="{escape(attribution.method)}"></div>'
        f"<figcaption>{both(ATTRIBUTION_TEXTS[attribution.method])}</figcaption></figure>"
    )


def input_card(shown: Drawable, picture: str) -> str:
    """What the network saw, and where that lies in the whole photograph."""
    crop, (width, height) = shown.inspection.crop, shown.size
    photograph = max(width, height) >= SMALL
    kind = "whole" if photograph else "whole small"
    frame = (
        f"left:{100 * crop.left / width:.2f}%;top:{100 * crop.top / height:.2f}%;"
        f"width:{100 * crop.width / width:.2f}%;height:{100 * crop.height / height:.2f}%"
    )
    seen = "×".join(str(n) for n in shown.inspection.input.shape)
    lies = ""
    if (crop.width, crop.height) != shown.size:
        whole = data_uri(shown.thumbnail, photograph)
        lies = (
            f'<div class="{kind}" {attribute("title", "whole_hint")}>'
            f'<img src="{whole}" alt=""><i style="{frame}"></i></div>'
        )
    return (
        '<figure class="card input">'
        f'<div class="layers"><img src="{picture}" {attribute("alt", "input_alt")}></div>'
        f'<figcaption>{both("input")}</figcaption><p class="shape">{seen}</p>'
        f"{lies}</figure>"
    )


def card(stage: Stage, place: int, method: CamMethod, picture: str, size: int) -> str:
    """One stage: its map over the photograph, with the true maximum."""
    values = cam(stage, method)
    largest = float(values.max(initial=0.0))
    laid = data_uri(heat(align(values, stage.stride, size)))
    said = both("map_maximum", maximum=f"{largest:.3g}") if largest > 0 else both("map_zero")
    return (
        f'<figure class="card stage" data-stage="{place - 1}">'
        f'<div class="layers"><img src="{picture}" alt="">'
        f'<img class="heat" src="{laid}" {attribute("alt", "map_alt", number=place)}></div>'
        f"<figcaption>{both('stage', number=place)}</figcaption>"
        f'<p class="shape">{shape(stage)}</p><p class="maximum">{said}</p></figure>'
    )


def shape(stage: Stage) -> str:
    """Channels, rows and columns."""
    return "×".join(str(each) for each in stage.features.shape)


def sheets(shown: Drawable, whole: bool) -> str:
    """A place for the strongest channels of every stage, which are asked for when one is opened.

    Args:
        shown: The answer.
        whole: Whether they are there, and nothing is asked for.
    """
    return "".join(
        f'<div class="sheet" data-question="sheet" data-stage="{place}" hidden>'
        f"<h4>{both('sheet_title', stage=place + 1)}</h4>"
        f'<div class="body">{sheet(shown, place) if whole else ""}</div></div>'
        for place in range(len(shown.inspection.stages))
    )


def sheet(shown: Drawable, place: int) -> str:
    """The strongest channels of one stage.

    Args:
        shown: The answer that it belongs to.
        place: Of the stage; 0 is stage 1.
    """
    stages, method = shown.inspection.stages, shown_cam(shown.method)
    warning = ""
    if place + 1 < len(stages) and method.misleads_early:
        warning = f'<p class="hint">{both("early_warning", method=method.title)}</p>'
    return f'{channels(stages[place])}<div class="about">{legend(stages[place])}{warning}</div>'


def channels(stage: Stage) -> str:
    """The strongest channels as buttons over one contact sheet."""
    chosen = [int(channel) for channel in stage.strongest[:STRONGEST]]
    rows = -(-len(chosen) // COLUMNS)
    sheet = data_uri(contact_sheet(stage.features, chosen, COLUMNS))
    strength = stage.strength
    cells = []
    for rank, channel in enumerate(chosen):
        across = rank % COLUMNS * 100 / max(COLUMNS - 1, 1)
        down = rank // COLUMNS * 100 / max(rows - 1, 1)
        own = minus(f"{float(strength[channel]):+.3g}")
        words = attribute("title", "channel_cell", channel=channel, strength=own)
        cells.append(
            f'<button type="button" data-rank="{rank}" {words} tabindex="{0 if rank == 0 else -1}" '
            f'style="background-position:{across:.3f}% {down:.3f}%"></button>'
        )
    return (
        f'<div class="channels" style="--sheet:url({sheet});--rows:{rows}">{"".join(cells)}</div>'
    )


def legend(stage: Stage) -> str:
    """Which channels the sheet holds."""
    count = len(stage.strength)
    positive = int(np.count_nonzero(stage.strength > 0))
    said = both("strongest", shown=min(STRONGEST, count), count=count, positive=positive)
    return f'<p class="hint">{said}</p>'
