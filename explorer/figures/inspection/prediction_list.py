"""What a network says: the likeliest classes, and which of them the maps are of."""

from functools import partial
from typing import Final

from explorer.figures.inspection.drawn import Drawable
from explorer.figures.minus import minus
from explorer.inspection.result import Inspection
from explorer.words.class_words import class_html, class_name, classes_html
from explorer.words.texts import attribute, both

PREDICTED: Final = -1  # in place of a class's index: the likeliest, whichever that is
FEW: Final = 20  # classes, up to which all are named beside the answer


def said(shown: Drawable, asks: bool) -> str:
    """Predictions, the class that is explained, and what a network of few classes cannot ask.

    Args:
        shown: The answer.
        asks: Whether a click on a prediction explains that class.
    """
    inspection = shown.inspection
    return (
        f'<div class="says">{one_of_these(shown)}{predictions(inspection, asks)}'
        f"{explained(inspection)}</div>"
    )


def one_of_these(shown: Drawable) -> str:
    """The question that a network of few classes cannot ask: whether the picture is of any."""
    names = shown.inspection.class_names
    if shown.known or len(names) > FEW:
        return ""
    return (
        f'<aside class="one-of-these"><p>{both("one_of_these", count=len(names))}</p>'
        f'<p class="names">{classes_html(names)}</p>'
        f"<p>{both('always_one_of_these')}</p></aside>"
    )


def predictions(inspection: Inspection, asks: bool = True) -> str:
    """The likeliest classes as bars.

    Args:
        inspection: The answer.
        asks: Whether a click on one explains that class.
    """
    rows = []
    for place, prediction in enumerate(inspection.predictions):
        chosen = prediction.index == inspection.explained.index
        marked = ' class="chosen"' if chosen else ""
        name = class_html(prediction.name)
        if asks:
            index = prediction.index if place else PREDICTED
            name = (
                f'<button type="button" data-explain="{index}" aria-pressed="{str(chosen).lower()}"'
                f" {attribute('title', 'explain_this')}>{name}</button>"
            )
        rows.append(
            f'<tr{marked}><th scope="row">{name}</th><td class="bar">'
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
        f" {both('logit', logit=minus(f'{inspection.logit:+.3f}'))}</p>"
    )


def share(probability: float) -> str:
    """A probability without false certainty: 99.99 % is the most that is claimed."""
    percent = probability * 100
    if percent > 99.99:
        return "&gt; 99.99 %"
    return "&lt; 0.01 %" if percent < 0.01 else f"{percent:.2f} %"
