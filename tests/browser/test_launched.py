"""The page as `python app.py` opens it, in a process of its own, whose beginning no mount has."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import ConsoleMessage, Page, expect

from benchmarks.serving import free_port, served
from tests.browser.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.own_page]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Of a page that was launched."""
    folder = tmp_path_factory.mktemp("launched")
    with served(free_port(), ["--device", "cpu"], folder=folder) as launched:
        yield launched.address


@pytest.fixture
def errors(page: Page) -> list[str]:
    """What the browser's console says is wrong."""
    found: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error":
            found.append(message.text)

    page.on("console", heard)
    return found


def test_ones_own_photograph_is_answered_and_its_zip_is_there(
    visit: Visit, errors: list[str], tmp_path: Path
) -> None:
    colours = np.random.default_rng(0).integers(0, 256, (80, 60, 3), np.uint8)
    Image.fromarray(colours).save(tmp_path / "noise.png")
    page = visit.open("/?language=en")
    visit.ask("photograph")
    page.set_input_files("#photographs input[type=file]", tmp_path / "noise.png")
    expect(page.locator("#answer .rules .facts")).to_contain_text("noise.png")
    with page.expect_download() as fetched:
        page.locator("#answer a[href*='/download/']").first.click()
    fetched.value.save_as(tmp_path / "answer.zip")
    names = zipfile.ZipFile(tmp_path / "answer.zip").namelist()
    assert any(each.endswith("inspection.json") for each in names)
    assert errors == []


def test_a_race_begins_is_drawn_and_stops_in_chinese(visit: Visit, errors: list[str]) -> None:
    page = visit.open("/?language=zh&tab=race")
    page.click("#race-start")
    page.wait_for_selector("[data-wish=stop]:not([hidden])", timeout=90_000)  # not the record
    page.wait_for_function("window.explorerRace?.log().n >= 3", timeout=90_000)
    expect(page.locator("#race .lane.plain .word[data-of=gradients]")).to_have_text(
        re.compile("[\u4e00-\u9fff]"), timeout=90_000
    )
    page.click("[data-wish=stop]")
    expect(page.locator("#race .status")).to_contain_text("已停止", timeout=90_000)
    assert errors == []
