import base64
import dataclasses
import io
import re

import numpy as np
import pytest
from PIL import Image

from explorer.figures.inspection.shown import Shown
from explorer.figures.inspection.stage_strip import channels, crop_picture, sheet, strip
from explorer.inspection.result import Attribution


def test_every_stage_has_a_card_with_its_shape(shown: Shown) -> None:
    html = strip(shown)
    assert re.findall(r'data-stage="(\d)"', html) == ["0", "1", "2"]
    for shape in ("3×32×32", "16×32×32", "32×16×16", "64×8×8"):
        assert shape in html


def test_a_small_input_loses_nothing_on_the_screen(shown: Shown) -> None:
    kind, text = crop_picture(shown.inspection).split(",")
    assert kind == "data:image/png;base64"
    seen = np.asarray(Image.open(io.BytesIO(base64.b64decode(text))))
    np.testing.assert_array_equal(seen, shown.inspection.picture)


def test_a_map_of_zeros_is_said_in_words(shown: Shown) -> None:
    last = shown.inspection.stages[-1]
    dark = dataclasses.replace(last, gradients=-np.abs(last.gradients))
    changed = dataclasses.replace(shown.inspection, stages=(*shown.inspection.stages[:-1], dark))
    html = strip(dataclasses.replace(shown, inspection=changed))
    assert "the weighted sum is nowhere positive at this stage" in html
    assert "nowhere positive" not in strip(shown)


def test_early_grad_cam_warns_and_layer_cam_does_not(shown: Shown) -> None:
    warning = "can mislead this early"
    assert [warning in sheet(shown, place) for place in range(3)] == [True, True, False]
    assert warning not in sheet(dataclasses.replace(shown, method="layer-cam"), 0)


def test_channels_stand_strongest_first(shown: Shown) -> None:
    stage = shown.inspection.stages[-1]
    strength = (stage.gradients.mean((1, 2)) * stage.features.mean((1, 2))).astype(float)
    expected = np.argsort(-strength, kind="stable")[:16]
    found = re.findall(r' title="channel (\d+):', channels(stage))
    assert [int(number) for number in found] == expected.tolist()


def test_an_attribution_has_a_card_of_its_own(shown: Shown) -> None:
    attribution = Attribution("occlusion", np.ones((32, 32)), "a <note>")
    html = strip(dataclasses.replace(shown, method="occlusion", attribution=attribution))
    assert html.count("<figure") == 5


def test_where_the_crop_lies_is_shown_where_it_is_not_the_whole(shown: Shown) -> None:
    (frame,) = re.findall(r"left:([\d.]+)%;top:([\d.]+)%;width:([\d.]+)%", strip(shown))
    left, top, width = map(float, frame)
    crop, (wide, _) = shown.inspection.crop, shown.photograph.image.size
    assert (left, top) == (pytest.approx(100 * crop.left / wide, abs=0.01), 0)
    assert width == pytest.approx(100 * crop.width / wide, abs=0.01)
    whole = dataclasses.replace(crop, left=0, top=0, width=60, height=60)
    photograph = dataclasses.replace(shown.photograph, pixels=shown.photograph.pixels[:, :60])
    inspection = dataclasses.replace(shown.inspection, crop=whole)
    all_of_it = dataclasses.replace(shown, photograph=photograph, inspection=inspection)
    assert 'class="whole' not in strip(all_of_it)


def test_the_network_that_answered_is_drawn(shown: Shown) -> None:
    html = strip(shown)
    assert '"name":"cifar-resnet20"' in html
    assert html.count('"shortcut":"identity"') == 7
    assert html.count('"shortcut":"padding"') == 2
