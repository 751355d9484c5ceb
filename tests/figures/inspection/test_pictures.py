import numpy as np
import pytest
from PIL import Image

from explorer.figures.inspection.pictures import enlarged, evidence, inspection_pictures
from explorer.inspection.inspect import inspect
from explorer.inspection.result import Attribution, Inspection
from explorer.networks.catalog.catalog import load
from explorer.photographs.photograph import read_photograph


@pytest.fixture(scope="module")
def inspection() -> Inspection:
    pixels = np.random.default_rng(0).integers(0, 256, (40, 50, 3), dtype=np.uint8)
    photograph = read_photograph(Image.fromarray(pixels), name="noise.png")
    return inspect(load("cifar-resnet20", device="cpu"), [photograph])[0]


def test_every_stage_has_a_map_and_a_sheet(inspection: Inspection) -> None:
    pictures = inspection_pictures(inspection, "layer-cam")
    stages = ["stage1", "stage2", "stage3"]
    assert set(pictures) == {"input"} | {
        f"{kind}-{stage}" for kind in ("layer-cam", "channels") for stage in stages
    }
    assert len({pictures[f"layer-cam-{stage}"].tobytes() for stage in stages}) == 3


def test_the_input_is_the_crop_enlarged_pixel_by_pixel(inspection: Inspection) -> None:
    shown = np.asarray(inspection_pictures(inspection)["input"])
    assert np.array_equal(shown[::12, ::12], inspection.picture)
    assert shown.shape == (384, 384, 3)


def test_an_attribution_is_drawn_beside_grad_cam(inspection: Inspection) -> None:
    attribution = Attribution("occlusion", np.ones((32, 32)), "")
    pictures = inspection_pictures(inspection, "occlusion", attribution)
    assert {"occlusion", "grad-cam-stage3"} <= set(pictures)


def test_large_pictures_are_not_enlarged() -> None:
    assert enlarged(Image.new("RGB", (500, 300))).size == (500, 300)


def test_evidence_sums_colours_and_drops_what_speaks_against() -> None:
    signed = np.zeros((3, 2, 2))
    signed[:, 0, 0] = [1, 2, -0.5]
    signed[:, 1, 1] = [-3, 1, 1]
    found = evidence(Attribution("integrated-gradients", signed, ""))
    assert found[0, 0] == pytest.approx(2.5, rel=0.02)
    assert found[1, 1] == 0
