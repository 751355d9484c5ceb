"""What a person does on the Fine-tune tab."""

import csv
import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from explorer.networks.catalog.catalog import load
from tests.browser.conftest import Visit
from tests.browser.test_saves import looks_alike, saved
from tests.shapes import SHAPES, draw_shapes

pytestmark = pytest.mark.browser


def opened(visit: Visit) -> Page:
    page = visit.open("?tab=finetune")
    page.get_by_role("tab", name="Fine-tune").click()
    expect(page.locator("#finetune-class-2")).to_be_visible()
    return page


def give(page: Page, number: int, name: str, folder: Path) -> None:
    """Name a class and drop its pictures."""
    slot = page.locator(f"#finetune-class-{number}")
    slot.locator("textarea, input[type=text]").first.fill(name)
    paths = [str(path) for path in sorted(folder.glob("*"))]
    slot.locator("input[type=file]").set_input_files(paths)
    expect(slot.locator(".finetune-strip li")).to_have_count(len(paths))


def learned(page: Page) -> None:
    expect(page.locator("#finetune-summary .finetune-accuracy")).to_be_visible(timeout=60_000)


def comes_to_rest(page: Page) -> None:
    """Wait for a second in which nothing is asked; a busy machine has much to catch up with."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for _ in range(30):
        asked.clear()
        page.wait_for_timeout(1000)
        if not asked:
            return
    pytest.fail(f"in each of thirty seconds something was asked, at last {asked}")


def test_three_classes_are_learned_and_looked_at(visit: Visit, tmp_path: Path) -> None:
    shapes = draw_shapes(tmp_path / "shapes", 6, classes=3)
    page = opened(visit)
    expect(page.locator("#finetune-class-3")).to_be_hidden()
    page.click("#finetune-more")
    for number, name in enumerate(SHAPES, 1):
        give(page, number, name, shapes / name)
    page.click("#finetune-start")
    learned(page)
    expect(page.locator("#finetune-summary")).to_contain_text("of 6. These pictures are evidence")
    # the drawing script is a megabyte, sent at the first figure
    expect(page.locator("#finetune-curves .main-svg").first).to_be_visible(timeout=30_000)
    expect(page.locator("#finetune-confusion")).to_contain_text("held-out pictures right")
    expect(page.locator("#finetune-pair img")).to_have_count(4, timeout=30_000)
    expect(page.locator("#finetune-start")).to_be_visible()
    expect(page.locator("#finetune-stop")).to_be_hidden()
    with page.expect_download() as download:
        page.click("#finetune-weights")
    assert download.value.suggested_filename == "cifar-resnet20-disc-frame-stripes.safetensors"
    kept = tmp_path / "kept.safetensors"
    download.value.save_as(kept)
    assert load(None, checkpoint=kept, device="cpu").class_names == SHAPES
    png, svg, table = saved(page, "#finetune-pair .save", tmp_path)
    looks_alike(png, svg, "Before: cifar-resnet20 as it was")
    rows = list(csv.DictReader(table.read_text("utf-8").splitlines()))
    after = [row for row in rows if row["network"] == "after"]
    assert {row["class"] for row in after} == set(SHAPES)
    assert abs(sum(float(row["probability"]) for row in after) - 1) < 1e-5
    # another held-out picture, by its cell of the matrix
    before = page.locator("#finetune-pair h3").inner_text()
    page.locator("#finetune-confusion .nsewdrag").click(position={"x": 70, "y": 70})
    expect(page.locator("#finetune-pair h3")).not_to_have_text(before, timeout=30_000)
    # the new network in the Explore tab
    page.click("#finetune-explore")
    expect(page.locator("#answer .predictions")).to_contain_text("disc", timeout=30_000)
    visit.example()
    predictions = page.locator("#answer .predictions")
    expect(predictions.locator("tbody tr")).to_have_count(3)
    for name in SHAPES:
        expect(predictions).to_contain_text(name)
    expect(page.locator("#weights-line")).to_contain_text("the file you choose")
    comes_to_rest(page)  # its events once put each other off for ever


def test_a_sample_set_is_learned_in_two_clicks_and_its_answer_comes_into_sight(
    visit: Visit,
) -> None:
    page = opened(visit)
    page.set_viewport_size({"width": 390, "height": 844})
    page.click("#finetune-sample")
    strips = page.locator(".finetune-strip:visible")
    expect(strips.first).to_contain_text("30 pictures")
    strips.first.locator("[data-place='0']").click()
    expect(strips.first).to_contain_text("29 pictures")
    page.click("#finetune-start")
    learned(page)
    expect(page.locator("#finetune-summary .finetune-accuracy")).to_be_in_viewport()
    expect(page.locator("#finetune-confusion")).to_contain_text("held-out pictures right")
    assert page.evaluate("document.documentElement.scrollWidth") <= 392


def test_a_zip_learns_until_it_is_stopped(visit: Visit, tmp_path: Path) -> None:
    draw_shapes(tmp_path / "shapes", 30)
    packed = shutil.make_archive(str(tmp_path / "shapes"), "zip", tmp_path / "shapes")
    page = opened(visit)
    page.locator("#finetune-how label").nth(1).click()
    page.set_input_files("#finetune-zip input[type=file]", packed)
    expect(page.locator("#finetune-zip")).to_contain_text(re.compile(r"shapes\s*\.zip"))
    page.locator("#finetune-train label").nth(2).click()
    page.get_by_text("More settings").click()
    page.locator("#finetune-epochs input").fill("500")
    page.click("#finetune-start")
    expect(page.locator("#finetune-said")).to_contain_text(
        re.compile(r"Epoch \d+ of 500: loss"), timeout=60_000
    )
    expect(page.locator("#finetune-curves .main-svg").first).to_be_visible(timeout=30_000)
    page.click("#finetune-stop")
    learned(page)
    expect(page.locator("#finetune-summary")).to_contain_text("Stopped. Kept: the weights of epoch")


def test_what_is_missing_is_said_in_both_languages(visit: Visit, tmp_path: Path) -> None:
    draw_shapes(tmp_path / "shapes", 3)
    page = opened(visit)
    give(page, 1, "disc", tmp_path / "shapes" / "disc")
    page.click("#finetune-start")
    said = page.locator("#finetune-said .failure")
    expect(said).to_contain_text("there is 1 class, and telling apart takes two")
    give(page, 2, "Disc ", tmp_path / "shapes" / "frame")
    page.click("#finetune-start")
    expect(said).to_contain_text("'disc' and 'Disc' in the list of classes are the same")
    page.locator("#language label").nth(1).click()
    expect(said).to_contain_text("类别列表中的 'disc' 和 'Disc' 是同一个类别名")
    expect(page.locator("#finetune-start")).to_have_text("开始")
    expect(page.get_by_role("tab", name="微调")).to_be_visible()
