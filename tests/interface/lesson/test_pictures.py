"""The lesson's pictures are those of the library on the same photograph."""

import base64
import io
from typing import Any

import numpy as np
import pytest
from PIL import Image

import explorer
from explorer.figures.palette import coloured
from explorer.files.assets import asset
from explorer.interface.lesson.pictures import (
    PHOTOGRAPH,
    PLAIN,
    RESIDUAL,
    SEEN,
    STRIP,
    STRIPS,
    block,
    looked,
    photograph,
    seen,
    strips,
)
from explorer.interface.settings import PageSettings

SETTINGS = PageSettings(device="cpu")


def pixels(address: str) -> Any:
    kind, _, data = address.partition(",")
    assert kind == "data:image/png;base64"
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB"))


@pytest.fixture(scope="module")
def inspections() -> dict[str, explorer.Inspection]:
    return {name: explorer.inspect(name, asset(PHOTOGRAPH)) for name in (RESIDUAL, PLAIN)}


def test_the_photograph_is_the_file_of_the_program() -> None:
    whole = np.asarray(Image.open(asset(PHOTOGRAPH)).convert("RGB"))
    assert (pixels(photograph()) == whole).all()


def test_every_stage_shows_its_strongest_channels(
    inspections: dict[str, explorer.Inspection],
) -> None:
    found = seen(SETTINGS)
    stages = inspections[RESIDUAL].stages
    assert [each["name"] for each in found["stages"]] == [stage.name for stage in stages]
    for shown, stage in zip(found["stages"], stages, strict=True):
        # by an independent formula: mean gradient times mean activation
        strength = stage.gradients.mean(axis=(1, 2)) * stage.features.mean(axis=(1, 2))
        assert shown["channels"] == list(np.argsort(-strength, kind="stable")[:SEEN])
        assert shown["shape"] == list(stage.features.shape)
        first = coloured(stage.features[shown["channels"][0]])
        assert (pixels(shown["pictures"][0]) == first).all()
    assert sorted(found["strips"]) == list(range(len(stages)))
    assert list(STRIPS) not in (sorted(STRIPS), sorted(STRIPS, reverse=True))
    assert STRIP < SEEN
    few = strips(found)
    for part, whole in zip(few["stages"], found["stages"], strict=True):
        assert part["pictures"] == whole["pictures"][:STRIP]
    assert few["strips"] == found["strips"]


def test_a_block_is_its_shortcut_and_what_it_adds() -> None:
    found = block(SETTINGS)
    (opened,) = (
        each
        for each in explorer.branches(RESIDUAL, asset(PHOTOGRAPH))
        if each.name == found["block"]
    )
    assert opened.shortcut is not None
    channel = found["channel"]
    total = opened.shortcut[channel] + opened.residual[channel]
    low, high = {each["name"]: (each["low"], each["high"]) for each in found["terms"]}["sum"]
    assert low == pytest.approx(float(total.min()), abs=1e-5)
    assert high == pytest.approx(float(total.max()), abs=1e-5)
    assert [each["name"] for each in found["terms"]] == [
        "shortcut", "residual_branch", "sum", "block_output",
    ]  # fmt: skip
    assert found["terms"][-1]["low"] >= 0  # after the ReLU


def test_both_networks_say_what_the_library_says(
    inspections: dict[str, explorer.Inspection],
) -> None:
    found = looked(SETTINGS)
    for kind, name in (("residual", RESIDUAL), ("plain", PLAIN)):
        top = inspections[name].predictions[0]
        said, probability = found[kind]["predictions"][0]
        assert (said, found["truth"]) == (top.name, "horse")
        assert probability == pytest.approx(top.probability, rel=1e-4)
        assert pixels(found[kind]["picture"]).shape == (32, 32, 3)
