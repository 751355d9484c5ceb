"""What is shown as Python: the dialog by keyboard, its files, its language."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.scripting.running import output

pytestmark = pytest.mark.browser


def test_the_script_of_what_is_opened_is_shown_copied_and_saved(
    visit: Visit, tmp_path: Path
) -> None:
    page = visit.open()
    expect(page.locator("#answer .channel h4")).to_be_visible()
    opener = page.locator("#answer .as-python")
    opener.focus()
    page.keyboard.press("Enter")
    dialog = page.locator("#as-python dialog")
    expect(dialog).to_be_visible()
    expect(dialog.locator("h2")).to_have_text("As Python", use_inner_text=True)
    script = dialog.locator("code").inner_text()
    channel = page.locator("#answer .channel-number").input_value()
    assert f"channel = stage.features[{channel}]" in script
    likeliest = page.locator("#answer .predictions tr").first.locator("td").last.inner_text()
    assert f"airplane: {likeliest}" in output(script)
    with page.expect_download() as saved:
        dialog.locator("[data-save=script]").click()
    assert saved.value.suggested_filename.startswith("cifar-resnet20-cifar10-test-0003")
    saved.value.save_as(tmp_path / "script.py")
    assert (tmp_path / "script.py").read_text("utf-8") == script
    with page.expect_download() as saved:
        dialog.locator("[data-save=notebook]").click()
    saved.value.save_as(tmp_path / "notebook.ipynb")
    assert json.loads((tmp_path / "notebook.ipynb").read_text("utf-8"))["nbformat"] == 4
    dialog.locator(".copies").click()
    expect(dialog.locator(".copied")).to_contain_text("copied")
    box = dialog.bounding_box()
    assert box is not None
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= page.viewport_size["height"]  # type: ignore[index]
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()
