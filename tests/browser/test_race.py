"""The Race tab as a lecturer uses it, with a second viewer who comes late."""

import csv
import io
import json
import re
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from explorer.interface.race import files as race_files
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser
PROFILE = "[data-chart=profile-a] .plot"


def race_tab(page: Page) -> None:
    page.get_by_role("tab", name="Race").click()
    page.wait_for_selector("#race .bar")


def settings(page: Page, *, depth: object = None, **wanted: object) -> None:
    """Fill the form; a depth comes last, since a race with it starts at once."""
    if not page.is_visible("#race-steps input"):
        page.click("#race-settings button")
    for name, value in {**wanted, **({} if depth is None else {"depth": depth})}.items():
        page.fill(f"#race-{name} input", str(value))
        page.press(f"#race-{name} input", "Tab")
    expect(page.locator("#race-sentence")).to_contain_text("Settings of your own")


def steps(page: Page) -> int:
    return int(page.evaluate("explorerRace.log().n"))


def until(page: Page, count: int) -> None:
    page.wait_for_function(f"window.explorerRace?.log().n >= {count}", timeout=90_000)


def press(page: Page, wish: str) -> None:
    page.click(f"[data-wish={wish}]")


def wait_for(page: Page, word: str) -> None:
    expect(page.locator("#race .status")).to_contain_text(word, timeout=90_000)


def zoom(page: Page, seen: str) -> None:
    """Drag over a part of the first figure; what stands above may still push it while it grows."""
    for _ in range(5):
        figure = page.locator(f"{PROFILE} .nsewdrag").first
        figure.scroll_into_view_if_needed()
        box = figure.bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + 100, box["y"] + 40)
        page.mouse.down()
        page.mouse.move(box["x"] + 220, box["y"] + 41, steps=5)
        page.mouse.up()
        page.wait_for_timeout(500)
        low, high = page.evaluate(seen)
        if high - low < 15:
            return
    pytest.fail(f"five drags left the axis at {low} to {high}")


@pytest.fixture
def racing(visit: Visit, unhurried: None) -> Iterator[Page]:
    """A page on which a race is under way: the default preset's with few layers, channels, images.

    It is longer than any test.
    """
    page = visit.open("?tab=race&language=en")
    race_tab(page)
    settings(page, steps=9000, batch=8, width=4, depth=20)  # which starts it
    page.wait_for_selector("[data-wish=stop]:not([hidden])", timeout=90_000)  # not the record
    until(page, 3)
    yield page
    # one that a failed test left behind would take the processor from all others
    page.evaluate("document.querySelector('[data-wish=stop]:not(:disabled)')?.click()")
    page.wait_for_timeout(300)


@pytest.fixture
def drawn(racing: Page) -> Page:
    """The same with its figures, whose drawing takes half a processor from then on."""
    racing.click("#race .opens-drawer")
    return racing


def test_words_figures_and_fingerprints_are_there_live_and_a_zoom_stays(drawn: Page) -> None:
    for kind in ("plain", "residual"):
        for of, named in (
            ("gradients", "healthy|vanishing|starving|exploding"),
            ("learning", "at chance|fits its batches|learned|diverging"),
        ):
            word = drawn.locator(f"#race .lane.{kind} .word[data-of={of}]")
            expect(word).to_have_text(re.compile(named), timeout=90_000)
    drawn.wait_for_selector("#race .rules.plain .light.ok")
    for chart in drawn.locator("#race .chart").all():
        expect(chart.locator(".main-svg").first).to_be_attached(timeout=90_000)
    expect(drawn.locator("#race .facts")).to_contain_text("same weights")
    expect(drawn.locator("[data-chart=profile-a] .summary")).to_contain_text("in the first layer")

    # zoom and hidden traces survive new steps
    drawn.wait_for_selector("[data-chart=loss] .legendtoggle", state="attached")
    seen = f"document.querySelector('{PROFILE}')._fullLayout.xaxis.range"
    hidden = "document.querySelector('[data-chart=loss] .plot')._fullData[0].visible"
    zoom(drawn, seen)
    zoomed = drawn.evaluate(seen)
    drawn.locator("[data-chart=loss] .legendtoggle").first.click()
    # plotly waits for a double click
    drawn.wait_for_function(f"{hidden} === 'legendonly'", timeout=90_000)
    until(drawn, steps(drawn) + 5)
    drawn.wait_for_timeout(400)
    assert drawn.evaluate(seen) == zoomed
    assert drawn.evaluate(hidden) == "legendonly"
    press(drawn, "stop")
    wait_for(drawn, "stopped")


def test_pause_one_step_reload_and_stop(racing: Page) -> None:
    press(racing, "pause")
    wait_for(racing, "paused")
    held = steps(racing)
    press(racing, "step")
    until(racing, held + 1)
    racing.wait_for_timeout(600)
    assert steps(racing) == held + 1
    racing.reload()
    race_tab(racing)
    wait_for(racing, "paused")
    until(racing, held + 1)
    press(racing, "resume")
    until(racing, held + 3)
    press(racing, "stop")
    wait_for(racing, "stopped")


def test_a_second_viewer_who_comes_late_sees_every_step_but_cannot_stop_it(
    racing: Page, visit: Visit
) -> None:
    until(racing, 6)
    browser = racing.context.browser
    assert browser is not None
    elsewhere = browser.new_context(locale="en-US", viewport={"width": 1200, "height": 900})
    late = elsewhere.new_page()
    late.goto(visit.address)
    race_tab(late)
    until(late, 6)
    assert late.evaluate("explorerRace.log().rows.map((row) => row.step).slice(0, 3)") == [1, 2, 3]
    expect(late.locator("#race .note")).to_contain_text("You are looking on")
    expect(late.locator("[data-wish=stop]")).to_be_hidden()
    expect(late.locator("#race .switch").first).to_be_hidden()
    press(racing, "stop")
    wait_for(late, "stopped")
    elsewhere.close()


def test_depth_57_is_refused_in_a_sentence_in_both_languages(visit: Visit) -> None:
    page = visit.open("?tab=race&language=en")
    race_tab(page)
    settings(page, depth=57)
    page.click("#race-start")
    expect(page.locator("#race-trouble")).to_contain_text("6n+2")
    page.locator("#language label", has_text="中文").click()
    expect(page.locator("#race-trouble [lang=zh]")).to_be_visible()
    expect(page.locator("#race-trouble [lang=zh]")).to_contain_text("57")


def held_back(page: Page, steps: int) -> tuple[Route, APIResponse]:
    """Start a small race, and keep the answer that says whose it is from the page."""
    late: list[tuple[Route, APIResponse]] = []

    def slowly(route: Route) -> None:
        answered = route.fetch()
        if not late and "token" in answered.text():
            late.append((route, answered))
        else:
            route.fulfill(response=answered)

    page.route("**/gradio_api/run/*", slowly)
    settings(page, width=2, steps=steps, depth=8)  # which starts one
    while not late:
        page.wait_for_timeout(50)
    return late[0]


def test_an_answer_that_comes_late_does_not_end_the_race_that_was_started_since(
    visit: Visit,
) -> None:
    page = visit.open("?tab=race&language=en")
    race_tab(page)
    route, answered = held_back(page, steps=40)
    page.click("#race-start")
    keys = "localStorage.getItem('explorer-race-tokens')"
    page.wait_for_function(keys)  # it is shown
    (told,) = (each for each in answered.json()["data"] if "token" in str(each))
    route.fulfill(response=answered)
    wait_for(page, "finished · step 40 of 40")
    assert json.loads(told)["key"] not in page.evaluate(keys)


def test_a_race_that_is_seen_before_its_start_is_answered_is_still_ones_own(visit: Visit) -> None:
    page = visit.open("?tab=race&language=en")
    race_tab(page)
    route, answered = held_back(page, steps=9000)
    expect(page.locator("#race .note")).to_contain_text("You are looking on")
    route.fulfill(response=answered)
    page.unroute_all(behavior="wait")
    press(page, "stop")
    wait_for(page, "stopped")


def test_a_learning_rate_of_a_billion_ends_both_networks_and_says_so(visit: Visit) -> None:
    page = visit.open("?tab=race&language=en")
    race_tab(page)
    settings(page, depth=8, width=2, steps=50, learning_rate=1e9)
    page.click("#race-start")
    wait_for(page, "finished")
    page.click("#race .opens-drawer")
    for kind in ("plain", "residual"):
        word = page.locator(f"#race .lane.{kind} .word")
        expect(word).to_have_text(["exploding", "diverging"])
        expect(page.locator(f"#race .rules.{kind} .numbers")).to_contain_text("no longer finite")
        expect(page.locator(f"#race .rules.{kind} .rule").first).to_contain_text(
            "no longer a finite"
        )


def test_a_race_is_replayed_saved_and_opened_again(racing: Page, tmp_path: Path) -> None:
    until(racing, 5)
    press(racing, "stop")
    wait_for(racing, "stopped")
    racing.click("#race .opens-drawer")
    done = steps(racing)
    slider = racing.locator("#race .replay input")
    slider.evaluate("s => { s.value = 2; s.dispatchEvent(new Event('input', {bubbles: true})); }")
    expect(racing.locator("#race .replay output")).to_have_text("step 2")
    expect(racing.locator("[data-chart=profile-a] .summary")).to_contain_text("Step 2, plain")
    racing.click("#race .live")
    expect(racing.locator("#race .replay output")).to_have_text(f"step {done}")
    with racing.expect_download() as download:
        racing.click("#race .download")
    download.value.save_as(tmp_path / "race.zip")
    with racing.expect_download() as picture:
        racing.click("[data-chart=heat] [data-format=svg]")
    drawn = Path(picture.value.path()).read_text("utf-8")
    assert drawn.startswith("<svg")
    for said in (
        "gradient of the convolution",
        "depth: 20",
        "seed: 0",
    ):  # alone, it explains itself
        assert said in drawn
    with racing.expect_download() as table:
        racing.click("[data-chart=profile-a] [data-format=csv]")
    header, first, *others = Path(table.value.path()).read_text("utf-8").splitlines()
    assert header == "step,network,layer,name,activation_gradient"
    assert first.startswith(f"{done},plain,1,conv1,")
    with zipfile.ZipFile(tmp_path / "race.zip") as folder:  # not what travelled to the browser
        (layers,) = (name for name in folder.namelist() if name.endswith("layers.csv"))
        rows = csv.DictReader(io.StringIO(folder.read(layers).decode("utf-8")))
        measured = [float(row["activation_gradient"]) for row in rows if row["step"] == str(done)]
    shown = [float(row.rsplit(",", 1)[1]) for row in (first, *others)]
    assert shown == pytest.approx(measured, rel=2**-16, abs=0)
    press(racing, "reset")
    racing.wait_for_function("explorerRace.log().n === 0")
    racing.click("#race-open button")
    racing.set_input_files("#race-files input[type=file]", tmp_path / "race.zip")
    wait_for(racing, "recorded")
    until(racing, done)
    assert steps(racing) == done


def test_a_preset_fills_the_form_and_a_change_leaves_it(visit: Visit) -> None:
    page = visit.open("?tab=race&language=en")
    race_tab(page)
    page.get_by_label("The 2015 paper").check()
    expect(page.locator("#race-sentence")).to_contain_text("batch normalisation")
    page.click("#race-settings button")
    expect(page.locator("#race-learning_rate input")).to_have_value("0.1")
    settings(page, width=8)
    assert page.locator("#race-preset input:checked").count() == 0


def test_a_hidden_page_or_tab_hardly_asks_and_catches_up_when_it_is_seen_again(
    racing: Page,
) -> None:
    had = steps(racing)
    racing.get_by_role("tab", name="Trained").click()
    racing.wait_for_timeout(1000)
    asked = racing.evaluate("explorerRace.polls")
    racing.wait_for_timeout(2000)
    assert racing.evaluate("explorerRace.polls") <= asked + 1
    race_tab(racing)
    until(racing, had + 2)
    racing.evaluate("Object.defineProperty(document, 'hidden', {get: () => window.away ?? false})")
    racing.evaluate("window.away = true")
    racing.wait_for_timeout(1000)  # what was under way comes to its end
    asked, had = racing.evaluate("[explorerRace.polls, explorerRace.log().n]")
    racing.wait_for_timeout(1500)
    assert racing.evaluate("explorerRace.polls") <= asked + 1
    racing.evaluate("window.away = false; document.dispatchEvent(new Event('visibilitychange'))")
    until(racing, had + 2)
    press(racing, "stop")
    wait_for(racing, "stopped")
    first = racing.evaluate("explorerRace.log().rows.map((row) => row.step)")
    assert first == list(range(1, len(first) + 1))


def test_a_race_goes_on_when_its_tab_is_closed_and_others_look_on(
    racing: Page, visit: Visit
) -> None:
    token = racing.evaluate("localStorage.getItem('explorer-race-tokens')")
    racing.goto("about:blank")
    again = racing.context.new_page()
    again.goto(visit.address + "?language=en")
    race_tab(again)
    until(again, 3)
    until(again, steps(again) + 3)
    assert again.evaluate("localStorage.getItem('explorer-race-tokens')") == token
    press(again, "stop")  # the same browser may still stop it
    wait_for(again, "stopped")
    racing.go_back()
    again.close()


@pytest.mark.own_page
def test_hundreds_of_steps_leave_the_page_responsive_and_small(visit: Visit) -> None:
    page = visit.open("?tab=race&language=en")
    race_tab(page)
    settings(page, depth=8, width=2, image_size=8, batch=8, steps=200)
    page.click("#race-start")
    until(page, 1)
    page.click("#race .opens-drawer")
    page.wait_for_function("explorerRace.log().n >= 200", timeout=240_000)
    wait_for(page, "finished")
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    assert session.send("Runtime.getHeapUsage")["usedSize"] < 45e6
    slider = page.locator("#race .replay input")
    slider.evaluate("s => { s.value = 7; s.dispatchEvent(new Event('input', {bubbles: true})); }")
    expect(page.locator("[data-chart=profile-a] .summary")).to_contain_text(
        "Step 7, plain", timeout=5_000
    )


def test_a_download_says_that_it_is_being_prepared_and_why_it_failed(
    racing: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = threading.Event()

    def slow(*_: object) -> bytes:
        ready.wait(60)
        return b"a zip"

    until(racing, 2)
    press(racing, "stop")
    racing.click("#race .opens-drawer")
    preparing = racing.locator("#race .preparing")
    expect(preparing).to_be_hidden()
    with monkeypatch.context() as patched:
        patched.setattr(race_files.RaceZips, "body", slow)
        for language, said in (("中文", "正在准备 zip"), ("English", "the zip is being prepared")):
            racing.get_by_label(language).check()
            ready.clear()
            with racing.expect_download() as download:
                racing.click("#race .download")
                expect(preparing).to_be_visible()
                expect(preparing).to_contain_text(said)
                racing.click("#race .download")  # impatient: still one download
                ready.set()
            assert Path(download.value.path()).read_bytes() == b"a zip"
            assert download.value.suggested_filename == "race-depth20-seed0.zip"
            expect(preparing).to_be_hidden()
    address = "**/explorer/race/*.zip"
    failed = racing.locator("#race .keep .failure")
    racing.route(address, lambda route: route.fulfill(status=404, body="no longer kept"))
    racing.click("#race .download")
    expect(failed).to_have_text("no longer kept")
    racing.unroute(address)
    racing.route(address, lambda route: route.abort())
    racing.click("#race .download")
    expect(failed).to_contain_text("did not arrive")
    racing.unroute(address)
    with racing.expect_download():
        racing.click("#race .download")
    expect(failed).to_be_hidden()
