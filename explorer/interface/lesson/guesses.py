"""How a room commits itself in each step of the lesson, as HTML."""

from typing import Final

from explorer.interface.lesson.races import CURES
from explorer.interface.lesson.steps import lesson, said
from explorer.words.formula import formula
from explorer.words.texts import attribute, both

_BLANK: Final = "–"
_STRIP: Final = '<i class="strip" role="img"></i>'


def guess(step: str) -> str:
    """The controls of a step, which `assets/page/lesson/guessing.js` moves.

    Args:
        step: Its key.
    """
    return _GUESSES[step]()


def _choices(step: str, pictured: bool = False) -> str:
    """One of several; a strip of pictures stands in each where there are some."""
    count = len(lesson("en")[step]["choices"])
    return "".join(
        f'<button type="button" class="choice" data-choice="{place}" aria-pressed="false">'
        f"<span>{_choice(step, place)}</span>"
        f"{_STRIP if pictured else ''}</button>"
        for place in range(count)
    )


def _choice(step: str, place: int) -> str:
    """What can be chosen; in step 5 formulas, which are the same in every language."""
    if step != "plus":
        return said(step, "choices", place)
    return formula(lesson("en")[step]["choices"][place].replace("·", r"\cdot"))


def _slider(name: str, key: str, value: int) -> str:
    return (
        f'<label class="slides"><span>{both(key)}</span><input type="range" min="0" max="100" '
        f'value="{value}" data-slider="{name}"><output aria-live="off">{_BLANK}</output></label>'
    )


def _errors() -> str:
    return _slider("20", "lesson_error_20", 30) + _slider("56", "lesson_error_56", 30)


def _heard() -> str:
    return (
        f'<label class="slides"><span>{both("lesson_first_hears")}</span>'
        '<input type="range" min="-16" max="2" step="0.5" value="0" data-slider="hears">'
        f'<output aria-live="off">{_BLANK}</output></label>'
    )


def _right() -> str:
    return _slider("right", "lesson_right_then", 10)


def _order() -> str:
    """The cures in the order in which the program names them, to be moved."""
    items = "".join(
        f'<li data-cure="{cure}"><span id="lesson-cure-{cure}">{said("open", "cures", cure)}</span>'
        f"{_mover(cure, -1, 'lesson_up', '↑')}{_mover(cure, 1, 'lesson_down', '↓')}</li>"
        for cure in CURES
    )
    return f'<ol class="order">{items}</ol><p class="spoken moved" role="status"></p>'


def _mover(cure: str, by: int, key: str, sign: str) -> str:
    """A button that says what it moves, too."""
    own = f"lesson-{cure}-{by}"
    return (
        f'<button type="button" id="{own}" data-by="{by}" {attribute("aria-label", key)} '
        f'aria-labelledby="{own} lesson-cure-{cure}">{sign}</button>'
    )


def _point() -> str:
    return f'<p class="hint pointed" role="status">{both("lesson_not_pointed")}</p>'


_GUESSES: Final = {
    "see": lambda: _choices("see", pictured=True), "deeper": _errors, "hears": _heard,
    "normalise": lambda: _choices("normalise"), "plus": lambda: _choices("plus"),
    "switch": _right, "look": _point, "open": _order,
}  # fmt: skip
