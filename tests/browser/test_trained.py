"""The Trained tab as a reader of the 2015 paper uses it."""

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.training.runs_on_paper import settings, table

pytestmark = pytest.mark.browser
CURVE = table((0.5, 0.6), (0.05, 0.07), iterations=4000)


def trained_tab(page: Page) -> None:
    page.locator("button[role=tab][data-tab-id=trained]").click()
    for figure in (6, 1):
        page.wait_for_selector(f"#trained-figure-{figure} .main-svg", state="attached")


def names(page: Page, figure: int) -> list[str]:
    found: Any = page.evaluate(
        f"document.querySelector('#trained-figure-{figure} .plot').data.map((each) => each.name)"
    )
    return list(found)


def wait_for_name(page: Page, figure: int, name: str, *, there: bool = True) -> None:
    page.wait_for_function(
        "([id, name, there]) =>"
        "document.querySelector(id).data.some((each) => each.name === name) === there",
        arg=[f"#trained-figure-{figure} .plot", name, there],
    )


@pytest.fixture
def reading(visit: Visit) -> Page:
    page = visit.open("?tab=trained&language=en")
    trained_tab(page)
    return page


def test_the_papers_figures_stand_with_their_table_and_claims(reading: Page) -> None:
    assert "plain, 20 layers: test error (3 seeds)" in names(reading, 6)
    assert "residual, 20 layers: training error (3 seeds)" in names(reading, 6)
    assert not any(each.startswith("residual") for each in names(reading, 1))
    row = reading.locator("#trained-table tr[data-depth='20']")
    expect(row).to_contain_text("8.75")
    expect(row).to_contain_text("not reached with this recipe")
    expect(row).to_contain_text("(3 seeds)")
    deep = reading.locator("#trained-table tr[data-depth='56']")
    expect(deep).to_contain_text("one seed; the spread was not measured")
    ours, papers = (
        reading.locator(f"#trained-table tr[data-depth='{depth}'] td").first.evaluate(
            "(cell) => getComputedStyle(cell).color"
        )
        for depth in (20, 32)
    )
    assert ours != papers  # what the paper alone has is grey
    expect(reading.locator("#trained-claims")).to_contain_text("At 20 layers, plain against")
    expect(reading.locator("#trained-figure-6 .summary")).to_contain_text(
        re.compile(r"cifar-resnet20 \(3 seeds\).*: after")
    )
    # zoom survives another tab
    reading.evaluate(
        "Plotly.relayout(document.querySelector('#trained-figure-6 .plot'),"
        "{'yaxis.range': [0, 0.5]})"
    )
    reading.locator("button[role=tab][data-tab-id=explore]").click()
    trained_tab(reading)
    reading.wait_for_timeout(800)
    shown = reading.evaluate(
        "document.querySelector('#trained-figure-6 .plot')._fullLayout.yaxis.range"
    )
    assert shown == [0, 0.5]
    # and in Chinese with the page
    reading.click("#language label:has-text('中文')")
    wait_for_name(reading, 6, "残差，20 层：测试错误率（3 个种子）")
    wait_for_name(reading, 1, "普通，20 层：训练错误率（3 个种子）")
    expect(reading.locator("#trained-claims")).to_contain_text("20 层时，普通网络对残差网络")
    expect(reading.locator("#trained-measure")).to_have_text("测量响应")


def test_a_run_of_ones_own_comes_and_goes_and_a_bad_file_is_one_sentence(
    reading: Page, tmp_path: Path
) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mine/training.csv", CURVE)
        archive.writestr("mine/settings.json", settings("cifar-resnet32"))
    path = tmp_path / "mine.zip"
    path.write_bytes(packed.getvalue())
    reading.click("#trained-own > button")
    reading.set_input_files("#trained-files input[type=file]", path)
    wait_for_name(reading, 6, "mine: test error")
    expect(reading.locator("#trained-opened")).to_contain_text("cifar-resnet32")
    assert "mine: test error" not in names(reading, 1)
    assert "plain, 20 layers: test error (3 seeds)" in names(reading, 6)
    reading.click("#trained-files button[aria-label*='lear']")
    expect(reading.locator("#trained-opened")).not_to_contain_text("mine")
    expect(reading.locator("#trained-figure-6 .summary")).not_to_contain_text("mine")
    wait_for_name(reading, 6, "mine: test error", there=False)

    bad = tmp_path / "training.csv"
    bad.write_text("a,b\n1,2\n")
    reading.set_input_files("#trained-files input[type=file]", bad)
    failure = reading.locator("#trained-opened .failure")
    expect(failure).to_contain_text("The curve of training.csv cannot be read", ignore_case=True)
    assert "plain, 20 layers: test error (3 seeds)" in names(reading, 6)


def test_figure_7_is_measured_on_demand_and_stays_when_nothing_is_chosen(reading: Page) -> None:
    assert reading.locator("#trained-figure-7 .main-svg").count() == 0
    reading.click("#trained-measure")
    reading.wait_for_selector("#trained-figure-7 .main-svg", timeout=60_000)
    assert names(reading, 7)[:2] == ["plain, 20 layers", "plain, 20 layers, sorted"]
    summary = reading.locator("#trained-figure-7 .summary")
    expect(summary).to_contain_text(re.compile(r"Measured on \d+ pictures"))
    expect(summary).to_contain_text("mean over the layers")

    for box in reading.locator("#trained-networks input").all():
        box.uncheck()
    reading.click("#trained-measure")
    expect(reading.locator("#trained-trouble .failure")).to_contain_text("tick at least one")
    assert names(reading, 7)[:2] == ["plain, 20 layers", "plain, 20 layers, sorted"]
