"""Tabs and radios by keyboard alone: one tab stop each, arrows move within."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser
FOCUSED = "document.activeElement.value || document.activeElement.innerText"


def test_tabs_and_radios_are_one_stop_each_and_move_by_arrows(visit: Visit) -> None:
    page = visit.open("?language=en")
    page.wait_for_function("document.querySelectorAll('#language input[name]').length === 2")
    page.wait_for_timeout(1000)  # until nothing is laid out any more
    page.locator("[data-press=theme]").focus()
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == "en"
    page.keyboard.press("Tab")  # past the other language
    assert page.evaluate(FOCUSED) == "Explore"
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", selected=True)).to_have_text("Race")
    assert page.evaluate(FOCUSED) == "Race"
    page.keyboard.press("Tab")  # into the open tab, past the others
    assert page.evaluate(FOCUSED) == "textbook"
    page.keyboard.press("ArrowRight")
    expect(page.locator("#race-preset input:checked")).to_have_value("paper")
    expect(page.locator("#race-sentence")).to_contain_text("batch normalisation")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#race-depth') !== null")
