import hashlib

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from explorer.datasets.digits import digits
from explorer.training.race.data import race_data
from explorer.training.race.settings import RaceSettings
from explorer.training.race.twins import (
    batches,
    common_parameters,
    optimiser,
    twins,
    weights_sha256,
)

SMALL = {"depth": 8, "width": 4, "batch": 16, "steps": 3}


@pytest.mark.parametrize("shortcut", ["A", "B"])
@pytest.mark.parametrize("normalization", ["none", "batch"])
@pytest.mark.parametrize("block", ["original", "pre-activation"])
def test_both_have_the_same_weights_as_far_as_both_have_them(shortcut, normalization, block):
    settings = RaceSettings(**SMALL, shortcut=shortcut, normalization=normalization, block=block)
    both = twins(settings, classes=10)
    plain, residual = both.plain.state_dict(), both.residual.state_dict()
    assert set(plain) <= set(residual)
    assert all(torch.equal(plain[name], residual[name]) for name in plain)
    extra = {name.split(".")[2] for name in set(residual) - set(plain)}
    assert extra == (set() if shortcut == "A" else {"downsample"})
    names = common_parameters(both)
    assert len(names) == len(list(both.plain.parameters()))
    assert weights_sha256(both.plain, names) == weights_sha256(both.residual, names)
    assert both.plain.training
    assert both.residual.training
    assert (both.plain.residual, both.residual.residual) == (False, True)
    assert all(not module.residual for module in both.plain.modules() if hasattr(module, "conv2"))


def test_the_seed_decides_the_weights_and_no_global_generator_is_touched():
    torch.manual_seed(1)
    before = torch.random.get_rng_state()
    first, same, other = (
        twins(RaceSettings(**SMALL, seed=seed), classes=10).plain for seed in (5, 5, 6)
    )
    assert torch.equal(before, torch.random.get_rng_state())
    names = [name for name, _ in first.named_parameters()]
    assert weights_sha256(first, names) == weights_sha256(same, names)
    assert weights_sha256(first, names) != weights_sha256(other, names)


@pytest.mark.parametrize(
    ("initialization", "expected"),
    [("he", (2 / 144) ** 0.5), ("xavier", (2 / 288) ** 0.5), ("default", (1 / (3 * 144)) ** 0.5)],
)
def test_the_initialization_is_the_one_that_is_asked_for(initialization, expected):
    settings = RaceSettings(depth=20, width=16, initialization=initialization)
    weight = twins(settings, classes=10).plain.layer1[0].conv1.weight
    assert weight.std().item() == pytest.approx(expected, rel=0.05)


def test_the_number_of_classes_comes_from_the_data():
    assert twins(RaceSettings(**SMALL)).plain.fc.out_features == 10


def test_float64_twins_draw_in_float64():
    weight = twins(RaceSettings(**SMALL), classes=10, dtype=torch.float64).plain.conv1.weight
    assert weight.dtype == torch.float64
    assert not torch.equal(weight, weight.float().double())


def test_the_fingerprint_is_of_names_shapes_and_bytes():
    network = nn.Linear(2, 1)
    digest = hashlib.sha256(b"weight (1, 2)" + network.weight.detach().numpy().tobytes())
    assert weights_sha256(network, ["weight"]) == digest.hexdigest()


def test_the_optimiser_is_the_settings_one():
    network = nn.Linear(2, 1)
    chosen = {"learning_rate": 0.3, "momentum": 0.8, "weight_decay": 0.01}
    sgd = optimiser(RaceSettings(**chosen), network)
    assert isinstance(sgd, torch.optim.SGD)
    assert [sgd.defaults[name] for name in ("lr", "momentum", "weight_decay")] == [0.3, 0.8, 0.01]
    adam = optimiser(RaceSettings(**chosen, optimiser="adam"), network)
    assert isinstance(adam, torch.optim.Adam)
    assert adam.defaults["betas"] == (0.8, 0.999)
    assert adam.defaults["weight_decay"] == 0.01


def shown(settings, data):
    """Every (image (S, S) uint8 of the first channel, label) of all batches, scaling undone."""
    deviation = torch.tensor(data.scaling.std)[:, None, None] * 255
    mean = torch.tensor(data.scaling.mean)[:, None, None] * 255
    for images, labels in batches(settings, data):
        assert images.dtype == torch.float32
        pixels = (images * deviation + mean).round().to(torch.uint8)[:, 0].numpy()
        yield from zip(pixels, labels.tolist(), strict=True)


def test_digits_are_shown_as_they_are_with_their_labels():
    settings = RaceSettings(**SMALL, image_size=16)
    train = digits(16).train
    known = {
        image.tobytes(): int(label) for image, label in zip(train.images, train.labels, strict=True)
    }
    seen = list(shown(settings, race_data(settings)))
    assert len(seen) == 48
    assert all(known[np.ascontiguousarray(image).tobytes()] == label for image, label in seen)


def test_photographs_are_shifted_by_an_eighth_of_their_size_and_mirrored(bars):
    settings = RaceSettings(depth=8, batch=70, steps=8, data="bars")  # 8 pixels, padded by 1
    train = bars.train.images[..., 0]
    known = {}
    for image, label in zip(train, bars.train.labels, strict=True):
        for mirrored in (False, True):
            whole = image[:, ::-1] if mirrored else image
            for down in (-1, 0, 1):
                for right in (-1, 0, 1):
                    inner = whole[1 + down : 7 + down, 1 + right : 7 + right]
                    known[inner.tobytes()] = (int(label), (down, right, mirrored))
    ways = set()
    for image, label in shown(settings, race_data(settings, bars)):
        was, how = known[np.ascontiguousarray(image[1:7, 1:7]).tobytes()]
        assert was == label
        ways.add(how)
    assert len(ways) == 18


def test_an_epoch_shows_no_image_twice_and_the_next_is_in_another_order():
    settings = RaceSettings(depth=8, batch=400, steps=6)  # 1,437 images: 3 batches an epoch
    stream = batches(settings)
    chosen = []
    for _ in stream:
        chosen.append(np.frombuffer(stream.drawn[: 400 * 8], dtype=np.int64))
    first, second = np.concatenate(chosen[:3]).tolist(), np.concatenate(chosen[3:]).tolist()
    assert len(set(first)) == len(set(second)) == 1200
    assert first != second


def test_iterating_again_gives_the_same_batches():
    settings = RaceSettings(**SMALL)
    data = race_data(settings)
    stream = batches(settings, data)
    first, again = list(stream), list(stream)
    for (images, labels), (images_again, labels_again) in zip(first, again, strict=True):
        assert torch.equal(images, images_again)
        assert torch.equal(labels, labels_again)


def test_a_data_set_smaller_than_a_batch_is_one_batch(bars):
    settings = RaceSettings(depth=8, batch=1024, steps=2, data="bars.npz")
    shapes = [images.shape[0] for images, _ in batches(settings, race_data(settings, bars))]
    assert shapes == [70, 70]


def test_a_small_race_is_the_same_whatever_the_number_of_threads() -> None:
    settings = RaceSettings(depth=8, steps=3)
    losses = []
    before = torch.get_num_threads()
    try:
        for threads in (1, 2):
            torch.set_num_threads(threads)
            networks = twins(settings)
            learn = [optimiser(settings, network) for network in networks]
            losses.append([])
            for images, labels in batches(settings):
                assert torch.get_num_threads() == 1
                for network, learns in zip(networks, learn, strict=True):
                    loss = F.cross_entropy(network(images), labels)
                    learns.zero_grad()
                    loss.backward()  # type: ignore[no-untyped-call]
                    learns.step()
                    losses[-1].append(loss.item())
            assert torch.get_num_threads() == threads
    finally:
        torch.set_num_threads(before)
    assert losses[0] == losses[1]
