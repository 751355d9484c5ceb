"""Files that are too large are told before they travel."""

from pathlib import Path

from playwright.sync_api import expect

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
