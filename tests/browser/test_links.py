"""A screen set up by hand is found again, in a fresh browser, by its address alone."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Visit
from tests.browser.test_accessibility import axe, found

__all__ = ["axe"]
pytestmark = pytest.mark.browser
RECORDED = "window.explorerRace?.log().n >= 60"


@pytest.fixture(name="fresh")
def _fresh(browser: Browser) -> Iterator[Callable[[str], Page]]:
    """Opens an address where nobody has been before; no script may fail there."""
    made = []
    complaints: list[str] = []

    def opened(address: str) -> Page:
        context = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 720})
        made.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(address)
        return page

    yield opened
    for context in made:
        context.close()
    assert not complaints


def link(page: Page) -> str:
    """The link that the dialog gives."""
    page.click("[data-press=link]")
    text: str = page.input_value("dialog.link .link-text")
    page.keyboard.press("Escape")
    return text


def answered(page: Page) -> dict[str, Any]:
    """What is read on the Explore tab."""
    expect(page.locator("#answer .block-sum h4")).to_contain_text("stage2.block3, channel 5")
    return {
        "network": page.inner_text("#answer h3"),
        "photograph": page.inner_text("#open-photograph .chosen"),
        "class": page.input_value("#class input"),
        "method": page.input_value("#method input"),
        "explained": page.inner_text("#answer .explained"),
        "said": page.inner_text("#answer .predictions"),
        "maxima": page.locator("#answer .maximum").all_inner_texts(),
        "sum": page.locator("#answer .sum figcaption").all_inner_texts(),
        "compared": page.inner_text("#answer-compared h3"),
        "said beside": page.inner_text("#answer-compared .predictions"),
    }


def test_an_answer_is_found_again_and_computed_once(
    visit: Visit, fresh: Callable[[str], Page]
) -> None:
    page = visit.open()
    visit.example(2)
    visit.ask("network")
    page.locator("#pick-cifar-depth label", has_text="32").click()
    expect(page.locator("#answer h3")).to_have_text("cifar-resnet32")
    page.click("#compare input")
    page.get_by_role("option", name="cifar-plain20", exact=True).click()
    expect(page.locator("#answer-compared h3")).to_have_text("cifar-plain20")
    page.keyboard.press("Escape")
    page.click("#method input")
    page.get_by_role("option", name="LayerCAM").click()
    expect(page.locator("#answer .predictions [data-explain='-1']")).to_be_visible()
    page.locator("#answer .predictions [data-explain]").nth(1).click()
    expect(page.locator("#class .back")).to_be_visible()
    page.wait_for_function("new URLSearchParams(location.search).has('class')")
    page.locator("#answer [data-name='stage2.block3']").click()
    page.wait_for_selector("#answer .block-channel")
    page.fill("#answer .block-channel", "5")
    page.keyboard.press("Enter")
    seen = answered(page)
    address = link(page)

    other = fresh(address)
    assert answered(other) == seen
    assert other.locator(".doubts").is_hidden()
    expect(other.locator("#compare input")).to_have_value("cifar-plain20")
    key = other.get_attribute("#answer .view", "data-key")
    other.wait_for_timeout(1500)  # whatever the pickers that were filled may ask
    assert other.get_attribute("#answer .view", "data-key") == key
    assert link(other) == address


def test_a_step_of_the_recorded_race_is_found_again(
    visit: Visit, fresh: Callable[[str], Page]
) -> None:
    page = visit.open()
    page.get_by_role("tab", name="Race").click()
    page.wait_for_function(RECORDED)
    page.locator("#race .replay input").fill("37")
    expect(page.locator("#race .replay output")).to_contain_text("37")
    page.get_by_text("中文").click()
    expect(page.locator("html")).to_have_attribute("data-language", "zh")
    page.click("[data-press=theme]")
    words = page.locator("#race .lane .said").all_inner_texts()
    address = link(page)
    assert "tab=race&race=recorded&step=37&language=zh&theme=dark" in address

    other = fresh(address)
    other.wait_for_function(RECORDED)
    expect(other.locator("#race .replay output")).to_contain_text("37")
    assert other.locator("#race .replay input").input_value() == "37"
    assert other.locator("#race .lane .said").all_inner_texts() == words
    assert other.evaluate("document.body.classList.contains('dark')")
    assert other.get_attribute("html", "lang") == "zh-CN"


def test_a_race_that_is_not_kept_stands_in_the_form_and_is_not_started(
    fresh: Callable[[str], Page], address: str
) -> None:
    query = "?tab=race&race=none&preset=paper&depth=20&data=/etc/passwd"
    page = fresh(f"{address}/{query}")
    expect(page.locator("#race-trouble")).to_contain_text("have to be computed again")
    expect(page.locator("#race-trouble")).to_contain_text("data = /etc/passwd")
    assert page.input_value("#race-depth input") == "20"
    assert page.input_value("#race-normalization input") == "batch"
    assert page.evaluate("window.explorerRace.log().n") == 0


def test_a_switch_thrown_by_hand_is_thrown_again_from_the_link_alone(
    visit: Visit, fresh: Callable[[str], Page]
) -> None:
    small = "preset=textbook&depth=8&width=1&batch=8&steps=9000"
    page = visit.open(f"/?tab=race&{small}&race=none")
    page.click("#race-start")
    page.wait_for_function("window.explorerRace?.log().n >= 2")
    page.click("[data-wish=pause]")
    expect(page.locator("#race .status")).to_contain_text("paused")
    page.click("#race .lane.plain .switch button")
    page.click("#race .lane.residual .switch button")
    page.click("[data-wish=resume]")
    page.wait_for_function("explorerRace.log().events.length === 2")
    count = page.evaluate("explorerRace.log().n") + 3
    page.wait_for_function(f"explorerRace.log().n >= {count}")
    page.click("[data-wish=stop]")
    turns = page.evaluate("explorerRace.log().events")
    page.wait_for_function("location.search.includes('turns')")
    address = re.sub(r"race=[^&]{8,}", "race=none", link(page))

    other = fresh(address)
    said = ", ".join(f"{kind} × {factor} from step {step}" for step, kind, factor in turns)
    expect(other.locator("#race-trouble")).to_contain_text(said)
    other.click("#race-start")
    other.wait_for_function(f"window.explorerRace?.log().n >= {count}")
    other.click("[data-wish=stop]")
    assert other.evaluate("explorerRace.log().events") == turns
    numbers = f"explorerRace.log().rows.slice(0, {count}).map(({{ step, of }}) => [step, of])"
    assert other.evaluate(numbers) == page.evaluate(numbers)


def test_what_is_drawn_of_depth_and_ticked_in_trained_is_found_again(
    visit: Visit, fresh: Callable[[str], Page]
) -> None:
    page = visit.open()
    page.get_by_role("tab", name="Depth").click()
    expect(page.locator("#depth-figure .summary")).not_to_be_empty()
    page.locator("#depth-quantity label").nth(2).click()
    page.locator("#depth-seeds label").nth(1).click()
    expect(page.locator("#depth-seeds input").nth(1)).to_be_checked()
    page.wait_for_function("location.search.includes('seeds=3')")
    expect(page.locator("#depth-figure .summary")).to_contain_text("5.5e−01")  # of activations
    address = link(page)
    assert "tab=depth&quantity=activation&seeds=3" in address
    other = fresh(address)
    expect(other.locator("#depth-quantity input").nth(2)).to_be_checked()
    expect(other.locator("#depth-seeds input").nth(1)).to_be_checked()
    summary = other.locator("#depth-figure .summary")
    expect(summary).to_have_text(page.locator("#depth-figure .summary").text_content() or "")

    page.get_by_role("tab", name="Trained").click()
    page.locator("#trained-networks label").nth(0).click()
    page.wait_for_function("location.search.includes('networks=')")
    other = fresh(link(page))
    expect(other.locator("#trained-networks input").nth(0)).not_to_be_checked()
    expect(other.locator("#trained-networks input").nth(1)).to_be_checked()


def test_the_form_of_fine_tune_is_found_again_but_for_a_persons_own_pictures(
    visit: Visit, fresh: Callable[[str], Page]
) -> None:
    page = visit.open("/?tab=finetune")
    page.click("#finetune-sample")
    expect(page.locator(".finetune-strip:visible li").first).to_be_visible()
    page.locator("#finetune-train label").nth(1).click()
    page.wait_for_function("location.search.includes('train=last-stage')")
    address = link(page)
    assert "tab=finetune&pictures=sample&augmentation=false&train=last-stage" in address
    assert page.locator("[data-left=pictures]:not([hidden])").count() == 0

    other = fresh(address)
    expect(other.locator(".finetune-strip:visible p").first).to_contain_text("30")
    expect(other.locator("#finetune-train input").nth(1)).to_be_checked()
    other.get_by_role("button", name="More settings").click()
    expect(other.locator("#finetune-augmentation input")).not_to_be_checked()
    other.locator(".finetune-strip:visible li button").first.click()  # another set from now on
    other.wait_for_function("!location.search.includes('pictures')")
    expect(other.locator(".finetune-strip:visible p").first).to_contain_text("29")
    other.click("[data-press=link]")
    expect(other.locator("[data-left=pictures]")).to_be_visible()


def test_what_an_address_may_not_say_is_said_in_a_quiet_line(
    fresh: Callable[[str], Page], address: str
) -> None:
    wrong = "network=%3Cimg%20src=x%20onerror=document.title=1%3E&stage=9"
    page = fresh(f"{address}/?tab=explore&{wrong}")
    expect(page.locator(".doubts li")).to_have_count(2)
    expect(page.locator(".doubts")).to_contain_text("network = <img src=x")
    expect(page.locator(".doubts")).to_contain_text("Allowed: 1–3")
    expect(page.locator("#answer h3")).to_have_text("cifar-resnet20")
    assert page.locator("img[src=x]").count() == 0
    page.click(".doubts button")
    expect(page.locator(".doubts")).to_be_hidden()
    page.wait_for_function("!location.search.includes('stage')")


def test_an_unknown_tab_leaves_the_first_one(fresh: Callable[[str], Page], address: str) -> None:
    page = fresh(f"{address}/?tab=nowhere")
    expect(page.locator(".doubts")).to_contain_text("tab = nowhere")
    expect(page.get_by_role("tab").first).to_have_attribute("aria-selected", "true")


@pytest.mark.parametrize("width", [390, 1440])
def test_the_dialog_by_keyboard(visit: Visit, axe: str, width: int) -> None:
    page = visit.open()
    page.set_viewport_size({"width": width, "height": 900})
    page.focus("[data-press=link]")
    page.keyboard.press("Enter")
    expect(page.locator("dialog.link .link-text")).to_be_focused()
    assert page.evaluate("String(getSelection())").startswith("http")
    page.wait_for_function("document.querySelector('dialog.link img').naturalWidth > 0")
    assert page.inner_text("dialog.link .link-read") == page.input_value(".link-text")
    assert found(page, axe) == []
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("dialog.link .copied")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog.link")).to_be_hidden()
    expect(page.locator("[data-press=link]")).to_be_focused()


def test_for_a_room_the_code_is_large(visit: Visit) -> None:
    page = visit.open("/?projector=1")
    page.set_viewport_size({"width": 1280, "height": 720})
    page.click("[data-press=link]")
    box = page.locator("dialog.link img").bounding_box()
    assert box is not None
    assert box["height"] >= 0.6 * 720
    assert box["y"] + box["height"] <= 720
