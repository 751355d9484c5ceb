import dataclasses
from pathlib import Path

import numpy as np
import pytest

from explorer.figures.notebook import inspection as shown
from explorer.inspection import record
from explorer.inspection.attributions.attribution import attribute
from explorer.inspection.blocks.branches import branches
from explorer.inspection.blocks.unrolled_sum import unrolled_sums
from explorer.inspection.grad_cam import cam
from explorer.inspection.inspect import inspect
from explorer.inspection.response_deviation import photograph_batches, response_deviation
from explorer.inspection.result import Inspection
from explorer.networks.catalog.catalog import load
from explorer.photographs.photograph import read_photograph
from tests.figures.notebook.page import taken_apart

PIXELS = np.random.default_rng(0).integers(0, 256, (40, 50, 3), dtype=np.uint8)


@pytest.fixture(scope="module")
def seen() -> Inspection:
    return inspect("cifar-resnet20", PIXELS)


def test_every_stage_has_its_map_and_every_prediction_its_row(seen: Inspection):
    page = taken_apart(shown.inspection_html(dataclasses.replace(seen, image="<b>.png")))
    assert "<b>.png" in page.text
    crop, *maps = page.all("img")
    assert "32 x 32 pixels" in crop["alt"]
    for stage, image in zip(seen.stages, maps, strict=True):
        values = cam(stage)
        down, right = np.unravel_index(values.argmax(), values.shape)
        shape = " x ".join(map(str, stage.features.shape))
        assert image["alt"] == (
            f"Grad-CAM for {seen.explained.name} at {stage.name}, {shape}: largest "
            f"{values.max():.3g} in row {down + 1}, column {right + 1}"
        )
    for each in seen.predictions:
        assert each.name in page.text
        assert f"{min(each.probability, 0.9999):.2%}" in page.text


def test_the_largest_pictures_stay_small():
    noise = np.random.default_rng(0).integers(0, 256, (224, 224, 3), dtype=np.uint8)
    html = "".join(
        shown._stage(noise, "stage", (1, 7, 7), 32, np.eye(7), "Grad-CAM", "") for _ in range(5)
    )
    taken_apart(html)


def test_a_map_that_is_zero_everywhere_says_so(seen: Inspection):
    first, *others = seen.stages
    nothing = dataclasses.replace(first, gradients=-np.abs(first.gradients) * 0)
    page = taken_apart(shown.inspection_html(dataclasses.replace(seen, stages=(nothing, *others))))
    assert "zero everywhere" in page.all("img")[1]["alt"]


def test_several_are_shown_as_far_as_they_are_no_burden(seen: Inspection):
    both = inspect("cifar-resnet20", [PIXELS, PIXELS])
    assert shown.inspections_html(both).count(" in cifar-resnet20: ") == 2
    best = both[0].predictions[0].name
    assert repr(both) == f"<Inspections of 2 photographs: pixels: {best}, pixels: {best}>"
    page = taken_apart(shown.inspections_html([seen] * 100))
    drawn = len(page.all("figure")) // 4
    assert f"{100 - drawn} more: show them one by one." in page.text


def test_a_record_looks_like_what_it_is_of(seen: Inspection, tmp_path: Path):
    record.write(tmp_path, record.files(seen, "layer-cam", notes=["A note."]))
    page = taken_apart(shown.record_html(record.read(tmp_path)))
    crop, first, *_ = page.all("img")
    ours, *_ = taken_apart(shown.inspection_html(seen)).all("img")
    assert crop == ours
    assert first["alt"].startswith("layer-cam for")
    assert "A note." in page.text


def test_attributions_blocks_and_responses():
    found = attribute("cifar-resnet20", PIXELS, 3, "guided-grad-cam")
    page = taken_apart(shown.attribution_html(found))
    assert len(page.all("img")) == 1
    assert "Attribution by guided-grad-cam" in page.text
    first, *_ = branches("cifar-resnet20", PIXELS)
    page = taken_apart(shown.block_html(first))
    assert [each["alt"].split()[0] for each in page.all("img")] == ["shortcut", "F(x)", "sum"]
    assert f"{first.ratio:.3g}; cosine between the two: {first.cosine:.3g}" in page.text
    (plain, *_) = branches("cifar-plain20", PIXELS)
    assert len(taken_apart(shown.block_html(plain)).all("img")) == 2
    (unkept, *_) = branches("cifar-resnet20", PIXELS, keep=())
    assert not taken_apart(shown.block_html(unkept)).all("img")
    unrolled, *_ = unrolled_sums("cifar-resnet20", PIXELS)
    page = taken_apart(shown.unrolled_html(unrolled))
    assert len(page.all("tr")) == 1 + 6  # x_0, three F, what is in neither, x_L
    assert unrolled.note in page.text
    for share in (unrolled.start_share, unrolled.terms[2].share, unrolled.rest_share):
        assert f"{share:.2%}" in page.text
    network = load("cifar-resnet20", device="cpu")
    batches = photograph_batches(network, [read_photograph(PIXELS)])
    responses = response_deviation(network, batches, "noise")
    page = taken_apart(shown.responses_html(responses))
    assert len(page.all("tr")) == 1 + len(responses.layers)
    assert f"{responses.deviation[0]:.4g}" in page.text
    for each in (found, first, plain, unkept, responses):
        assert len(repr(each)) < 120
