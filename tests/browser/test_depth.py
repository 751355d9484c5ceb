"""What a person does on the Depth tab."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from explorer.interface.words.language import text
from explorer.training.depth.shipped import shipped_sweep
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser
PATIENCE = 120_000  # milliseconds: other tests may want the processor too


def open_tab(visit: Visit) -> Page:
    page = visit.open("/?tab=depth")
    page.wait_for_selector("#depth-start")
    return page


def only(page: Page, group: str, *depths: int) -> None:
    """Tick these depths and no others."""
    for box in page.locator(f"{group} input[type=checkbox]").all():
        box.set_checked(int(box.get_attribute("name") or "") in depths)


def measured(page: Page) -> None:
    page.click("#depth-start")
    expect(page.locator("#depth-status")).to_contain_text("measured in", timeout=PATIENCE)
    page.wait_for_selector("#depth-figure .main-svg", timeout=PATIENCE)


def titles(page: Page) -> list[str]:
    return page.locator("#depth-figure .annotation-text").all_text_contents()


def test_the_cells_fill_in_with_their_verdicts(visit: Visit) -> None:
    page = open_tab(visit)
    expect(page.locator("#depth-words button[data-depth]")).to_have_count(48)  # the record
    expect(page.locator("#depth-status")).to_contain_text(shipped_sweep().recorded)
    assert page.locator("#depth-stop").is_disabled()
    only(page, "#depth-depths", 8, 20)
    measured(page)
    expect(page.locator("#depth-words button[data-depth]")).to_have_count(12)
    expect(page.locator("#depth-words button[data-depth]").nth(1)).to_contain_text("vanishing")
    page.wait_for_function("document.querySelectorAll('#depth-figure .annotation-text').length > 5")
    assert len(titles(page)) == 6
    expect(page.locator("#depth-figure .annotation-text").first).to_contain_text("at 20:")
    expect(page.locator("#depth-figure .summary li")).to_have_count(6)
    expect(page.locator("#depth-start")).to_be_enabled()


def test_another_quantity_arrangement_or_width_needs_no_new_measuring(visit: Visit) -> None:
    page = open_tab(visit)
    only(page, "#depth-depths", 8)
    measured(page)
    before = page.inner_text("#depth-figure .summary")
    page.locator("#depth-quantity").get_by_text("‖dL/da‖").click()
    expect(page.locator("#depth-figure .summary")).not_to_have_text(before)
    page.locator("#depth-arrangement").get_by_text("a line for each depth").click()
    expect(page.locator("#depth-figure .infolayer")).to_contain_text("layer, input side first")
    with page.expect_download() as download:
        page.click("#depth-figure [data-format=csv]")
    assert download.value.suggested_filename == "activation-gradient-by-layer.csv"
    with Path(download.value.path()).open(newline="", encoding="utf-8") as file:
        names = {row["trace"] for row in csv.DictReader(file)}
    assert "no normalisation, He: plain, 8 layers" in names
    page.set_viewport_size({"width": 390, "height": 800})
    page.wait_for_function("innerWidth === 390 && document.documentElement.scrollWidth <= 392")


def test_no_depth_is_one_sentence(visit: Visit) -> None:
    page = open_tab(visit)
    only(page, "#depth-depths")
    page.click("#depth-start")
    expect(page.locator("#depth-status .failure")).to_contain_text("tick at least one")
    expect(page.locator("#depth-start")).to_be_enabled()


def test_stop_keeps_what_was_measured(visit: Visit) -> None:
    page = open_tab(visit)
    page.locator("#depth-seeds").get_by_label("3", exact=True).check()
    page.locator("#depth-images").get_by_label("16", exact=True).check()
    page.click("#depth-start")
    expect(page.locator("#depth-status")).to_contain_text("at 8 layers", timeout=PATIENCE)
    page.click("#depth-stop")
    expect(page.locator("#depth-status")).to_contain_text("Stopped")
    expect(page.locator("#depth-start")).to_be_enabled()
    page.wait_for_timeout(1500)  # what is being measured may end, and is not shown
    expect(page.locator("#depth-status")).to_contain_text("Stopped")
    assert 0 < page.locator("#depth-words button[data-depth]").count() < 24


def test_shattering_is_drawn_seed_by_seed(visit: Visit) -> None:
    page = open_tab(visit)
    only(page, "#shattering-depths", 8)
    page.click("#shattering-start")
    expect(page.locator("#shattering-status")).to_contain_text("16 of 16", timeout=PATIENCE)
    page.wait_for_selector("#shattering-figure .main-svg", timeout=PATIENCE)
    expect(page.locator("#shattering-figure .legendtext")).to_have_count(5)
    expect(page.locator("#shattering-figure .summary li")).to_have_count(2)


def test_it_is_said_in_chinese_and_a_cell_is_loaded_into_the_race(visit: Visit) -> None:
    page = open_tab(visit)
    only(page, "#depth-depths", 8)
    measured(page)
    page.get_by_label("中文").check()
    expect(page.locator("#depth-start")).to_have_text(text("zh", "depth_start"))
    page.wait_for_function(
        "document.querySelector('#depth-figure .annotation-text')?.textContent.includes('无归一化')"
    )
    body = page.locator("body").inner_text()
    for key in ("depth_lead", "depth_seen_batch", "depth_shattering_what"):
        assert text("zh", key) in body
        assert text("en", key) not in body
    assert not re.search(r"\b(plain|residual|healthy|vanishing)\b", " ".join(titles(page)))
    page.locator("#depth-words button[data-depth]").last.click()
    race = page.get_by_role("tab", name=text("zh", "tab_race"), exact=True)
    expect(race).to_have_attribute("aria-selected", "true", timeout=PATIENCE)
    page.wait_for_function("scrollY === 0")  # the race from its beginning
