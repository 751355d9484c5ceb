"""The page in a real Chromium, as one visitor after another meets it."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect, sync_playwright

from explorer.datasets.examples import examples
from explorer.interface.lesson.races import CURES, DEPTHS, RACES, SWITCH
from explorer.interface.settings import PageSettings
from explorer.training.race.race import Race
from explorer.training.race.result import RaceStep
from tests.conftest import page_served

expect.set_options(timeout=60_000)  # a shared machine may be slow
LAID_OUT = "#answer .empty, #answer .view"  # an example is answered at once
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Which Chromium, and that it asks nobody else for anything."""
    found = os.environ.get("EXPLORER_CHROMIUM") or shutil.which("chromium")
    return {"executable_path": found, "args": FLAGS}


@pytest.fixture(scope="session", autouse=True)
def chromium(browser_type_launch_args: dict[str, Any]) -> None:
    """Skip where there is no browser; where CI=true that is a failure."""
    try:
        with sync_playwright() as playwright:
            playwright.chromium.launch(**browser_type_launch_args).close()
    except Error as error:
        sentence = f"no Chromium could be opened ({str(error).splitlines()[0]}): install one"
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)


@pytest.fixture(autouse=True)
def short_lesson(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cures are compared by six steps (sixty: `lesson/test_races`); all races are small."""
    for name in {f"{cure}-{depth}" for cure, _ in CURES.values() for depth in DEPTHS}:
        monkeypatch.setitem(RACES, name, replace(RACES[name], steps=6, batch=16, width=4))
    monkeypatch.setitem(RACES, SWITCH, replace(RACES[SWITCH], batch=32, width=8))


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Races do ten steps a second at most.

    As fast as they can, they would take the processors from the page, and from the other tests.
    """
    ahead = Race.__next__

    def in_its_time(race: Race) -> RaceStep:
        time.sleep(0.1)
        return ahead(race)

    monkeypatch.setattr(Race, "__next__", in_its_time)


class Visit:
    """One visitor's page, with all that it asked for and complained of."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.complaints: list[str] = []
        self.elsewhere: list[str] = []
        page.on("pageerror", self._complained)
        page.on("request", self._asked)
        # what one visitor's page has stored is not there for the next
        forgotten = {"origin": address, "storageTypes": "cookies,local_storage,indexeddb"}
        session = page.context.new_cdp_session(page)
        session.send("Storage.clearDataForOrigin", forgotten)
        session.detach()

    def leave(self) -> None:
        """Hear nothing of the next visitor."""
        self.page.remove_listener("pageerror", self._complained)
        self.page.remove_listener("request", self._asked)

    def _complained(self, error: Error) -> None:
        self.complaints.append(str(error))

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.elsewhere.append(request.url)

    def open(self, query: str = "") -> Page:
        """The page; at Explore, unless the query names another tab."""
        if "tab=" not in query:
            query = f"{query or '/?'}{'&' if query.strip('/?') else ''}tab=explore"
        self.page.goto(self.address + query)
        if "tab=explore" in query:
            self.page.wait_for_selector("#photographs", state="attached")
            self.page.wait_for_selector(LAID_OUT)
        self.page.wait_for_selector("#language input:checked", state="attached")
        return self.page

    def ask(self, what: str) -> None:
        """Open the panel of the photograph or of the network."""
        button = self.page.locator(f"#open-{what} button")
        if button.get_attribute("aria-expanded") == "false":
            button.click()

    def example(self, place: int = 1) -> None:
        """Click an example and wait for its answer."""
        self.page.wait_for_selector("#answer .view")  # the opening's, which may come after it
        self.ask("photograph")
        button = self.page.locator(f"[data-example='{place}']")
        # in one go: the examples are others when the network is of another family, which the
        # page may learn between two questions
        family = button.evaluate(
            "(it) => { it.click(); return it.closest('.examples').dataset.family; }"
        )
        name = examples(family)[place].path.name
        expect(self.page.locator("#answer .rules .facts")).to_contain_text(name)


@pytest.fixture(scope="session")
def contexts(browser: Browser) -> Iterator[Callable[[dict[str, Any]], BrowserContext]]:
    """One for all visitors of a language: compiling the page's scripts takes longer than a test."""
    made: dict[str, BrowserContext] = {}

    def of(arguments: dict[str, Any]) -> BrowserContext:
        if arguments["locale"] not in made:
            made[arguments["locale"]] = browser.new_context(**arguments)
        return made[arguments["locale"]]

    yield of
    for context in made.values():
        context.close()


@pytest.fixture
def context(
    contexts: Callable[[dict[str, Any]], BrowserContext], browser_context_args: dict[str, Any]
) -> Iterator[BrowserContext]:
    """Where a visitor's pages are; `Visit` forgets what they stored."""
    context = contexts(browser_context_args)
    yield context
    context.set_offline(False)  # a test of saved files may have cut it off


@pytest.fixture
def page(
    context: BrowserContext, browser_context_args: dict[str, Any], request: pytest.FixtureRequest
) -> Iterator[Page]:
    """One for all visitors of a language: a new page would compile everything for two seconds.

    A test marked `own_page` has one of its own, with nothing in its memory, which is then closed.
    """
    own = request.node.get_closest_marker("own_page") is not None
    page = context.new_page() if own or not context.pages else context.pages[0]
    page.set_viewport_size(browser_context_args["viewport"])
    page.emulate_media(reduced_motion="null", color_scheme="null", media="null")
    yield page
    for each in context.pages:
        if each is not page or own:
            each.close()
    if own or page.is_closed():
        return
    page.unroute_all()
    with suppress(Error):  # a file has none
        page.evaluate("sessionStorage.clear()")
    page.goto("about:blank")


@pytest.fixture
def visit(page: Page, address: str) -> Iterator[Visit]:
    """A visitor; whatever the test does, no script fails and no other host is asked."""
    with visiting(page, address) as visit:
        yield visit


@pytest.fixture
def first_visit(page: Page, weights_folder: Path) -> Iterator[Visit]:
    """The first visitor of a program, in which nobody races yet."""
    settings = PageSettings(device="cpu", weights_folder=weights_folder)
    with page_served(settings) as address, visiting(page, address) as visit:
        yield visit


@contextmanager
def visiting(page: Page, address: str) -> Iterator[Visit]:
    """What `visit` says, at an address."""
    page.set_default_timeout(60_000)
    visit = Visit(page, address)
    yield visit
    visit.leave()
    assert not visit.complaints
    assert not visit.elsewhere


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    return {"locale": "en-US", "viewport": {"width": 1500, "height": 1000}}
