"""The stage on one screen: what a room sees, the switch, more steps, the record, the keys."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from explorer.training.race.race import race
from explorer.training.race.replay import read_race
from explorer.training.race.result import NETWORKS
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser
OUTSIDE = """() => [...document.querySelectorAll('#race [data-stage]')].filter((part) => {
  const { left, top, right, bottom, width } = part.getBoundingClientRect();
  return width < 1 || left < 0 || top < 0 || right > innerWidth || bottom > innerHeight;
}).map((part) => part.dataset.stage)"""
FACTORS = "explorerRace.log().events.map(([step, network, factor]) => [network, factor])"


def opened(visit: Visit) -> Page:
    page = visit.open("?tab=race&language=en")
    page.set_viewport_size({"width": 1280, "height": 720})
    page.locator("[data-tab-id=race]").first.click()
    return page


def until(page: Page, count: int) -> None:
    page.wait_for_function(f"window.explorerRace?.log().n >= {count}", timeout=90_000)


def steps(page: Page) -> int:
    return int(page.evaluate("explorerRace.log().n"))


def filled(page: Page, **wanted: object) -> None:
    page.click("#race-settings button")
    for name, value in wanted.items():
        page.fill(f"#race-{name} input", str(value))
        page.press(f"#race-{name} input", "Tab")


def started(page: Page) -> None:
    """Press Start and wait until the race is seen in place of the record."""
    page.click("#race-start")
    page.wait_for_selector("[data-wish=stop]:not([hidden])", timeout=90_000)
    until(page, 2)


@pytest.fixture(autouse=True)
def alone(visit: Visit) -> Iterator[None]:
    """A race that a failed test left behind would be shown to the next one."""
    yield
    visit.page.evaluate("document.querySelector('[data-wish=stop]:not([hidden])')?.click()")
    visit.page.wait_for_timeout(300)


def test_after_start_all_that_decides_is_on_the_screen_in_both_languages(
    visit: Visit, unhurried: None
) -> None:
    page = opened(visit)
    started(page)
    for language, tag in (("English", "en"), ("中文", "zh-CN")):
        page.evaluate("scrollTo(0, 0)")
        page.get_by_label(language).check()
        expect(page.locator("html")).to_have_attribute("lang", tag)
        page.wait_for_function(f"({OUTSIDE})().length === 0", timeout=5_000)
        assert page.evaluate("document.querySelectorAll('#race [data-stage]').length") == 10
        page.click("[data-press=projector]")
        page.locator(".race-stage").evaluate("stage => stage.scrollIntoView()")
        page.wait_for_function(f"({OUTSIDE})().length === 0", timeout=5_000)
        page.click("[data-press=projector]")


def test_the_tab_opens_with_a_record_that_can_be_played(visit: Visit) -> None:
    page = opened(visit)
    until(page, 60)
    expect(page.locator("#race .status")).to_contain_text("recorded")
    expect(page.locator("#race .note")).to_contain_text("A recorded race")
    expect(page.locator("#race .question")).to_have_text("Does the first layer hear the mistake?")
    expect(page.locator("[data-stage=plain-gradients]")).to_have_text("vanishing")
    expect(page.locator("[data-stage=residual-learning]")).to_have_text("learned")
    assert page.locator("#race .switch:visible").count() == 0  # it could do nothing
    drawn = page.locator("#race .lane.plain .curve .line").get_attribute("d")
    page.click("#race .play")
    expect(page.locator("#race .count")).to_have_text(re.compile(r"step ([3-9]|[1-5]\d) of 60"))
    assert page.locator("#race .lane.plain .curve .line").get_attribute("d") != drawn
    page.keyboard.press("Tab")  # away from the button, whose own key space is
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press(" ")
    held = page.locator("#race .count").inner_text()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#race .count")).not_to_have_text(held)
    page.keyboard.press("?")
    expect(page.locator("#race .help")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#race .help")).to_be_hidden()


def test_a_switch_is_drawn_and_recorded_and_its_record_gives_the_same_numbers(
    visit: Visit, unhurried: None, tmp_path: Path
) -> None:
    page = opened(visit)
    filled(page, width=4, steps=9000)
    started(page)
    page.click("[data-wish=pause]")
    expect(page.locator("#race .status")).to_contain_text("paused")
    assert page.locator("#race .lane.plain .arc").count() == 0
    page.click("#race .lane.plain .switch button")
    expect(page.locator("#race .lane.plain .switch button")).to_contain_text("cut the shortcuts")
    page.click("#race .lane.residual .switch button")
    page.click("[data-wish=resume]")
    page.wait_for_function(f"{FACTORS}.length === 2", timeout=60_000)
    assert page.evaluate(FACTORS) == [["plain", 1], ["residual", 0]]
    expect(page.locator("#race .lane.residual")).to_have_attribute("data-cut", "true")
    assert page.locator("#race .lane.plain .arc.shade").count() == 27
    until(page, steps(page) + 3)
    page.click("[data-wish=stop]")
    expect(page.locator("#race .status")).to_contain_text("stopped")
    assert page.locator("#race .replay .marks i").count() == 2
    page.click("#race .opens-drawer")
    with page.expect_download() as download:
        page.click("#race .download")
    download.value.save_as(tmp_path / "race.zip")
    with zipfile.ZipFile(tmp_path / "race.zip") as folder:
        folder.extractall(tmp_path)
        said = csv.DictReader(io.StringIO(folder.read("race/events.csv").decode()))
        assert sorted((row["network"], float(row["factor"])) for row in said) == [
            ("plain", 1.0),
            ("residual", 0.0),
        ]
    recorded = read_race(tmp_path / "race")
    again = race(recorded.settings, device="cpu", events=recorded.events)
    for one, other in zip(recorded.steps, again, strict=False):
        for kind in NETWORKS:
            had, has = one.network(kind), other.network(kind)
            assert had is not None
            assert has is not None
            assert np.float32(had.loss) == np.float32(has.loss)  # a record holds 9 digits
    again.close()


def test_a_race_that_has_ended_goes_on(visit: Visit) -> None:
    page = opened(visit)
    filled(page, width=2, steps=3, depth=8)
    page.click("#race-start")
    expect(page.locator("#race .status")).to_contain_text("finished", timeout=60_000)
    assert steps(page) == 3
    page.click("[data-wish=more]")
    until(page, 63)
    expect(page.locator("#race .count")).to_have_text("step 63 of 63")


def test_a_turned_knob_starts_over_beside_the_former_curve(visit: Visit, unhurried: None) -> None:
    page = opened(visit)
    until(page, 60)  # of the recorded race, or of another visitor's that is under way
    depth = page.evaluate("explorerRace.log().facts.settings.depth")
    assert not page.locator("#race .lane.plain .curve .former").get_attribute("d")
    page.click("#race-normalization input")
    page.locator("#race-normalization").get_by_role("option", name="batch").first.click()
    page.wait_for_function("explorerRace.log().facts?.settings.normalization === 'batch'")
    until(page, 2)
    page.wait_for_function("document.querySelector('#race .lane.plain .former').getAttribute('d')")
    expect(page.locator("#race .compared")).to_contain_text(f"{depth} layers")


def test_no_pulse_runs_where_reduced_motion_is_asked_for(visit: Visit) -> None:
    page = opened(visit)
    until(page, 60)
    running = "document.querySelector('#race .lane.plain .pulse').getAnimations().length"
    slider = page.locator("#race .replay input")
    slider.fill("20")
    page.wait_for_function(f"{running} === 1")
    page.wait_for_timeout(700)
    page.emulate_media(reduced_motion="reduce")
    slider.fill("21")
    page.wait_for_timeout(100)
    assert page.evaluate(running) == 0
