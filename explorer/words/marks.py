r"""The light markup of the page's texts: terms of the glossary, and formulas.

`[the gradient](gradient)` opens the glossary's entry `gradient`; `$x_L = x_0 + \sum_l F_l$` is a
formula. Where a text is a plain string (a label of Gradio's, an attribute) neither leaves a trace.
"""

import re
from html import escape
from typing import Final

from explorer.words.formula import formula, plain_formula

_TERM: Final = re.compile(r"\[([^\[\]]+)\]\((\w+)\)")
_PRESSED: Final = re.compile(r'<button type="button" class="term"[^>]*>(.*?)</button>', re.DOTALL)
_FORMULA: Final = re.compile(r"\$([^$]+)\$")


def term(key: str, words: str) -> str:
    """Words that open an entry of the glossary in place, as HTML.

    Not inside a button, a label or a summary, which may hold nothing else that is pressed.

    Args:
        key: Of the entry, see `assets/glossary`.
        words: As the sentence has them; HTML.
    """
    return (
        f'<button type="button" class="term" data-term="{escape(key)}" aria-haspopup="dialog">'
        f"{words}</button>"
    )


def marked(template: str) -> str:
    """A text with its marks made into HTML; it stays a template, its {placeholders} open."""
    said = _FORMULA.sub(lambda found: _closed(formula(found[1])), template)
    return _TERM.sub(lambda found: term(found[2], found[1]), said)


def unmarked(template: str) -> str:
    """A text as plain words."""
    said = _FORMULA.sub(lambda found: _closed(plain_formula(found[1])), template)
    return _TERM.sub(r"\1", said)


def without_terms(html: str) -> str:
    """HTML whose terms are words like others: where no glossary is there to open."""
    return _PRESSED.sub(r"\1", html)


def terms_in(template: str) -> list[str]:
    """The glossary's keys that a text names."""
    return [found[2] for found in _TERM.finditer(template)]


def formulas_in(template: str) -> list[str]:
    """The formulas in a text, in LaTeX."""
    return _FORMULA.findall(template)


def _closed(part: str) -> str:
    return part.replace("{", "{{").replace("}", "}}")
