"""The page of an inspection that opens as a file."""

import dataclasses
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from explorer.figures.inspection.page import inspection_page
from explorer.figures.inspection.shown import Shown
from explorer.inspection.blocks.branches import branches
from tests.browser.test_accessibility import axe as axe
from tests.browser.test_race_page import Opened
from tests.interface.conftest import shown as shown

pytestmark = pytest.mark.browser


@pytest.fixture
def file(shown: Shown, tmp_path: Path) -> Path:
    path = tmp_path / "inspection.html"
    path.write_text(inspection_page([shown]), "utf-8")
    return path


def test_the_answer_opens_without_a_network(page: Page, file: Path, shown: Shown) -> None:
    opened = Opened(page, file)
    inspection = shown.inspection
    expect(page.locator(".predictions tr")).to_have_count(len(inspection.predictions))
    maxima = page.locator(".card .maximum [lang=en]").all_text_contents()
    assert len(maxima) == len(inspection.stages)
    page.locator("[data-name=stage1]").click()
    cells = page.locator(".sheet:visible .channels button")
    expect(cells).to_have_count(16)
    stage = inspection.stages[0]
    second = int(stage.strongest[1])
    cells.first.focus()
    page.keyboard.press("ArrowRight")
    expect(cells.nth(1)).to_be_focused()
    expect(page.locator(".channel .facts [lang=en]")).to_have_text(
        f"channel {second}: weight × mean activation {float(stage.strength[second]):+.3g}"
    )
    for block in branches(shown.network, shown.photograph, keep=()):
        numbers = page.locator(f"button.block[data-block='{block.name}'] b")
        assert numbers.nth(0).text_content() == f"{block.ratio:.3f}"
        cosine = numbers.nth(1).text_content() or ""
        assert float(cosine.replace("−", "-")) == pytest.approx(block.cosine, abs=0.0051)
    page.locator("[data-name='stage2.block2']").click()
    expect(page.locator(".block-sum figure")).to_have_count(4)
    expect(page.locator(".block-sum h4 [lang=en]")).to_contain_text("stage2.block2")
    page.locator(".opacity input").fill("20")
    heat = page.locator(".card .heat").first
    expect(heat).to_have_css("opacity", "0.2")
    opened.check()


@pytest.mark.parametrize("width", [390, 1440])
def test_it_speaks_both_languages_in_both_themes(
    page: Page, file: Path, axe: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    opened = Opened(page, file)
    page.locator(".to-rules").click()
    expect(page.locator(".rules .light")).to_be_visible()
    opened.check_languages_and_themes(page, axe, (".opacity", "热图不透明度"))


def test_two_networks_are_walked_through_each_by_itself(
    page: Page, shown: Shown, tmp_path: Path
) -> None:
    other = dataclasses.replace(shown.inspection, network="another")
    text = inspection_page([shown, dataclasses.replace(shown, inspection=other)])
    (tmp_path / "both.html").write_text(text, "utf-8")
    opened = Opened(page, tmp_path / "both.html")
    expect(page.locator(".picked:visible")).to_have_count(0)
    page.locator(".answer").nth(1).locator("[data-name='stage1.block1']").click()
    expect(page.locator(".answer").nth(0).locator(".picked")).to_be_hidden()
    expect(page.locator(".answer").nth(1).locator(".block-sum figure")).to_have_count(4)
    opened.check()
