"""Tabs and radios by keyboard alone: one tab stop each, arrows move within."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser
FOCUSED = "document.activeElement.value || document.activeElement.innerText"
GROUPED = """where => {
    const radios = [...document.querySelectorAll(`${where} input[type=radio]`)];
    return radios.length > 1 && radios.every((each) => each.name === radios[0].name);
}"""


def tab_on(page: Page, *groups: str) -> None:
    """Press Tab, once the radios of these parts of the page are one group each."""
    for group in groups:
        page.wait_for_function(GROUPED, arg=group)
    page.keyboard.press("Tab")


def test_tabs_and_radios_are_one_stop_each_and_move_by_arrows(visit: Visit) -> None:
    page = visit.open("?language=en")
    page.locator("[data-press=theme]").focus()
    tab_on(page, "#language")
    assert page.evaluate(FOCUSED) == "en"
    tab_on(page, "#language")  # past the other language
    assert page.evaluate(FOCUSED) == "Explore"
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", selected=True)).to_have_text("Race")
    assert page.evaluate(FOCUSED) == "Race"
    tab_on(page, "#race-preset")  # into the open tab, past the others
    assert page.evaluate(FOCUSED) == "textbook"
    page.keyboard.press("ArrowRight")
    expect(page.locator("#race-preset input:checked")).to_have_value("paper")
    expect(page.locator("#race-sentence")).to_contain_text("batch normalisation")
    tab_on(page, "#race-preset")
    assert page.evaluate("document.activeElement.closest('[id]').id") == "race-depth"
