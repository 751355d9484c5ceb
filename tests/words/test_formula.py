import re
from pathlib import Path

import pytest

from explorer.interface.glossary.entries import formulas
from explorer.words.formula import formula, plain_formula
from explorer.words.languages import LANGUAGES, read
from explorer.words.marks import formulas_in

WRITTEN = sorted(
    {
        *formulas().values(),
        *(
            each
            for language in LANGUAGES
            for key, said in read(language).items()
            if key != "language"
            for each in formulas_in(said)
        ),
    }
)


@pytest.mark.parametrize(
    ("latex", "plain"),
    [
        ("y = F(x) + x", "y = F(x) + x"),
        (r"\frac{\partial L}{\partial x}", "∂L/∂x"),
        (r"\frac{\partial y}{\partial x} = 1 + \frac{\partial F}{\partial x}", "∂y/∂x = 1 + ∂F/∂x"),
        (r"x_L = x_0 + \sum_{l=0}^{L-1} F_l(x_l)", "x_L = x_0 + Σ_(l=0)^(L-1) F_l(x_l)"),
        (r"\frac{1}{\sqrt{L + 1}}", "1/(√(L + 1))"),
        (r"\frac{a + b}{n_{\mathrm{in}}}", "(a + b)/n_in"),
        (r"g \cdot \min(1, \frac{c}{\lVert g \rVert})", "g · min(1, c/(‖g‖))"),
        (r"\hat{x}", "x\u0302"),
        ("", ""),
    ],
)
def test_plain_text_reads_as_one_would_type_it(latex: str, plain: str) -> None:
    assert plain_formula(latex) == plain


def test_html_holds_both_and_escapes() -> None:
    assert formula("a < b_0") == '<tex-formula latex="a &lt; b_0">a &lt; b_0</tex-formula>'


def test_a_command_without_plain_text_is_named() -> None:
    with pytest.raises(ValueError, match=r"\\wp in 2 \\wp has no plain text"):
        plain_formula(r"2 \wp")


@pytest.mark.parametrize("latex", WRITTEN)
def test_every_formula_of_the_page_has_whole_plain_text(latex: str) -> None:
    plain = plain_formula(latex)
    assert not re.search(r"[\\{}]", plain)
    assert plain.count("(") == plain.count(")")


def test_no_formula_of_the_page_is_left_untyped() -> None:
    """HTML with a sum or a product of its own would be a formula that KaTeX never sees."""
    root = Path(formula.__code__.co_filename).parents[1]
    code = [path.read_text("utf-8") for path in root.rglob("*.py")]
    assert not [each for each in code if re.search(r"<su[bp]>", each)]
    for language in LANGUAGES:
        texts = [said for key, said in read(language).items() if key != "language"]
        assert not [said for said in texts if re.search(r"<su[bp]>", said)]
