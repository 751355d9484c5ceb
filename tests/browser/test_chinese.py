"""A browser set to Chinese opens the page in Chinese, Gradio's own words too."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    return {"locale": "zh-CN", "viewport": {"width": 1500, "height": 1000}}


def test_the_page_opens_in_chinese(visit: Visit) -> None:
    page = visit.open()
    assert page.title() == "ResNet 探索器"
    body = page.locator("body").inner_text()
    assert "照片" in body
    assert "Photograph" not in body
    visit.ask("photograph")
    assert "点击上传" in page.locator("#panel-photograph").inner_text()
    # what Gradio's live region says once an answer is there
    expect(page.get_by_text("完成。", exact=True).first).to_be_attached()
    assert "common." not in (page.locator("body").text_content() or "")


def test_the_address_can_say_english(visit: Visit) -> None:
    page = visit.open("/?language=en")
    assert page.title() == "ResNet Explorer"
    visit.ask("photograph")
    assert "Click to Upload" in page.locator("body").inner_text()


def test_what_goes_wrong_is_said_in_chinese(visit: Visit, tmp_path: Path) -> None:
    page = visit.open()
    (tmp_path / "broken.jpg").write_text("this is no picture")
    page.set_input_files("#photographs input[type=file]", tmp_path / "broken.jpg")
    failure = page.locator("#answer .failure")
    failure.wait_for()
    assert failure.inner_text().startswith("未能完成： 无法读取 broken.jpg：文件已损坏")
    assert "cannot be read" not in page.locator("body").inner_text()
    assert page.locator(".device").inner_text().startswith("计算设备：")
    assert "computes on" not in page.locator(".device").inner_text()
