"""The lesson's pictures are those of the library on the same photograph."""

import base64
import io
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from torch.nn.functional import avg_pool2d

import explorer
from explorer.datasets.examples import examples
from explorer.figures.palette import coloured
from explorer.files.assets import asset
from explorer.interface.lesson.pictures import (
    CELLS,
    LOOKED_AT,
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
    return {RESIDUAL: explorer.inspect(RESIDUAL, asset(PHOTOGRAPH))}


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
    assert sorted(found["order"]) == list(range(len(stages)))
    assert list(STRIPS) not in (sorted(STRIPS), sorted(STRIPS, reverse=True))
    few = strips(found)
    assert "stages" not in few
    for strip, place in zip(few["strips"], STRIPS, strict=True):
        shown = stages[place].features[stages[place].strongest[:STRIP]]
        # an independent mean over squares; no picture's size tells its stage
        means = avg_pool2d(torch.from_numpy(shown), shown.shape[-1] // CELLS).numpy()
        first = coloured(means[0])
        assert first.shape == (CELLS, CELLS, 3)
        assert np.abs(pixels(strip["pictures"][0]).astype(int) - first).max() <= 1
        assert len(strip["pictures"]) == STRIP < SEEN
    # the ask can be answered by looking: stage 1 is bright in more places than the last stage
    bright = {place: strip["bright"] for place, strip in zip(STRIPS, few["strips"], strict=True)}
    assert max(bright, key=bright.__getitem__) == 0


def test_the_photograph_of_step_7_is_where_the_two_networks_differ_most() -> None:
    found = [each for each in examples("cifar") if not {RESIDUAL, PLAIN} & set(each.wrong_for)]
    assert len({each.class_name for each in found}) == len(found) == 10
    certain = []
    for name in (RESIDUAL, PLAIN):
        network = explorer.load(name, device="cpu")
        images = torch.cat([network.transform(Image.open(each.path))[None] for each in found])
        shares = network.module(images).softmax(1)
        truths = [network.class_names.index(each.class_name) for each in found]
        assert shares.argmax(1).tolist() == truths  # both name all ten right
        certain.append(shares[range(10), truths])
    differ = (certain[0] - certain[1]).abs()
    assert found[int(differ.argmax())].path == asset(LOOKED_AT)


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


def test_both_networks_say_what_the_library_says() -> None:
    found = looked(SETTINGS)
    for kind, name in (("residual", RESIDUAL), ("plain", PLAIN)):
        top = explorer.inspect(name, asset(LOOKED_AT)).predictions[0]
        said, probability = found[kind]["predictions"][0]
        assert (said, found["truth"]) == (top.name, "bird")
        assert probability == pytest.approx(top.probability, rel=1e-4)
        assert pixels(found[kind]["picture"]).shape == (32, 32, 3)
