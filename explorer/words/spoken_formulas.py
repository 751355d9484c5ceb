"""Formulas in what compute says, which knows no LaTeX: found as they are written, and typeset."""

import re
from html import escape
from typing import Final

# As HTML has them; the longer before those that are a part of them. @ is the number.
_WRITTEN: Final = (
    (r"&lt;W, dL/dW&gt;", r"\langle W, \partial L/\partial W\rangle"),
    (r"\|W\| \|dL/dW\|", r"|W|\, |\partial L/\partial W|"),
    (r"\|dL/dW\|", r"|\partial L/\partial W|"),
    (r"‖dL/dW‖", r"\lVert\partial L/\partial W\rVert"),
    (r"‖dL/da‖", r"\lVert\partial L/\partial a\rVert"),
    (r"y = F\(x\) \+ x", "y = F(x) + x"),
    (r"F\(x\)", "F(x)"),
    (r"W x", "W x"),
    (r"x_0", "x_0"),
    (r"1/sqrt\((\d+)\)", r"1/\sqrt{@}"),
)
_PATTERNS: Final = tuple(re.compile(rf"^{written}$") for written, _ in _WRITTEN)
_ANY: Final = re.compile(
    r"(?<![A-Za-z0-9_|])(?:" + "|".join(written for written, _ in _WRITTEN) + r")(?![A-Za-z0-9_])"
)


def typeset(html: str) -> str:
    """HTML with its known formulas as elements that are typeset; their plain text stays.

    Args:
        html: Escaped text.
    """
    return _ANY.sub(_element, html)


def _element(found: "re.Match[str]") -> str:
    latex = next(
        made.replace("@", whole[1]) if "@" in made else made
        for pattern, (_, made) in zip(_PATTERNS, _WRITTEN, strict=True)
        if (whole := pattern.match(found[0]))
    )
    return f'<tex-formula latex="{escape(latex)}">{found[0]}</tex-formula>'
