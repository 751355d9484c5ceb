"""Words that explain themselves: by mouse and keyboard, in both languages; formulas typeset."""

import pytest
from playwright.sync_api import Page, expect

from explorer.interface.glossary.entries import entries
from tests.browser.conftest import Visit
from tests.browser.test_accessibility import axe, found

__all__ = ["axe"]
pytestmark = pytest.mark.browser
NOTE = ".glossary-note"
HELD = (
    "[...document.querySelectorAll('button, label, summary, option, [aria-hidden=true]')]"
    ".filter((each) => each.querySelector('.term')).map((each) => each.outerHTML)"
)


def opened(page: Page, key: str, language: str) -> None:
    entry = entries(language)[key]
    expect(page.locator(NOTE)).to_be_visible()
    expect(page.locator(f"{NOTE} h2")).to_have_text(entry.term)
    expect(page.locator(f"{NOTE} .definition")).to_have_text(entry.definition)
    expect(page.locator(f"{NOTE} .source")).to_have_text(entry.source)


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.dataset.term ?? ''"))


def test_a_term_opens_beside_it_by_mouse_and_keyboard_and_closes(visit: Visit, axe: str) -> None:
    page = visit.open()
    term = page.locator(".predictions caption .term:visible")
    term.click()
    opened(page, "softmax", "en")
    formula = page.locator(f"{NOTE} tex-formula")
    expect(formula.locator(".katex .mfrac")).to_have_count(1)  # set by KaTeX
    expect(formula.locator(".spoken")).to_have_text("p_i = (exp(f_i))/(Σ_j exp(f_j))")
    assert found(page, axe) == []
    page.get_by_label("中文").check()  # a press elsewhere, but the entry stays, in Chinese
    opened(page, "softmax", "zh")
    page.get_by_label("English").check()
    expect(page.get_by_role("tab").first).to_have_text("Lesson")  # the program has answered, too
    page.wait_for_timeout(500)
    page.keyboard.press("Escape")
    expect(page.locator(NOTE)).to_be_hidden()
    page.wait_for_function("document.activeElement.dataset.term === 'softmax'")
    page.keyboard.press("Enter")
    opened(page, "softmax", "en")
    assert page.evaluate(f"document.querySelector('{NOTE}').contains(document.activeElement)")
    page.mouse.click(300, 640)
    expect(page.locator(NOTE)).to_be_hidden()
    term.click()
    page.click(f"{NOTE} .close")
    expect(page.locator(NOTE)).to_be_hidden()
    assert focused(page) == "softmax"


def test_the_book_has_every_word_and_finds_what_is_typed(visit: Visit, axe: str) -> None:
    page = visit.open()
    page.click(".opens-words")
    rows = page.locator(".glossary-book section")
    expect(rows).to_have_count(len(entries("en")))
    assert found(page, axe) == []
    page.keyboard.type("shatter")
    expect(rows.first.locator("h3")).to_have_text("shattering")
    page.keyboard.type(" nowhere")
    expect(rows).to_have_count(0)
    expect(page.locator(".glossary-book .nothing")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".glossary-book")).to_be_hidden()
    page.get_by_label("中文").check()
    page.click(".opens-words")
    expect(page.locator("[data-entry=vanishing] h3")).to_have_text("梯度消失")


def test_a_note_fits_a_phone_and_leads_to_its_place_in_the_book(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 390, "height": 844})
    page = visit.open()
    page.locator(".explained .term:visible").click()
    opened(page, "logit", "en")
    box = page.locator(NOTE).bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert box["y"] + box["height"] <= 844
    page.click(f"{NOTE} .all")
    expect(page.locator("[data-entry=logit]")).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") <= 392


def test_the_words_of_a_race_explain_themselves_where_formulas_are_live(visit: Visit) -> None:
    page = visit.open("?tab=race")
    page.get_by_role("tab", name="Race").click()
    word = page.locator("#race .lane.plain .word[data-of=gradients] .term")
    expect(word).to_have_text("vanishing")
    word.click()
    opened(page, "vanishing", "en")
    page.keyboard.press("Escape")
    page.click("#race .opens-help")
    page.locator("#race .help .term:visible").first.click()  # above the dialog that holds it
    opened(page, "gradient_norm", "en")
    expect(page.locator("#race .help tex-formula:visible .katex").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(NOTE)).to_be_hidden()
    expect(page.locator("#race .help")).to_be_visible()  # the word's own Escape, not the dialog's
    assert focused(page) == "gradient_norm"
    assert page.evaluate(HELD) == []
