"""What the page draws by itself is saved as a picture, a drawing and a table."""

import csv
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from explorer.datasets.examples import example
from explorer.inspection.blocks.branches import branches
from explorer.inspection.inspect import inspect
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser
SVG = "{http://www.w3.org/2000/svg}"


SETTLED = """async (buttons) => {
    let last = null;
    const height = () => buttons.parentElement.parentElement.getBoundingClientRect().height;
    while (height() !== last) {
        last = height();
        await new Promise((resolve) => setTimeout(resolve, 300));
    }
}"""


def saved(page: Page, buttons: str, folder: Path) -> tuple[Path, Path, Path]:
    """The three files that the buttons give, once nothing around them moves any more."""
    made = []
    page.locator(buttons).first.evaluate(SETTLED)
    for kind in ("png", "svg", "csv"):
        with page.expect_download() as download:
            page.locator(f"{buttons} [data-format={kind}]").first.click()
        made.append(folder / download.value.suggested_filename)
        download.value.save_as(made[-1])
    assert [each.suffix for each in made] == [".png", ".svg", ".csv"]
    assert len({each.stem for each in made}) == 1
    return made[0], made[1], made[2]


def looks_alike(png: Path, svg: Path, said: str) -> None:
    """Both have one shape, are not empty, and the drawing holds the words."""
    root = ElementTree.parse(svg).getroot()
    with Image.open(png) as picture:
        sides = [float(root.get(side, "0")) for side in ("width", "height")]
        np.testing.assert_allclose(picture.size, [2 * side for side in sides], atol=2)
        assert np.asarray(picture.convert("RGB")).std() > 5
    assert said in " ".join(each.text or "" for each in root.iter(f"{SVG}text"))


def test_channel_block_and_maps(visit: Visit, tmp_path: Path) -> None:
    page = visit.open()
    expect(page.locator("#answer .channel h4")).to_be_visible()
    photograph = example("cifar10-test-0003-airplane")
    number = int(page.locator("#answer .channel-number").input_value())
    png, svg, table = saved(page, "#answer .save.opened", tmp_path)
    looks_alike(png, svg, f"Stage 3, channel {number}")
    assert len(list(ElementTree.parse(svg).iter(f"{SVG}image"))) == 16 + 3
    rows = list(csv.DictReader(table.read_text("utf-8").splitlines()))
    values = inspect("cifar-resnet20", photograph).stages[2].features[number]
    read = [float(row["activation"]) for row in rows]
    np.testing.assert_allclose(read, values.ravel(), rtol=1e-4, atol=1e-5)
    page.locator("#answer [data-name='stage2.block1']").click()
    expect(page.locator("#answer .block-sum h4")).to_contain_text("stage2.block1")
    png, svg, table = saved(page, "#answer .of-block .save.opened", tmp_path)
    looks_alike(png, svg, "stage2.block1, channel")
    channel = int(page.locator("#answer .block-channel").input_value())
    assert table.name == f"cifar-resnet20-stage2.block1-channel{channel}.csv"
    rows = list(csv.DictReader(table.read_text("utf-8").splitlines()))
    total = [float(row["value"]) for row in rows if row["term"] == "sum"]
    (block,) = (each for each in branches("cifar-resnet20", photograph)
                if each.name == "stage2.block1")  # fmt: skip
    np.testing.assert_allclose(total, block.sum[channel].ravel(), rtol=1e-4, atol=1e-5)
    page.click("#answer .to-rules")
    png, svg, table = saved(page, "#answer .rules .save", tmp_path)
    looks_alike(png, svg, "Stage 1")
    assert table.read_text("utf-8").count("stage3,") == 64


def test_the_pattern_of_depths_table_6_and_the_stage_of_a_race(
    visit: Visit, tmp_path: Path
) -> None:
    page = visit.open("?tab=depth")
    page.get_by_role("tab", name="Depth").click()
    png, svg, table = saved(page, "#depth-words .save", tmp_path)
    looks_alike(png, svg, "▽")
    rows = list(csv.DictReader(table.read_text("utf-8").splitlines()))
    assert len(rows) == 6 * 8 * 2
    assert {row["word"] for row in rows} == {"healthy", "vanishing", "exploding"}
    assert all(float(row["largest_r"]) > 0 for row in rows)
    page.get_by_role("tab", name="Trained").click()
    png, svg, table = saved(page, "#trained-table .save", tmp_path)
    looks_alike(png, svg, "9.85")
    rows = list(csv.DictReader(table.read_text("utf-8").splitlines()))
    assert [(row["depth"], row["paper_residual"]) for row in rows] == [
        ("20", "8.75"), ("32", "7.51"), ("44", "7.17"), ("56", "6.97"), ("110", "6.43"),
    ]  # fmt: skip
    for row in rows:
        if row["residual_mean"]:
            ours, paper = float(row["residual_mean"]), float(row["compared_with"])
            assert float(row["difference"]) == pytest.approx(ours - paper, abs=1.1e-3)
    page.get_by_role("tab", name="Race").click()
    page.locator("#race .opens-drawer").click()
    expect(page.locator("#race .hears").first).not_to_be_empty()
    png, svg, table = saved(page, "#race .drawer > .save", tmp_path)
    looks_alike(png, svg, page.locator("#race .accuracy").last.inner_text())
    rows = list(csv.DictReader(table.read_text("utf-8").splitlines()))
    assert {row["network"] for row in rows} == {"plain", "residual"}
    assert len(rows) == 2 * 55
