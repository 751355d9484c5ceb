"""The page of a race that opens as a file."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from explorer.figures.race.page import race_page
from explorer.training.race.events import RaceEvent
from explorer.training.race.settings import described
from tests.browser.test_accessibility import axe as axe
from tests.browser.test_accessibility import found
from tests.page.race_on_paper import race_on_paper

pytestmark = pytest.mark.browser


class Opened:
    """A file in a browser that reaches no network, with all that it asked for and complained of."""

    def __init__(self, page: Page, file: Path) -> None:
        self.complaints: list[str] = []
        self.asked: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._said)
        page.on("request", lambda request: self.asked.append(request.url))
        page.context.set_offline(True)
        page.goto(file.as_uri() + "?language=en")

    def _said(self, said: Any) -> None:
        if said.type in ("error", "warning"):
            self.complaints.append(said.text)

    def check_languages_and_themes(self, page: Page, axe: str, chinese: tuple[str, str]) -> None:
        """English and light, then Chinese and dark: sound, and no wider than the screen.

        Args:
            page: What is open.
            axe: The script that finds what not everybody can use.
            chinese: A part of the file, and what it says in Chinese.
        """
        assert found(page, axe) == []
        page.get_by_text("中文", exact=True).click()
        part, words = chinese
        expect(page.locator(part)).to_contain_text(words)
        expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
        page.locator("[data-press=theme]").click()
        assert found(page, axe) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        self.check()

    def check(self) -> None:
        """It is sound, and asked no host for anything."""
        assert self.complaints == []
        assert all(url.startswith(("file:", "data:", "blob:")) for url in self.asked)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    run = race_on_paper()
    assert run.facts is not None
    text = race_page(
        described(run.settings), run.facts, run.steps, (RaceEvent(3, "residual", 0.0),)
    )
    path = tmp_path / "race.html"
    path.write_text(text, "utf-8")
    return path


def test_the_stage_opens_and_replays_without_a_network(page: Page, file: Path) -> None:
    opened = Opened(page, file)
    word = page.locator("[data-stage=plain-gradients]")
    expect(word).to_have_text("exploding")
    expect(page.locator("[data-stage=residual-gradients]")).to_have_text("healthy")
    expect(page.locator(".question")).not_to_be_empty()
    for kind, formula in (("plain", "y = F(x)"), ("residual", "y = F(x)")):
        assert page.locator(f".lane.{kind} .drawn .layer").count() > 6
        assert page.locator(f".lane.{kind} .curve .line").get_attribute("d")
        expect(page.locator(f".lane.{kind} tex-formula")).to_have_attribute("latex", formula)
    expect(page.locator(".marks i.residual")).to_have_count(1)  # the switch, where it was turned
    expect(page.locator(".lane.residual .switch input")).to_be_disabled()
    expect(page.locator(".lane.residual .switch output")).to_have_text("× 0")
    for _ in range(2):  # to the step before the switch
        page.keyboard.press("ArrowLeft")
    expect(page.locator(".replay output")).to_have_text("step 2")
    expect(page.locator(".lane.residual tex-formula")).to_have_attribute("latex", "y = F(x) + x")
    expect(page.locator(".lane.residual .switch output")).to_have_text("× 1")
    # 2^-13 and 2^-7, see race_on_paper
    expect(page.locator(".lane.plain .curve")).to_have_attribute(
        "aria-label", "Step 2, plain: 1.2e-4 in the first layer, 7.8e-3 in the last."
    )
    page.locator(".replay input").fill("1")
    page.keyboard.press("Escape")
    page.locator(".replay .live").click()
    page.locator(".play").click()
    expect(page.locator(".replay output")).to_have_text("step 4")
    opened.check()


def test_its_details_are_figures_rules_and_fingerprints(page: Page, file: Path) -> None:
    opened = Opened(page, file)
    assert page.evaluate("window.Plotly") is None  # unpacked when it is needed
    page.locator(".opens-drawer").click()
    for chart in ("profile-a", "profile-b", "heat", "loss", "accuracy"):
        expect(page.locator(f"[data-chart={chart}] .main-svg").first).to_be_attached()
    expect(page.locator(".rules.residual .rule").first).to_contain_text("Largest r = 1")
    page.locator(".replay input").fill("2")
    expect(page.locator(".rules.residual .rule")).to_have_count(0)  # they are of the last step
    shapes = "document.querySelector('[data-chart=loss] .plot').layout.shapes"
    page.wait_for_function(f"{shapes}.some(({{ x0 }}) => x0 === 2)")
    page.locator(".fingerprints summary").click()
    expect(page.locator(".fingerprints code", has_text="d" * 64)).to_be_visible()
    opened.check()


@pytest.mark.parametrize("width", [390, 1440])
def test_it_speaks_both_languages_in_both_themes(
    page: Page, file: Path, axe: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    opened = Opened(page, file)
    page.locator(".opens-drawer").click()
    expect(page.locator("[data-chart=accuracy] .main-svg").first).to_be_attached()
    opened.check_languages_and_themes(page, axe, ("[data-stage=plain-gradients]", "梯度爆炸"))
