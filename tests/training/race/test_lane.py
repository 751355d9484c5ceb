import hashlib
import math
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode

from explorer.training.processor.captured_step import CudaRecording
from explorer.training.race.accuracy import Accuracy
from explorer.training.race.data import race_data
from explorer.training.race.lane import Lane
from explorer.training.race.result import NETWORKS
from explorer.training.race.settings import RaceSettings
from explorer.training.race.twins import batches, twins

SETTINGS = RaceSettings(depth=8, width=4, batch=16, steps=4)


@pytest.fixture(scope="module")
def data():
    return race_data(SETTINGS)


def lane(data, settings=SETTINGS) -> Lane:
    return Lane("residual", twins(settings, classes=10).residual, settings, data)


def test_a_step_is_measured_and_read(data):
    running, stream = lane(data), batches(SETTINGS, data)
    expected = hashlib.sha256(data.sha256.encode())
    for images, labels in stream:
        numbers = running.train(images, labels, stream.drawn).numpy()
        assert running.is_finite(numbers)
        step = running.read(numbers, Accuracy(0.5, 0.25))
        expected.update(stream.drawn)
        assert step.batches_sha256 == expected.hexdigest()
        assert (step.test_accuracy, step.running_test_accuracy) == (0.5, 0.25)
        assert step.train_accuracy * 16 == round(step.train_accuracy * 16)
        assert step.relative_gradient == pytest.approx(step.weight_gradient / step.weight)
        assert (step.relative_update > 0).all()
        assert not step.diverged
    running.close()
    assert all(not module._forward_hooks for module in running.network.modules())


class Transfers(TorchDispatchMode):
    """Notes every operation that on a GPU would wait for a number to come back."""

    WAIT = ("_local_scalar_dense", "nonzero", "equal", "masked_select", "_unique2", "is_nonzero")

    def __init__(self) -> None:
        super().__init__()
        self.seen = []

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        if func.overloadpacket.__name__ in self.WAIT:
            self.seen.append(str(func))
        return func(*args, **(kwargs or {}))


@pytest.mark.parametrize("normalization", ["none", "batch"])
def test_no_number_leaves_the_device_before_all_do(data, normalization):
    """With SGD: Adam reads its counters of steps, which PyTorch keeps on the CPU."""
    settings = replace(SETTINGS, normalization=normalization, clip=0.1)
    running, stream = lane(data, settings), batches(settings, data)
    with Transfers() as noted:
        torch.ones(2).sum().item()
        assert len(noted.seen) == 1  # it does see them
        for images, labels in stream:
            noted.seen.clear()
            numbers = running.train(images, labels, stream.drawn)
            assert noted.seen == []
            running.read(numbers.numpy(), None)


def test_numbers_that_are_not_finite_mark_it_as_diverged(data):
    settings = RaceSettings(depth=8, width=4, batch=16, steps=9, learning_rate=1e9, clip=None)
    running, stream = lane(data, settings), batches(settings, data)
    read = []
    for images, labels in stream:
        numbers = running.train(images, labels, stream.drawn).numpy()
        read.append(running.read(numbers, None))
        assert running.diverged == read[-1].diverged == (not running.is_finite(numbers))
    assert read[0].test_accuracy is None
    assert not read[0].diverged
    assert read[-1].diverged
    for step in read:
        assert math.isfinite(step.train_accuracy) == math.isfinite(step.loss)
    assert read[-1].verdict.word == "exploding"
    assert not math.isfinite(read[-1].loss) or not np.isfinite(read[-1].weight_gradient).all()


def test_a_weight_without_length_gives_a_ratio_that_is_not_finite(data):
    running, stream = lane(data), batches(SETTINGS, data)
    running.network.conv1.weight.data.zero_()
    images, labels = next(iter(stream))
    step = running.read(running.train(images, labels, stream.drawn).numpy(), None)
    assert not np.isfinite(step.relative_gradient[0])
    assert np.isfinite(step.relative_gradient[1:]).all()


GPU = pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA GPU")


class Counted(CudaRecording):
    """Counts what it records."""

    count = 0

    def graph(self):
        self.count += 1
        return super().graph()


def gpu_steps(settings: RaceSettings, recorded: bool) -> tuple[list, int]:
    """What both networks of a race on a GPU measure, a switch thrown halfway, and the records."""
    device, found = torch.device("cuda"), []
    data, recording = race_data(settings, device=device), Counted() if recorded else None
    for kind, network in zip(NETWORKS, twins(settings, classes=10, device=device), strict=True):
        running, stream = (
            Lane(kind, network, settings, data, lambda: None, recording),
            batches(settings, data),
        )
        for number, (images, labels) in enumerate(stream):
            if number == settings.steps // 2:
                running.switch(0.5)
            found.append(running.train(images, labels, stream.drawn).cpu().numpy())
            running.read(found[-1], None)
        assert running._captured is None or running._captured.problem is None
        running.close()
    return found, 0 if recording is None else recording.count


@GPU
@pytest.mark.parametrize(
    "changed",
    [
        {"depth": 20, "normalization": "batch", "weight_decay": 1e-4},
        {"depth": 56},  # whose plain network's gradients are too small for float32
        {"depth": 20, "optimiser": "adam", "learning_rate": 0.001, "shortcut": "B"},
    ],
)
def test_on_a_gpu_a_recorded_step_measures_what_the_written_one_does(changed):
    settings = replace(RaceSettings(batch=32, image_size=16, steps=12), **changed)
    written, none = gpu_steps(settings, False)
    recorded, some = gpu_steps(settings, True)
    assert none == 0
    assert 4 <= some <= 10  # for each network one, and another from the switch on
    for one, other in zip(written, recorded, strict=True):
        np.testing.assert_array_equal(one, other)
