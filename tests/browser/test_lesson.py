"""The lesson as a teacher gives it: by a presenter's remote, on one screen, in both languages."""

import re
from collections.abc import Mapping
from html import unescape

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from explorer.interface.lesson.measured import Values
from explorer.interface.lesson.steps import STEPS, lesson
from explorer.interface.words.language import text
from tests.browser.conftest import Visit
from tests.browser.received import Received
from tests.browser.test_accessibility import AXE, found

pytestmark = pytest.mark.browser
OPEN = ".lesson .step:not([hidden])"
OWN = "sessionStorage.getItem('explorer-lesson-race')"
# What a step says is said by its figure too.
NUMBERS = {"deeper": r"[\d.]+ %", "hears": r"[\d.]+ × 10\S+", "plus": r"hears (\S+) times"}
ROOM = ViewportSize(width=1280, height=720)
TELEPHONE = ViewportSize(width=390, height=844)
FADING = """() => document.getAnimations().map((each) => each.transitionProperty)
    .filter((name) => name?.includes('color'))"""
Known = Mapping[str, Values]


def enter(visit: Visit, query: str) -> Page:
    visit.page.set_viewport_size(ROOM)
    page = visit.open(f"/?tab=lesson&{query}")
    page.wait_for_selector("[data-go][aria-current]")  # the script is at work
    return page


def reveal(page: Page, moment: int) -> None:
    """Press the remote, and wait until what it shows is there."""
    page.keyboard.press("PageDown")
    page.wait_for_selector(f"{OPEN}[data-shown='{moment}']", timeout=240_000)


def said(page: Page, part: str) -> str:
    return page.locator(f"{OPEN} .{part}").inner_text()


FITS = """() => [false, true, false].every((large) => {
    const page = document.documentElement;
    page.classList.toggle('projector', large);
    return page.scrollHeight <= innerHeight && page.scrollWidth <= innerWidth;
})"""


def fits(page: Page) -> bool:
    """Whether all of it is on the screen, for a projector too."""
    return bool(page.evaluate(FITS))


def guess(page: Page, kind: str) -> None:
    """What a room would do, with mouse or keys."""
    step = page.locator(OPEN)
    if kind == "choices":
        step.locator("[data-choice='0']").click()
    elif kind == "sliders":
        for slider in step.locator("[data-slider]").all():
            slider.fill("25")
    elif kind == "curve":
        box = step.locator("svg.curve").bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + box["width"] - 8, box["y"] + 30)
        page.mouse.down()
        page.mouse.move(box["x"] + 58, box["y"] + box["height"] / 2, steps=30)
        page.mouse.up()
        expect(step.locator("path.guessed")).to_have_attribute("d", re.compile("L"))
    elif kind == "point":
        step.locator(".points img").click(position={"x": 40, "y": 60})
        expect(step.locator(".points .mark")).to_have_count(1)
    else:
        first = step.locator(".order li").first.get_attribute("data-cure")
        step.locator("[data-by='1']").first.click()
        assert step.locator(".order li").nth(1).get_attribute("data-cure") == first


def filled(key: str, part: str, language: str, known: Known) -> str:
    values = {
        name: value[language] if isinstance(value, dict) else value
        for name, value in known[key].items()
    }
    return str(lesson(language)[key][part]).format(**values)


def contrast_in_the_dark(page: Page) -> list[str]:
    """What is too faint in the dark theme; the page is as it was afterwards."""
    press = "document.querySelector('[data-press=theme]').click()"  # without taking the focus
    page.evaluate(press)
    assert page.evaluate(FADING) == []  # words change their colour with the ground, at once
    faint = page.evaluate("() => axe.run('.lesson', { runOnly: ['color-contrast'] })")
    page.evaluate(press)
    return [
        f"{node['target']} {node['html'][:100]} {node['any'][0]['message']}"
        for each in faint["violations"]
        for node in each["nodes"]
    ]


def sound(page: Page, key: str, moment: int, last: bool) -> None:
    """All of it is on a room's screen, and nothing on a telephone's shuts anybody out.

    What shuts people out is looked for before anything is shown, and when all of it is.
    """
    assert fits(page), (key, moment)
    page.emulate_media(reduced_motion="reduce")  # nothing is still coming when it is looked at
    page.set_viewport_size(TELEPHONE)
    if (moment == 0 or last) and AXE.is_file():  # other tabs' tests skip without it
        assert found(page, AXE.read_text("utf-8"), ".lesson") == [], (key, moment)
    assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"] + 2
    page.set_viewport_size(ROOM)
    page.emulate_media(reduced_motion="no-preference")


def given(page: Page, key: str, by_remote: bool) -> list[str]:
    """A whole step, sound at each moment; what it said after each."""
    (step,) = (each for each in STEPS if each.key == key)
    expect(page.locator(OPEN)).to_have_attribute("data-step", key)
    assert page.locator(f"{OPEN} h2").inner_text() == lesson("en")[key]["question"]
    expect(page.locator(f"{OPEN} .told")).to_be_hidden()
    page.wait_for_function("document.querySelector('.lesson .trouble').hidden")
    if key == "hears":
        page.wait_for_selector(f"{OPEN} .drawing svg")
    guess(page, step.guess)
    sound(page, key, 0, last=False)
    truths = []
    for moment in range(1, step.moments + 1):
        if by_remote:
            reveal(page, moment)
        else:
            page.focus(f"{OPEN} .shows")
            page.keyboard.press("Enter")
            page.wait_for_selector(f"{OPEN}[data-shown='{moment}']", timeout=240_000)
        if not by_remote and moment == step.moments:  # the focus is not lost with the button
            last = step == STEPS[-1]
            expect(page.locator(f"{OPEN} .covers" if last else ".moves .next")).to_be_focused()
        sound(page, key, moment, last=moment == step.moments)
        truths.append(said(page, "truth"))
    expect(page.locator(f"{OPEN} .sentence")).not_to_be_empty()
    if AXE.is_file():
        assert contrast_in_the_dark(page) == [], key
    assert page.locator(".katex-error").count() == 0
    names = page.locator(f"{OPEN} :is(svg, div)[role=img][aria-label]:visible").evaluate_all(
        "all => all.map((each) => each.getAttribute('aria-label')).join(' ')"
    )
    for number in re.findall(NUMBERS[key], truths[-1]) if key in NUMBERS else ():
        assert number in names
    return truths


def computed(page: Page, key: str, known: Known) -> None:
    """It says the same numbers as an independent computation by the library."""
    assert said(page, "truth") == filled(key, "told", "en", known)
    assert said(page, "sentence") == filled(key, "sentence", "en", known)
    assert said(page, "yours") != ""


def test_the_lesson_up_to_the_plus_each_step_on_one_screen(visit: Visit, known: Known) -> None:
    page = enter(visit, "language=en")
    for place, key in enumerate(("see", "deeper", "hears", "normalise", "plus")):
        by_remote = place % 2 == 0
        given(page, key, by_remote)
        computed(page, key, known)
        if by_remote:
            page.keyboard.press("PageDown")
        else:
            page.click(".moves .next")
            expect(page.locator(f"{OPEN} h2")).to_be_focused()
    expect(page.locator(OPEN)).to_have_attribute("data-step", "switch")
    assert visit.complaints == []


def test_the_switch_wakes_one_network_and_kills_the_other_then_the_lesson_ends(
    visit: Visit, known: Known
) -> None:
    page = enter(visit, "language=en&step=6")
    woken, cut, given_back = given(page, "switch", by_remote=True)
    before, after = (int(each) for each in re.findall(r"(\d+) %", woken))
    assert before < 20
    assert after > 60
    assert "10⁻¹⁴" in woken
    before, after = (int(each) for each in re.findall(r"(\d+) %", cut)[:2])
    assert before > 60
    assert after < 20
    assert int(re.findall(r"(\d+) %", given_back)[-1]) > 60
    # loaded again it is the same race, at once where it was
    told, race = said(page, "truth"), page.evaluate(OWN)
    page.wait_for_function("location.search.includes('shown=3')")
    page.reload()
    page.wait_for_selector(f"{OPEN}[data-shown='3']", timeout=240_000)
    assert (said(page, "truth"), page.evaluate(OWN)) == (told, race)

    page.keyboard.press("PageDown")
    given(page, "look", by_remote=True)
    computed(page, "look", known)
    page.keyboard.press("PageDown")
    given(page, "open", by_remote=False)
    page.keyboard.press("PageDown")  # there is no more
    expect(page.locator(OPEN)).to_have_attribute("data-step", "open")
    page.keyboard.press("PageUp")
    expect(page.locator(OPEN)).to_have_attribute("data-step", "look")
    expect(page.locator(f"{OPEN} .told")).to_be_visible()  # as it was left
    assert visit.complaints == []


def test_a_step_is_found_again_by_its_address_in_chinese_and_may_be_covered(visit: Visit) -> None:
    page = enter(visit, "language=zh&step=2&shown=1&version=alone")
    page.wait_for_selector(f"{OPEN}[data-shown='1']")
    assert said(page, "sentence") == lesson("zh")["deeper"]["sentence"]
    expect(page.locator(f"{OPEN} .more")).to_be_visible()
    expect(page.get_by_role("button", name=text("zh", "lesson_next"))).to_be_visible()
    page.locator(f"{OPEN} .covers").click()
    expect(page.locator(f"{OPEN} .told")).to_be_hidden()
    page.wait_for_function("!location.search.includes('shown')")
    page.locator("[data-go=look]").click()
    page.wait_for_function("location.search.includes('step=7')")
    # another language keeps what was shown
    reveal(page, 1)
    page.get_by_label("English").check()
    expect(page.locator(f"{OPEN} .truth")).to_contain_text("It is: bird.")
    expect(page.locator(f"{OPEN} .says li").first).to_contain_text("bird")
    assert visit.complaints == []


def test_the_short_lesson_leaves_out_a_step_and_prints_its_own_notes(visit: Visit) -> None:
    page = enter(visit, "language=en&step=4&version=10")
    left_out = page.get_by_text(text("en", "lesson_outside"))
    expect(left_out).to_be_visible()  # a link to it is followed, and that is said
    page.keyboard.press("PageUp")
    expect(page.locator(OPEN)).to_have_attribute("data-step", "hears")
    expect(left_out).to_be_hidden()
    reveal(page, 1)
    page.keyboard.press("PageDown")
    expect(page.locator(OPEN)).to_have_attribute("data-step", "plus")  # not normalise
    notes = page.get_by_role("link", name=text("en", "lesson_notes"))
    answer = page.request.get(str(notes.get_attribute("href")))
    assert text("en", "lesson_notes_title", minutes=10) in unescape(answer.text())
    arrow = page.locator(f"{OPEN} [data-choice='2']")
    arrow.focus()
    page.keyboard.press("Enter")
    expect(arrow).to_have_attribute("aria-pressed", "true")
    page.locator(f"{OPEN} h2").click()
    page.keyboard.press("ArrowLeft")  # arrows do as the page keys where nothing else needs them
    expect(page.locator(OPEN)).to_have_attribute("data-step", "hears")


EARLY = """new MutationObserver((_, seen) => {
    if (!document.querySelector('.lesson')) return;
    seen.disconnect();
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 'PageDown' }));
}).observe(document, { childList: true, subtree: true });"""


@pytest.mark.own_page
def test_a_step_as_python_is_the_step_that_is_shown(visit: Visit) -> None:
    visit.page.add_init_script(EARLY)  # the remote is pressed as soon as something is seen
    page = enter(visit, "language=en&step=3")
    page.wait_for_selector(f"{OPEN}[data-shown='1']", timeout=240_000)
    page.locator(f"{OPEN} .as-python").click()
    expect(page.locator("#as-python code")).to_contain_text("explorer.race(")
    expect(page.locator("#as-python code")).to_contain_text("steps=1")


@pytest.mark.own_page
def test_the_first_visit_opens_the_lesson_and_is_small(first_visit: Visit) -> None:
    page = first_visit.page
    received = Received(page, first_visit.address)
    page.goto(first_visit.address)
    expect(page.get_by_role("tab", selected=True)).to_have_text(text("en", "tab_lesson"))
    expect(page.locator(f"{OPEN} .strip img")).to_have_count(12)
    page.wait_for_timeout(1500)  # what loads last
    assert received.weighs() < 720_000, received.largest()
