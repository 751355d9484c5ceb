from explorer.words.languages import LANGUAGES
from explorer.words.marks import formulas_in, marked, term, terms_in, unmarked, without_terms
from explorer.words.texts import both, html_texts, text, texts

MARKED = r"The [gradient](gradient) of {name}: $\frac{1}{2}x$, not a list [1]."


def test_a_term_is_a_button_that_says_that_a_dialog_opens() -> None:
    assert term("gradient", "<b>it</b>") == (
        '<button type="button" class="term" data-term="gradient" aria-haspopup="dialog">'
        "<b>it</b></button>"
    )


def test_marks_become_html_and_the_text_stays_a_template() -> None:
    html = marked(MARKED).format(name="a")
    assert term("gradient", "gradient") in html
    assert r'<tex-formula latex="\frac{1}{2}x">1/2x</tex-formula>' in html
    assert html.endswith("not a list [1].")


def test_plain_words_keep_nothing_of_the_marks() -> None:
    assert unmarked(MARKED).format(name="a") == "The gradient of a: 1/2x, not a list [1]."
    assert terms_in(MARKED) == ["gradient"]
    assert formulas_in(MARKED) == [r"\frac{1}{2}x"]


def test_a_value_is_never_read_as_a_mark() -> None:
    html = both("explained", name="[a](b) $x$", index=1)
    assert "[a](b) $x$" in html
    assert "data-term" not in html


def test_the_page_says_marked_texts_as_html_and_names_them_plainly() -> None:
    assert 'data-term="logit"' in both("logit", logit="+1.0")
    assert text("en", "logit", logit="+1.0") == "Its logit: +1.0."
    for language in LANGUAGES:
        assert not [key for key, said in texts(language).items() if "](" in said or "$" in said]
        assert [key for key, said in html_texts(language).items() if 'class="term"' in said]


def test_terms_become_words_where_there_is_no_glossary() -> None:
    html = (
        f"<p>see {term('relu', '<i>ReLU</i>')} and <button>press</button> {term('logit', 'a')}</p>"
    )
    assert without_terms(html) == "<p>see <i>ReLU</i> and <button>press</button> a</p>"
