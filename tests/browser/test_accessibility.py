"""What axe-core finds at several widths: nothing; in the lesson, `test_lesson` asks it."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from explorer.interface.lesson.steps import lesson
from tests.browser.conftest import Visit
from tests.conftest import ROOT

pytestmark = pytest.mark.browser
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
OPEN = ".lesson .step:not([hidden])"
ARRIVED = "() => !document.getAnimations().some((each) => each instanceof CSSTransition)"
OPEN_DETAILS = """() => {
    for (const each of document.querySelectorAll('details'))
        if (each.checkVisibility()) each.open = true;
}"""
RUN = "where => axe.run(where, { resultTypes: ['violations'] })"


@pytest.fixture(scope="module")
def axe() -> str:
    """The checker's script, which `scripts/test` installs where there is npm."""
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: run scripts/test where node's npm is")
    return AXE.read_text("utf-8")


def found(page: Page, axe: str, where: str = "html") -> list[str]:
    """Every violation within a selector, with the elements that it is about."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe)
    return [
        f"{each['id']}: {node['target']} {node['html'][:100]}"
        for each in page.evaluate(RUN, where)["violations"]
        for node in each["nodes"]
    ]


@pytest.mark.parametrize(("width", "theme"), [(390, "light"), (1280, "dark")])
def test_nothing_is_found(visit: Visit, axe: str, tmp_path: Path, width: int, theme: str) -> None:
    visit.page.set_viewport_size({"width": width, "height": 900})
    page = visit.open(f"/?__theme={theme}")
    page.wait_for_selector("#answer .channel h4")
    assert found(page, axe) == []
    page.click("#answer .as-python")
    page.wait_for_selector("#as-python dialog[open]")
    assert found(page, axe) == []
    page.keyboard.press("Escape")
    for panel in ("photograph", "network"):
        visit.ask(panel)
        assert found(page, axe) == []
        page.keyboard.press("Escape")
    pixels = np.random.default_rng(0).integers(0, 256, (80, 120, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(tmp_path / "noise.png")
    page.set_input_files("#photographs input[type=file]", tmp_path / "noise.png")
    page.wait_for_selector("#answer .one-of-these")
    page.click(".sheet:visible .channels button[data-rank='2']")
    page.locator("#answer [data-name='stage1.block1']").click()
    page.click("#answer button.block >> nth=4")
    page.wait_for_selector("#answer .sum figure")
    page.click("#answer .to-rules")
    page.click("#answer details.anatomy summary")
    page.wait_for_selector("#answer table.anatomy")
    page.click("#class input")
    page.wait_for_selector("#class [role=option]")
    assert found(page, axe) == []
    for wide in (width, 1920):
        page.set_viewport_size({"width": wide, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= wide + 2


def test_the_lesson_is_given_by_keyboard_alone(visit: Visit) -> None:
    page = visit.page
    page.goto(f"{visit.address}/?tab=lesson&language=en&step=4")
    page.wait_for_selector(".timeline [tabindex='0']")
    page.locator("[data-go=normalise]").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-go=plus]")).to_be_focused()  # one stop, in which arrows move
    assert page.locator(".timeline [tabindex='0']").count() == 1
    page.keyboard.press("Enter")
    expect(page.locator(f"{OPEN} h2")).to_have_text(
        lesson("en")["plus"]["question"], use_inner_text=True
    )
    expect(page.locator(f"{OPEN} h2")).to_be_focused()
    page.locator(f"{OPEN} [data-choice='0']").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(f"{OPEN} [aria-pressed=true]")).to_be_focused()
    expect(page.locator(f"{OPEN} [data-choice='1']")).to_be_focused()
    page.locator("[data-go=look]").click()
    page.locator(".points").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowUp")
    expect(page.locator(f"{OPEN} .pointed")).to_contain_text(
        "45 % from the left, 45 % from the top"
    )
    page.locator("[data-go=open]").click()
    second = page.locator(f"{OPEN} .order li").nth(1)
    name = second.locator("span").first.inner_text()
    page.get_by_role("button", name=f"move up {name}").focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"{OPEN} .moved")).to_have_text(f"{name}: place 1")
    expect(page.get_by_role("button", name=f"move up {name}")).to_be_focused()


def test_nothing_is_found_on_the_stage(visit: Visit, axe: str) -> None:
    visit.page.set_viewport_size({"width": 1440, "height": 900})  # where all tabs are seen
    page = visit.open("/?__theme=light")
    page.get_by_role("tab", name="Race").click()
    page.set_viewport_size({"width": 390, "height": 900})
    page.wait_for_function("window.explorerRace?.log().n >= 60")
    page.click("#race .opens-drawer")
    page.wait_for_selector("[data-chart=accuracy] .main-svg", state="attached")
    page.click("#race-settings button")
    for width, theme in ((390, "light"), (1440, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        if theme == "dark":
            page.click("[data-press=theme]")
            page.wait_for_function(ARRIVED)  # colours of Gradio's buttons change slowly
        assert page.evaluate("document.body.classList.contains('dark')") == (theme == "dark")
        assert found(page, axe) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width + 2


def test_nothing_is_found_in_depth_trained_and_fine_tune(visit: Visit, axe: str) -> None:
    page = visit.open()
    page.locator("button[role=tab][data-tab-id=finetune]").click()
    page.click("#finetune-sample")
    page.wait_for_selector(".finetune-strip button.all")
    for language, width in (("English", 390), ("中文", 1440)):
        page.get_by_label(language).check()
        for name, shown in (
            ("depth", "#depth-figure .main-svg"),
            ("trained", "#trained-figure-1 .main-svg"),
            ("finetune", ".finetune-strip button.all"),
        ):
            page.set_viewport_size({"width": 1440, "height": 900})
            page.locator(f"button[role=tab][data-tab-id={name}]").click()
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_selector(shown)
            page.evaluate(OPEN_DETAILS)
            assert found(page, axe) == [], (name, language)
            assert page.evaluate("document.documentElement.scrollWidth") <= width + 2, name
