from pathlib import Path

import numpy as np
import pytest

from explorer.inspection.inspect import inspect
from explorer.networks.catalog.catalog import load
from explorer.networks.catalog.loaded import LoadedNetwork
from explorer.training.finetune.finetune import finetune
from explorer.training.finetune.finetuner import Finetuner
from explorer.training.finetune.result import FinetuneEpoch
from explorer.training.network_evaluation import evaluate


def test_one_call_gives_a_network_to_go_on_with(
    shapes: Path, resnet20: LoadedNetwork, tuned: Finetuner, tmp_path: Path
):
    told: list[object] = []
    found = finetune(resnet20, str(shapes), tmp_path / "out", epochs=30, progress=told.append)
    assert found.result.held_out == tuned.result().held_out  # the fixture's, by the class itself
    rows = [each for each in told if isinstance(each, FinetuneEpoch)]
    assert tuple(rows) == found.result.rows
    assert found.network.class_names == ("disc", "frame")
    (picture, *_) = sorted((shapes / "disc").iterdir())
    seen = inspect(found.network, picture)
    again = inspect(tmp_path / "out" / "weights.safetensors", picture)
    np.testing.assert_allclose(seen.logits, again.logits, rtol=1e-5, atol=1e-5)
    assert evaluate(found.network, shapes).images == 16
    assert "held-out pictures right, evidence for" in repr(found)
    assert load("cifar-resnet20", device="cpu").class_names != found.network.class_names


def test_pictures_of_mistakes_are_those_that_the_network_saw(shapes: Path, resnet20: LoadedNetwork):
    found = finetune(resnet20, shapes, epochs=1, seed=3)
    wrong = [each for each in found.result.held_out if not each.right]
    assert len(found.mistakes) == len(wrong)
    for each, pixels in zip(wrong, found.mistakes, strict=True):
        seen = inspect(found.network, pixels)
        assert seen.predictions[0].index == each.predicted
        assert seen.predictions[0].probability == pytest.approx(each.probability, abs=1e-4)


@pytest.mark.parametrize("badly", [False, True])
def test_an_interruption_keeps_the_best_epoch_if_there_is_one(
    shapes: Path, resnet20: LoadedNetwork, tmp_path: Path, badly: bool
):
    def stop(event: object) -> None:
        if isinstance(event, FinetuneEpoch) and event.epoch == 2:
            try:
                raise KeyboardInterrupt
            finally:
                if badly:
                    raise RuntimeError("trying to pop from empty mode stack")

    found = finetune(resnet20, shapes, epochs=30, progress=stop)
    assert found.result.stopped
    assert len(found.result.rows) == 2

    def stop_at_once(event: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        finetune(resnet20, shapes, tmp_path / "out", progress=stop_at_once)
    assert not (tmp_path / "out").exists()


def test_a_full_folder_is_refused_before_anything_is_read(shapes: Path):
    with pytest.raises(ValueError, match="already holds something"):
        finetune("cifar-resnet20", shapes / "nowhere", shapes)
