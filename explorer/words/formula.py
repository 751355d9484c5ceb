r"""Formulas as HTML: written in LaTeX, read aloud and searched as plain text.

`assets/page/formula.js` typesets the element by the KaTeX that Gradio brings. Until that is there,
and in a page without scripts, the plain text stands in its place.
"""

import re
from html import escape
from typing import Final

_SIGNS: Final = {
    r"\partial": "∂", r"\sum": "Σ", r"\prod": "Π", r"\sqrt": "√", r"\cdot": " · ",
    r"\times": " × ", r"\approx": " ≈ ", r"\geq": " ≥ ", r"\leq": " ≤ ", r"\neq": " ≠ ",
    r"\to": " → ", r"\gets": " ← ",
    r"\infty": "∞", r"\in": " ∈ ", r"\odot": " ⊙ ", r"\circ": " ∘ ", r"\int": "∫", r"\sim": " ~ ",
    r"\pm": " ± ", r"\lVert": "‖", r"\rVert": "‖ ", r"\langle": "⟨", r"\rangle": "⟩ ",
    r"\ldots": "…", r"\cdots": "…", r"\alpha": "α", r"\beta": "β", r"\gamma": "γ",
    r"\epsilon": "ε", r"\eta": "η", r"\theta": "θ", r"\lambda": "λ", r"\mu": "μ", r"\phi": "φ",
    r"\pi": "π",
    r"\sigma": "σ", r"\Delta": "Δ", r"\top": "ᵀ", r"\log": "log ", r"\exp": "exp",
    r"\max": "max", r"\min": "min", r"\cos": "cos ", r"\left": "", r"\right": "", r"\quad": "  ",
    r"\,": "", r"\;": " ", r"\ ": " ",
}  # fmt: skip
_GROUP: Final = r"\{((?:[^{}]|\{[^{}]*\})*)\}"
_FRACTION: Final = re.compile(r"\\frac" + _GROUP + _GROUP)
_NAMED: Final = re.compile(r"\\(?:mathrm|operatorname|text)" + _GROUP)
_HAT: Final = re.compile(r"\\hat" + _GROUP)
_ROOT: Final = re.compile(r"\\sqrt" + _GROUP)
_RAISED: Final = re.compile(r"([_^])" + _GROUP)
_COMMAND: Final = re.compile(r"\\(?:[A-Za-z]+(?:\s+(?=[A-Za-z\\(]))?|[,; ])")


def formula(latex: str) -> str:
    r"""A formula as HTML, typeset where scripts run.

    Args:
        latex: Such as `\frac{\partial L}{\partial x}`, as KaTeX reads it.
    """
    return f'<tex-formula latex="{escape(latex)}">{escape(plain_formula(latex))}</tex-formula>'


def plain_formula(latex: str) -> str:
    """The same in one line of plain text.

    Raises:
        ValueError: A command has no plain text here.
    """
    said = latex
    for pattern, made in (
        (_NAMED, r"\1"),
        (_HAT, "\\1\N{COMBINING CIRCUMFLEX ACCENT}"),
        (_FRACTION, _divided),
        (_ROOT, _root),
    ):
        while (after := pattern.sub(made, said)) != said:
            said = after
    said = _RAISED.sub(lambda found: found[1] + _bracketed(found[2]), said)
    said = _COMMAND.sub(lambda found: _sign(found[0], latex), said)
    said = " ".join(re.sub(r"[{}]", "", said).split())
    return re.sub(r" (?=[)‖⟩,^])", "", said)


def _sign(command: str, latex: str) -> str:
    sign = command if command in _SIGNS else command.strip()
    if sign not in _SIGNS:
        raise ValueError(f"{sign} in {latex} has no plain text: add it to {__name__}")
    return _SIGNS[sign]


def _divided(found: "re.Match[str]") -> str:
    return f"{_bracketed(found[1])}/{_bracketed(found[2])}"


def _root(found: "re.Match[str]") -> str:
    return rf"\sqrt {_bracketed(found[1])}"


def _bracketed(part: str) -> str:
    """A part that is more than one thing, in brackets."""
    bare = _COMMAND.sub("c", part).strip()
    one = re.fullmatch(r"-?\w+(?:[_^]\{[^{}]*\})?", bare)
    return part if one else f"({part})"
