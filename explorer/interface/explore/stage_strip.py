"""What one network made of one photograph, as HTML: predictions, then a card for every stage."""

from functools import partial
from html import escape
from typing import Final

import numpy as np
from PIL import Image

from explorer.figures.data_uri import data_uri
from explorer.figures.inspection.contact_sheet import STRONGEST, contact_sheet
from explorer.figures.inspection.overlay import heat
from explorer.figures.inspection.pictures import evidence
from explorer.inspection.alignment import align
from explorer.inspection.grad_cam import CamMethod, cam, shown_cam
from explorer.inspection.result import Inspection, Stage
from explorer.interface.download_link import download_link
from explorer.interface.explore.anatomy_view import drawn
from explorer.interface.explore.methods import ATTRIBUTION_TEXTS
from explorer.interface.explore.shelf import Shown
from explorer.interface.words.class_words import class_html, class_name, classes_html
from explorer.interface.words.language import attribute, both
from explorer.interface.words.sentences import both_languages

COLUMNS: Final = 4
THUMBNAIL: Final = 320  # longer side of the whole photograph beside the crop
FEW: Final = 20  # classes, up to which all are named beside the answer
SMALL: Final = 100  # an input below this is shown pixel by pixel, as the network saw it
LIGHT_TOLERANCE: Final = 1e-4  # relative; float32 leaves about 1e-6


def view(shown: Shown, key: str, compared: str = "") -> str:
    """Everything of one answer that is seen at once.

    Args:
        shown: The answer.
        key: Under which the page's script asks for more of it.
        compared: The key of the answer beside it, for the download of both.
    """
    inspection = shown.inspection
    parts = [
        heading(shown, f"{key},{compared}".strip(",")),
        f'<div class="asked">{predictions(inspection)}{one_of_these(shown)}</div>',
        explained(inspection),
        light(inspection),
        drawn(shown),
        strip(shown),
        f'<p class="hint">{both("scale")} {both("alignment")}</p>',
        '<div class="channel" role="region" aria-live="polite">'
        f'<p class="hint">{both("channel_hint")}</p></div>',
        more("blocks", "blocks_title"),
        more("anatomy", "anatomy_title"),
    ]
    pixels = " pixels" if inspection.input.shape[-1] < SMALL else ""
    return f'<section class="view{pixels}" data-key="{escape(key)}">{"".join(parts)}</section>'


def more(question: str, key: str) -> str:
    """A part that is asked for when it is first opened."""
    return (
        f'<details class="{question}" data-question="{question}"><summary>{both(key)}</summary>'
        f'<div class="body"><p class="hint">{both("working")}</p></div></details>'
    )


def heading(shown: Shown, keys: str) -> str:
    """Which network, on what, whose weights, and the download."""
    inspection = shown.inspection
    trained = shown.network.weights != "random"
    notes = "".join(
        f'<p class="note">{both_languages(note)}</p>' for note in shown.photograph.notes
    )
    warning = "" if trained else f'<p class="warning">{both("random_weights")}</p>'
    if shown.doubt:
        warning += f'<p class="warning" role="status">{both_languages(shown.doubt)}</p>'
    return (
        f'<header><h3>{escape(inspection.network)}</h3><span class="facts">'
        f"{escape(inspection.image)} · {escape(inspection.device)} · "
        f"{both('seconds', seconds=f'{inspection.seconds:.2f}')}</span>"
        f'<label class="opacity">{both("opacity")} <input type="range" min="0" max="100" '
        f'value="70" {attribute("aria-label", "opacity")}></label>'
        f"{download_link('download', f'explorer/download/{keys}.zip')}</header>"
        f'<p class="source">{both_languages(inspection.source)}</p>{warning}{notes}'
    )


def one_of_these(shown: Shown) -> str:
    """The question that a network of few classes cannot ask: whether the picture is of any."""
    names = shown.inspection.class_names
    if shown.known or len(names) > FEW:
        return ""
    return (
        f'<aside class="one-of-these"><p>{both("one_of_these", count=len(names))}</p>'
        f'<p class="names">{classes_html(names)}</p>'
        f"<p>{both('always_one_of_these')}</p></aside>"
    )


def predictions(inspection: Inspection) -> str:
    """The likeliest classes as bars."""
    rows = []
    for prediction in inspection.predictions:
        chosen = ' class="chosen"' if prediction.index == inspection.explained.index else ""
        rows.append(
            f'<tr{chosen}><th scope="row">{class_html(prediction.name)}</th><td class="bar">'
            f'<i style="width:{prediction.probability * 100:.2f}%"></i></td>'
            f"<td>{share(prediction.probability)}</td></tr>"
        )
    return (
        f'<table class="predictions"><caption>{both("predictions")}</caption>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def explained(inspection: Inspection) -> str:
    """The class that the maps are of, which need not be among the likeliest."""
    class_ = inspection.explained
    name = partial(class_name, class_.name)
    return (
        f'<p class="explained">{both("explained", name=name, index=class_.index)}'
        f" {both('logit', logit=f'{inspection.logit:+.3f}')}</p>"
    )


def share(probability: float) -> str:
    """A probability without false certainty: 99.99 % is the most that is claimed."""
    percent = probability * 100
    if percent > 99.99:
        return "&gt; 99.99 %"
    return "&lt; 0.01 %" if percent < 0.01 else f"{percent:.2f} %"


def light(inspection: Inspection) -> str:
    """The identity of the last stage, computed on this photograph: green only if it holds.

    The difference is measured against the sum of the terms' magnitudes, since a logit near 0 is a
    small difference of large terms and float32 rounds each of them.
    """
    left, right = inspection.evidence, inspection.logit - inspection.bias
    last = inspection.stages[-1]
    cells = last.features.shape[1] * last.features.shape[2]
    terms = float(np.abs(last.strength.astype(np.float64)).sum()) * cells
    error = abs(left - right) / max(terms, abs(right), 1e-12)
    state = "ok" if error <= LIGHT_TOLERANCE else "broken"
    return (
        f'<p class="light {state}">{both("identity", stages=len(inspection.stages))} '
        f"{left:+.4g} ≈ {right:+.4g} {both('identity_error', error=f'{error:.0e}')}</p>"
    )


def strip(shown: Shown) -> str:
    """The crop and one card for every stage, input side first."""
    inspection, attribution = shown.inspection, shown.attribution
    picture = crop_picture(inspection)
    by_stage = shown_cam(shown.method)
    size = inspection.input.shape[-1]
    cards = [input_card(shown, picture, size)]
    if attribution is not None:
        laid = data_uri(heat(evidence(attribution)))
        cards.append(
            f'<figure class="card"><figcaption>{both(ATTRIBUTION_TEXTS[attribution.method])}'
            f'</figcaption><div class="layers"><img src="{picture}" alt=""><img class="heat" '
            f'src="{laid}" alt="{escape(attribution.method)}"></div>'
            f'<p class="hint">{both("evidence_drawn")}</p>'
            f'<p class="hint">{both_languages(attribution.note)}</p>'
            f"{warned(attribution.warning)}</figure>"
        )
    cards += [
        card(stage, place, by_stage, picture, size, early=place < len(inspection.stages))
        for place, stage in enumerate(inspection.stages, start=1)
    ]
    return f'<div class="strip" style="--cards:{len(cards)}">{"".join(cards)}</div>'


def crop_picture(inspection: Inspection) -> str:
    """What the network saw, as an address; one that is shown pixel by pixel loses nothing."""
    photograph = inspection.input.shape[-1] >= SMALL
    return data_uri(Image.fromarray(inspection.picture), photograph)


def warned(sentence: str) -> str:
    """A warning that stands out; nothing for an empty one."""
    return f'<p class="warning">{both_languages(sentence)}</p>' if sentence else ""


def input_card(shown: Shown, picture: str, size: int) -> str:
    """What the network saw, and where that lies in the whole photograph."""
    crop, whole = shown.inspection.crop, shown.photograph.image
    width, height = whole.size
    small = whole.copy()
    small.thumbnail((THUMBNAIL, THUMBNAIL))
    photograph = max(whole.size) >= SMALL
    kind = "whole" if photograph else "whole small"
    frame = (
        f"left:{100 * crop.left / width:.2f}%;top:{100 * crop.top / height:.2f}%;"
        f"width:{100 * crop.width / width:.2f}%;height:{100 * crop.height / height:.2f}%"
    )
    shape = "×".join(str(n) for n in shown.inspection.input.shape)
    return (
        f'<figure class="card input"><figcaption>{both("input")}</figcaption>'
        f'<div class="layers"><img src="{picture}" {attribute("alt", "input_alt")}></div>'
        f'<p class="shape">{shape}</p><p class="hint">{both("crop_hint", size=size)}</p>'
        f'<p class="hint">{both("whole_hint")}</p><div class="{kind}">'
        f'<img src="{data_uri(small, photograph)}" alt=""><i style="{frame}"></i></div>'
        "</figure>"
    )


def card(stage: Stage, place: int, method: CamMethod, picture: str, size: int, early: bool) -> str:
    """One stage: its map over the photograph, with the true maximum, and its strongest channels."""
    values = cam(stage, method)
    largest = float(values.max(initial=0.0))
    laid = data_uri(heat(align(values, stage.stride, size)))
    shape = "×".join(str(n) for n in stage.features.shape)
    said = both("map_maximum", maximum=f"{largest:.3g}") if largest > 0 else both("map_zero")
    wary = early and method.misleads_early
    warning = f'<p class="hint">{both("early_warning", method=method.title)}</p>' if wary else ""
    return (
        f'<figure class="card stage" data-stage="{place - 1}">'
        f"<figcaption>{both('stage', number=place)}</figcaption>"
        f'<div class="layers"><img src="{picture}" alt="">'
        f'<img class="heat" src="{laid}" {attribute("alt", "map_alt", number=place)}></div>'
        f'<p class="shape">{shape}</p><p class="maximum">{said}</p>{channels(stage)}{warning}'
        "</figure>"
    )


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
        words = attribute(
            "title", "channel_cell", channel=channel, strength=f"{float(strength[channel]):+.3g}"
        )
        cells.append(
            f'<button type="button" data-rank="{rank}" {words} tabindex="{0 if rank == 0 else -1}" '
            f'style="background-position:{across:.3f}% {down:.3f}%"></button>'
        )
    positive = int(np.count_nonzero(strength > 0))
    legend = both("strongest", shown=len(chosen), count=len(strength), positive=positive)
    return (
        f'<div class="channels" style="--sheet:url({sheet});--rows:{rows}">{"".join(cells)}</div>'
        f'<p class="hint">{legend}</p>'
    )
