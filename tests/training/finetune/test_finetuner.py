from pathlib import Path

import pytest
import torch
from PIL import Image

from explorer.datasets.class_pictures import folder_pictures
from explorer.training.finetune.finetuner import Finetuner
from explorer.training.finetune.network import finetune_bytes
from explorer.training.finetune.settings import FinetuneSettings
from explorer.training.processor.reserved import Memory
from tests.shapes import draw_shapes
from tests.training.conftest import pixels


def tuner(resnet20, folder: Path, train="head", epochs: int | None = 1, **more) -> Finetuner:
    settings = FinetuneSettings(train, epochs, **more)
    return Finetuner(resnet20, folder_pictures(folder), settings, pixels)


def test_shapes_are_told_apart(tuned):
    result = tuned.result()
    assert result.rows[-1].train_accuracy >= 0.8
    assert result.class_names == ("disc", "frame")
    assert result.learned_from == (6, 6)
    assert [each.name.split("/")[0] for each in result.held_out] == ["disc"] * 2 + ["frame"] * 2
    assert len(result.rows) == result.epochs == 30
    assert (result.stopped, result.frozen_statistics) == (False, True)
    assert result.trained_parameters == 64 * 2 + 2


def test_progress_goes_through_reading_features_and_training(resnet20, shapes):
    seen = list(tuner(resnet20, shapes, epochs=2).run())
    phases = [each.phase for each in seen]
    assert phases == sorted(phases, key=["reading", "features", "training"].index)
    for phase in ("reading", "features", "training"):
        last = [each for each in seen if each.phase == phase][-1]
        assert last.done == last.total
        assert last.seconds_left == 0
    assert [each.epoch for each in seen if each.phase == "training"] == [1, 2]
    assert seen[-1].held_out_accuracy is not None


@pytest.mark.parametrize("train", ["head", "last-stage", "all"])
def test_what_is_frozen_stays_to_the_bit_and_the_shared_network_too(train, resnet20, shapes):
    shared = {key: value.clone() for key, value in resnet20.module.state_dict().items()}
    tuned = tuner(resnet20, shapes, train)
    for _ in tuned.run():
        pass  # and no result yet: the best epoch might be that of the head alone
    assert all(torch.equal(shared[k], v) for k, v in resnet20.module.state_dict().items())
    assert not resnet20.module.training
    learned = {"head": ("fc",), "last-stage": ("fc", "layer3"), "all": ("",)}[train]
    for key, value in tuned.network.state_dict().items():
        if "running" in key or "num_batches" in key:
            assert torch.equal(value, shared[key]), key  # statistics, frozen for so few pictures
        elif not key.startswith(learned):
            assert torch.equal(value, shared[key]), key
        elif not key.startswith("fc"):
            assert not torch.equal(value, shared[key]), key


def test_statistics_move_where_there_are_pictures_enough(resnet20, shapes, monkeypatch):
    monkeypatch.setattr("explorer.training.finetune.settings.FEWEST_FOR_STATISTICS", 12)
    tuned = tuner(resnet20, shapes, "last-stage")
    for _ in tuned.run():
        pass
    before = resnet20.module.state_dict()
    for key, value in tuned.network.state_dict().items():
        if "running" in key:
            assert torch.equal(value, before[key]) != key.startswith("layer3"), key
    assert not tuned.result().frozen_statistics


def test_deeper_training_begins_with_the_head_alone(resnet20, shapes):
    tuned = tuner(resnet20, shapes, "all", 2)
    for _ in tuned.run():
        pass
    assert [row.epoch for row in tuned.result().rows] == [0, 1, 2]


def test_deeper_training_goes_on_from_the_best_head(resnet20, tmp_path):
    """Else a deeper training could end below the head that it began with."""
    folder = draw_shapes(tmp_path, 8, classes=3)
    alone, deeper = tuner(resnet20, folder, "head", None), tuner(resnet20, folder, "all", 1)
    for each in (alone, deeper):
        for _ in each.run():
            pass
    head, first = alone.result(), deeper.rows[0]
    kept = head.rows[head.best_epoch - 1]
    assert first.held_out_accuracy == kept.held_out_accuracy
    assert first.held_out_loss == pytest.approx(kept.held_out_loss, rel=1e-5)
    assert deeper.result().accuracy >= head.accuracy


def test_the_same_seed_gives_the_same_network(resnet20, shapes):
    weights = []
    for seed in (3, 3, 4):
        tuned = tuner(resnet20, shapes, "last-stage", seed=seed)
        for _ in tuned.run():
            pass
        weights.append(tuned.network.state_dict())
    same, other = ([torch.equal(weights[0][k], w[k]) for k in w] for w in weights[1:])
    assert all(same)
    assert not all(other)


def test_stopping_keeps_the_best_so_far(resnet20, shapes):
    tuned = tuner(resnet20, shapes, "head", 50)
    for progress in tuned.run():
        if progress.epoch == 7:
            tuned.stop()
    result = tuned.result()
    assert result.stopped
    assert len(result.rows) == 7
    best = max(result.rows, key=lambda row: (row.held_out_accuracy, -row.held_out_loss))
    assert result.best_epoch == best.epoch
    assert result.accuracy == pytest.approx(best.held_out_accuracy)


def test_the_result_is_what_its_network_answers(tuned, resnet20):
    result = tuned.result()
    by_name = {each.name: each for each in tuned.pictures.pictures}
    inputs = [
        resnet20.transform(Image.fromarray(pixels(by_name[each.name].place, "")))
        for each in result.held_out
    ]
    with torch.no_grad():
        probabilities = tuned.network(torch.stack(inputs)).softmax(1)
    assert probabilities.argmax(1).tolist() == [each.predicted for each in result.held_out]
    expected = torch.tensor([each.probability for each in result.held_out])
    torch.testing.assert_close(probabilities.max(1).values, expected)


@pytest.mark.parametrize("phase", ["reading", "features"])
def test_stopping_before_anything_was_learned_is_said(phase, resnet20, shapes):
    tuned = tuner(resnet20, shapes)
    for progress in tuned.run():
        assert progress.phase != "training"
        if progress.phase == phase:
            tuned.stop()
    with pytest.raises(ValueError, match="stopped before anything was learned"):
        tuned.result()


def test_five_pictures_a_class_are_enough(resnet20, tmp_path):
    tuned = tuner(resnet20, draw_shapes(tmp_path, 5, classes=3), epochs=None)
    for _ in tuned.run():
        pass
    result = tuned.result()
    assert result.learned_from == (3, 3, 3)
    assert len(result.held_out) == 6


def test_a_gpu_that_is_too_small_is_said(resnet20, shapes, monkeypatch):
    def too_large(*_):
        raise torch.OutOfMemoryError("CUDA out of memory")

    tuned = tuner(resnet20, shapes)
    monkeypatch.setattr("explorer.training.finetune.classroom.pooled_features", too_large)
    with pytest.raises(ValueError, match="memory does not hold 16 pictures with this network"):
        list(tuned.run())


def test_what_does_not_fit_beside_a_race_is_refused_with_the_numbers(resnet20, shapes, monkeypatch):
    memory = Memory(lambda _: 10**9, lambda _: 0)
    monkeypatch.setattr("explorer.training.finetune.finetuner.MEMORY", memory)
    race = memory.reservation(resnet20.device, 8 * 10**8)
    assert race.take()
    with pytest.raises(ValueError, match=r"needs about 0\.1 GB .* 0\.1 GB free beside the 0\.8 GB"):
        next(tuner(resnet20, shapes).run())
    race.give_back()
    run = tuner(resnet20, shapes).run()
    next(run)
    needed = memory.reserved(resnet20.device)
    run.close()  # its person has gone
    assert memory.reserved(resnet20.device) == 0
    deeper = tuner(resnet20, shapes, "all")
    assert finetune_bytes(deeper.network, 32) > needed > 128 * 2**20
