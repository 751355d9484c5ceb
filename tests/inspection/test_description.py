"""An inspection's words and numbers are those of its arrays."""

import json

import numpy as np
import pytest

from explorer.inspection.description import LISTED_CHANNELS, as_object
from explorer.inspection.result import Attribution
from tests.inspection.test_record import an_inspection


def test_the_strongest_channels_are_named_with_their_numbers() -> None:
    inspection = an_inspection()
    features, gradients = inspection.stages[1].features, inspection.stages[1].gradients
    strengths = {c: float(gradients[c].mean() * features[c].mean()) for c in range(6)}
    listed = as_object(inspection)["stages"][1]["strongest_channels"]
    assert len(listed) == min(6, LISTED_CHANNELS)
    assert [each["channel"] for each in listed] == sorted(strengths, key=lambda c: -strengths[c])
    for each in listed:
        assert each["strength"] == pytest.approx(strengths[each["channel"]], rel=1e-5)
        assert each["weight"] == pytest.approx(gradients[each["channel"]].mean(), rel=1e-5)


def test_the_maximum_is_that_of_the_map_that_was_asked_for() -> None:
    inspection = an_inspection()
    stage = inspection.stages[0]
    layer = (stage.features * np.maximum(stage.gradients, 0)).sum(axis=0).max()
    grad = np.tensordot(stage.gradients.mean(axis=(1, 2)), stage.features, 1).max()
    assert as_object(inspection, "layer-cam")["stages"][0]["cam_maximum"] == pytest.approx(layer)
    assert as_object(inspection, "occlusion")["stages"][0]["cam_maximum"] == pytest.approx(grad)
    assert as_object(inspection)["stages"][0]["cam_maximum"] == pytest.approx(grad)


def test_what_an_attribution_measured_and_warns_of_is_kept() -> None:
    made = Attribution("integrated-gradients", np.ones((3, 8, 8)), "So.", {"steps": 64.0}, "But.")
    described = as_object(an_inspection(), made.method, made)
    assert described["attribution"] == "So."
    assert described["attribution_measured"] == {"steps": 64.0}
    assert described["attribution_warning"] == "But."
    quiet = as_object(an_inspection(), "occlusion", Attribution("occlusion", made.map, "So."))
    assert quiet["attribution_warning"] is None
    assert as_object(an_inspection())["attribution_measured"] == {}


@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_it_is_plain_json_and_says_what_was_seen(precision: str) -> None:
    described = json.loads(json.dumps(as_object(an_inspection(precision)), allow_nan=False))
    assert described["crop"] == {"left": 0.25, "top": 0.0, "width": 31.5, "height": 31.5}
    assert described["input_size"] == 8
    assert described["precision"] == precision
    assert described["weights"] == "random weights: nothing learned yet"
    assert described["explained_logit"] == pytest.approx(float(an_inspection(precision).logits[1]))
