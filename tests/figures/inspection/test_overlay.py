import io

import numpy as np
import pytest
from PIL import Image

from explorer.figures.inspection.overlay import heat, overlay


def test_heat_is_invisible_where_the_map_is_zero_and_opaque_at_its_maximum() -> None:
    alpha = np.asarray(heat(np.array([[0.0, 1.0, 0.5]])).convert("RGBA"))[..., 3]
    assert alpha[0, 0] == 0
    assert alpha[0, 1] == 255
    assert 0 < alpha[0, 2] < 255


def test_heat_does_not_depend_on_the_maps_unit() -> None:
    values = np.random.default_rng(0).random((5, 5))
    assert np.array_equal(np.asarray(heat(values)), np.asarray(heat(values * 1e-20)))


def test_transparency_survives_png() -> None:
    buffer = io.BytesIO()
    heat(np.array([[0.0, 1.0]])).save(buffer, "PNG")
    read = np.asarray(Image.open(buffer).convert("RGBA"))
    assert read[0, :, 3].tolist() == [0, 255]


def test_an_all_zero_map_leaves_the_photograph() -> None:
    picture = np.random.default_rng(0).integers(0, 256, (4, 4, 3), dtype=np.uint8)
    assert np.array_equal(np.asarray(overlay(picture, np.zeros((4, 4)))), picture)


def test_the_blend_by_hand() -> None:
    picture = np.full((1, 1, 3), 100, np.uint8)
    top = np.array([252, 255, 164])  # Inferno's brightest, at the map's maximum
    blended = np.asarray(overlay(picture, np.ones((1, 1)), opacity=0.5))[0, 0]
    assert blended.tolist() == ((top + 100) / 2).round().astype(int).tolist()


def test_opacity_zero_is_the_photograph() -> None:
    picture = np.full((2, 2, 3), 7, np.uint8)
    assert np.array_equal(np.asarray(overlay(picture, np.ones((2, 2)), opacity=0)), picture)


@pytest.mark.parametrize("bad", [-1.0, float("nan"), float("inf")])
def test_what_is_no_heat_is_refused(bad: float) -> None:
    with pytest.raises(ValueError, match="finite and not negative"):
        heat(np.array([[0.0, bad]]))
