"""The lesson's HTML, which stays: timeline and steps; `assets/page/lesson` fills them."""

from typing import Final

from explorer.figures.race.stage import lane
from explorer.interface.lesson.guesses import guess
from explorer.interface.lesson.pictures import LOOKED_AT, photograph
from explorer.interface.lesson.steps import STEPS, VERSIONS, Step, said
from explorer.interface.scripting.dialog import python_button
from explorer.words.formula import formula
from explorer.words.texts import attribute, both

_VERSION_TEXTS: Final = {
    "10": "lesson_version_10", "45": "lesson_version_45", "alone": "lesson_version_alone",
}  # fmt: skip


def view() -> str:
    """Everything; the first step is open."""
    steps = "".join(_step(step, place) for place, step in enumerate(STEPS, start=1))
    return (
        f'<div class="lesson" data-version="45"><header>{_timeline()}{_versions()}</header>'
        f'<p class="outside" role="status" hidden>{both("lesson_outside")}</p>'
        f'{steps}<p class="trouble failure" role="alert" hidden></p>{_moves()}</div>'
    )


def _timeline() -> str:
    """Every step, to be left and entered again."""
    entries = "".join(
        f'<li><button type="button" data-go="{step.key}" data-short="{step.minutes[0]}">'
        f"<b>{place}</b> {said(step.key, 'title')}</button></li>"
        for place, step in enumerate(STEPS, start=1)
    )
    named = attribute("aria-label", "lesson_timeline")
    return f'<nav class="timeline" {named}><ol>{entries}</ol></nav>'


def _versions() -> str:
    """For whom, and what can be printed."""
    options = "".join(
        f'<option value="{each}" {_both_labels(_VERSION_TEXTS[each])}></option>'
        for each in VERSIONS
    )
    links = "".join(
        f'<a class="prints" data-sheet="{sheet}" target="_blank" rel="noopener">{both(key)}</a>'
        for sheet, key in (("notes", "lesson_notes"), ("worksheet", "lesson_worksheet"))
    )
    return (
        f'<div class="for"><select class="version" {attribute("aria-label", "lesson_version")}>'
        f"{options}</select>{links}</div>"
    )


def _both_labels(key: str) -> str:
    """An option can hold no elements: the script keeps its label in step, as other attributes."""
    return attribute("label", key)


def _step(step: Step, place: int) -> str:
    hidden = "" if place == 1 else " hidden"
    return (
        f'<section class="step" data-step="{step.key}" data-moments="{step.moments}"{hidden}>'
        f'<h2 tabindex="-1">{said(step.key, "question")}</h2>'
        f'<div class="figure">{_FIGURES[step.key]()}</div>'
        f'<div class="talk"><p class="ask" id="lesson-{step.key}">{said(step.key, "ask")}</p>'
        f'<div class="guess" role="group" aria-labelledby="lesson-{step.key}">'
        f"{guess(step.key)}</div>"
        f'<button type="button" class="shows">{_shows(step)}</button>'
        f'<p class="preparing" role="status" hidden>{both("lesson_preparing")}</p>'
        '<div class="told" aria-live="polite"><p class="yours"></p><p class="truth"></p>'
        f'<p class="sentence"></p></div></div><div class="beside" hidden><p class="more">'
        f'{said(step.key, "more")}</p><p class="source"></p>'
        f"{_onward(step)}{python_button()} "
        f'<button type="button" class="covers">{both("lesson_again")}</button>'
        "</div></section>"
    )


def _onward(step: Step) -> str:
    """From step 7 to a network for photographs, in a tab of the browser's own."""
    if step.key != "look":
        return ""
    return f'<a class="onward" target="_blank" rel="noopener">{both("lesson_onward")}</a> '


def _shows(step: Step) -> str:
    """What the next press shows, one text for each."""
    if step.moments == 1:
        return both("lesson_show")
    return "".join(
        f'<span data-moment="{moment}"{" hidden" if moment else ""}>'
        f"{said(step.key, 'shows', moment)}</span>"
        for moment in range(step.moments)
    )


def _moves() -> str:
    return (
        f'<div class="moves"><button type="button" class="back">← {both("lesson_back")}</button>'
        f'<span class="keys">{both("lesson_keys")}</span>'
        f'<button type="button" class="next">{both("lesson_next")} <span class="to"></span> →'
        "</button></div>"
    )


def _described(key: str) -> str:
    """What a photograph shows, for whoever does not see it."""
    return attribute("alt", key)


def _see() -> str:
    return (
        f'<div class="input"><img class="pixels" src="{photograph()}" '
        f'{_described("lesson_photograph")}></div><div class="network">'
        '<div class="drawing"></div><div class="columns"></div></div>'
    )


def _chart() -> str:
    return '<svg class="chart" role="img"></svg>'


def _curves() -> str:
    return f'{_chart()}<p class="hint">{both("lesson_lines")}</p>'


def _gauge() -> str:
    ends = "".join(f"<span>{both(key)}</span>" for key in ("lesson_picture", "lesson_loss"))
    return (
        f'<div class="gauge"><p class="hint">{both("lesson_gauge")}</p>'
        '<svg class="curve" role="img"></svg><div class="axis"><div class="drawing"></div>'
        f'<i class="pulse" aria-hidden="true"></i></div><p class="ends">{ends}</p></div>'
    )


def _normalise() -> str:
    return (
        f'<div class="pair"><div><h3>{both("lesson_relative")}</h3>{_chart()}</div>'
        f"<div><h3>{both('lesson_shattered')}</h3>{_chart()}</div></div>"
        f'<blockquote lang="en" hidden>{_QUOTE}</blockquote>'
    )


# He et al. 2015, section 4.1
_QUOTE: Final = (
    "We argue that this optimization difficulty is <b>unlikely to be caused by vanishing "
    "gradients</b>. These plain networks are trained with BN, which ensures forward propagated "
    "signals to have non-zero variances."
)


def _plus() -> str:
    lines = "".join(
        f'<p class="line" hidden><span class="written">{formula(latex)}</span> '
        f"<span>{both(key)}</span></p>"
        for latex, key in (
            ("y = F(x) + x", "lesson_line_sum"),
            (
                r"\frac{\partial y}{\partial x} = \frac{\partial F}{\partial x} + 1",
                "lesson_line_slope",
            ),
            (
                r"\frac{\partial L}{\partial x} = \frac{\partial L}{\partial y}"
                r"\frac{\partial F}{\partial x} + \frac{\partial L}{\partial y}",
                "lesson_line_loss",
            ),
        )
    )
    return (
        f'<div class="lines">{lines}</div>{_gauge()}'
        f'<div class="opened" hidden><p class="hint"></p><div class="terms"></div></div>'
    )


def _switch() -> str:
    return lane("plain", on_stage=False) + lane("residual", on_stage=False)


def _look() -> str:
    cards = "".join(
        f'<figure data-kind="{kind}" hidden><div class="picture"><img class="pixels" alt=""></div>'
        f'<figcaption><b>{both(key)}</b><ol class="says"></ol></figcaption></figure>'
        for kind, key in (("residual", "race_residual"), ("plain", "race_plain"))
    )
    return (
        '<figure class="points" tabindex="0" role="application" '
        f'{attribute("aria-label", "lesson_point_here")}><div class="picture">'
        f'<img class="pixels" src="{photograph(LOOKED_AT)}" '
        f"{_described('lesson_photograph_look')}></div></figure>{cards}"
    )


def _open() -> str:
    return (
        f'<table class="cures" hidden><caption>{both("lesson_cures")}</caption><thead></thead>'
        '<tbody></tbody></table><p class="hint sick"></p><p class="hint rule"></p>'
    )


_FIGURES: Final = {
    "see": _see, "deeper": _curves, "hears": _gauge, "normalise": _normalise, "plus": _plus,
    "switch": _switch, "look": _look, "open": _open,
}  # fmt: skip
