"""Formulas in sentences from compute are typeset, with the same words."""

import re
from html import unescape

import pytest

from explorer.sentences.sentence import Sentence, refusal
from explorer.training.race.presets import preset
from explorer.words.languages import LANGUAGES
from explorer.words.sentences import both_languages, in_language, templates
from explorer.words.spoken_formulas import typeset


def plain(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html))


@pytest.mark.parametrize(
    ("said", "latex"),
    [
        ("y = F(x) + x is a sum", "y = F(x) + x"),
        ("which way F(x) points", "F(x)"),
        ("x_0 is W x, the projection", "x_0"),
        ("of |dL/dW|: first", r"|\partial L/\partial W|"),
        ("2 x |W| |dL/dW| (allowed", r"|W|\, |\partial L/\partial W|"),
        ("&lt;W, dL/dW&gt; is 0", r"\langle W, \partial L/\partial W\rangle"),
        ("by 1/sqrt(54), one", r"1/\sqrt{54}"),
    ],
)
def test_a_formula_becomes_latex_and_keeps_its_words(said: str, latex: str) -> None:
    html = typeset(said)
    assert unescape(re.findall(r'latex="([^"]*)"', html)[0]) == latex
    assert plain(html) == unescape(said)


@pytest.mark.parametrize(
    "said", ["ReLU(x)", "max_0", "PDF(x)", "x_01", "no W xylophone", "a|dL/dW|"]
)
def test_what_is_none_stays(said: str) -> None:
    assert typeset(said) == said


def test_every_sentence_with_a_formula_says_the_same_as_html() -> None:
    for english in templates("zh"):
        if re.search(r"F\(x\)|dL/dW|x_0|sqrt\(", english) and "{" not in english:
            html = both_languages(Sentence(english))
            assert html.count("<tex-formula") >= len(LANGUAGES), english
            said = [plain(each) for each in re.findall(r'<span lang="\w+">(.*?)</span>', html)]
            assert said == [in_language(Sentence(english), each) for each in LANGUAGES]
    assert r"1/\sqrt{54}" in both_languages(preset("tame-the-sum").sentence)


def test_a_value_is_escaped_and_never_typeset() -> None:
    inner = Sentence("x_0 is {what}", what="<b>")
    html = both_languages(refusal("{file!r} has F(x): {inner}, {share:.1%}", file="x_0 & 'F(x)'",
                                  inner=inner, share=0.5))  # fmt: skip
    (first, *_) = re.findall(r'<span lang="en">(.*?)</span>', html)
    assert first == (
        "&quot;x_0 &amp; &#x27;F(x)&#x27;&quot; has "
        '<tex-formula latex="F(x)">F(x)</tex-formula>: '
        '<tex-formula latex="x_0">x_0</tex-formula> is &lt;b&gt;, 50.0%'
    )
