"""Files that are too large are told before they travel."""

import threading
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from explorer.interface.explore import tab
from explorer.interface.explore.opening import opened
from tests.browser.conftest import Visit


def test_a_photograph_that_is_too_large_is_said_before_it_is_uploaded(
    visit: Visit, tmp_path: Path
) -> None:
    page = visit.open()
    visit.ask("photograph")
    large, small = tmp_path / "large.png", tmp_path / "none.png"
    with large.open("wb") as file:
        file.truncate(50_000_001)
    small.write_bytes(b"no picture")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.set_input_files("#photographs input[type=file]", large)
    said = page.locator(".too-large")
    expect(said).to_contain_text("large.png: A photograph may have at most 50 MB")
    assert not [each for each in sent if "/upload" in each]
    page.set_input_files("#photographs input[type=file]", small)
    expect(said).to_have_count(0)
    expect(page.locator(".failure", has_text="none.png cannot be read")).to_be_visible()


@pytest.mark.parametrize("query", ["", "?network=cifar-plain20&example=cifar10-test-0012-dog"])
def test_the_opening_s_answer_never_takes_the_place_of_what_was_asked_since(
    visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    asked, answered = threading.Event(), threading.Event()

    def late(*values: Any) -> list[Any]:
        asked.wait(30)
        found = opened(*values)
        answered.set()
        return found

    monkeypatch.setattr(tab, "opened", late)
    page = visit.open(query)
    broken = tmp_path / "none.png"
    broken.write_bytes(b"no picture")
    page.set_input_files("#photographs input[type=file]", broken)
    said = page.locator("#answer .failure", has_text="none.png cannot be read")
    expect(said).to_be_visible()
    asked.set()
    assert answered.wait(30)
    page.wait_for_timeout(1500)  # in which its answer would have been seen
    expect(said).to_be_visible()
    expect(page.locator("#open-photograph")).to_contain_text("none.png")
    network = "cifar-plain20" if query else "cifar-resnet20"  # what the address picks is picked
    expect(page.locator("#open-network")).to_contain_text(network)
