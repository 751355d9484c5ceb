"""Features computed once must teach the head what whole pictures would."""

import threading

import pytest
import torch
import torch.nn.functional as F

from explorer.training.batches import epoch_order
from explorer.training.finetune.augmentation import draws
from explorer.training.finetune.classroom import Classroom, Features
from explorer.training.finetune.lesson import learn
from explorer.training.finetune.network import (
    WEIGHT_DECAY,
    head_rate,
    pooled_features,
    rate_factor,
    scaled,
    tunable_copy,
)
from explorer.training.finetune.settings import FinetuneSettings


def computed(room: Classroom) -> Features:
    work = room.features()
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


@pytest.mark.parametrize("augmentation", [True, False])
def test_a_head_on_cached_features_learns_what_it_learns_in_the_frozen_network(
    augmentation, resnet20, tuned
):
    pictures, epochs = tuned.pictures, 3
    settings = FinetuneSettings("head", epochs, seed=5, augmentation=augmentation)
    fast = tunable_copy(resnet20, 2, "head")
    room = Classroom(fast, resnet20, pictures, settings)
    features = computed(room)
    for _ in learn(room.head_lesson(features, epochs), threading.Event()):
        pass

    # the slow way: every picture goes through the whole frozen network at every step
    slow = tunable_copy(resnet20, 2, "head")
    learned = torch.from_numpy(~pictures.held_out).nonzero()[:, 0]
    images = scaled(torch.from_numpy(pictures.images)[learned], resnet20.scaling)
    labels = torch.from_numpy(pictures.labels)[learned]
    rate = head_rate(pooled_features(slow, images))
    optimiser = torch.optim.AdamW(
        [
            {"params": [slow.fc.weight], "weight_decay": WEIGHT_DECAY},
            {"params": [slow.fc.bias], "weight_decay": 0.0},
        ],
        lr=rate,
    )
    done = 0
    for epoch in range(epochs):
        for chosen in epoch_order(5, epoch, len(labels)).split(16):
            flips = draws(5, epoch, done, len(chosen), varied=augmentation).flips
            batch = torch.where(flips[:, None, None, None], images[chosen].flip(3), images[chosen])
            for group in optimiser.param_groups:
                group["lr"] = rate * rate_factor(done, epochs * -(-len(labels) // 16))
            optimiser.zero_grad()
            F.cross_entropy(slow(batch), labels[chosen]).backward()
            optimiser.step()
            done += 1
    assert slow.fc.weight.abs().max() > 0.001
    torch.testing.assert_close(fast.fc.weight, slow.fc.weight, rtol=1e-3, atol=1e-6)
    torch.testing.assert_close(fast.fc.bias, slow.fc.bias, rtol=1e-3, atol=1e-6)


def test_features_are_of_the_pictures_and_of_their_mirror_images(resnet20, tuned):
    network = tunable_copy(resnet20, 2, "head")
    found = computed(Classroom(network, resnet20, tuned.pictures, FinetuneSettings()))
    images = scaled(torch.from_numpy(tuned.pictures.images), resnet20.scaling)
    with torch.no_grad():
        torch.testing.assert_close(found.plain, pooled_features(network, images))
        torch.testing.assert_close(found.mirrored, pooled_features(network, images.flip(3)))
    assert not found.plain.requires_grad


def test_held_out_pictures_teach_nothing(resnet20, tuned):
    """With other held-out pictures the weights are the same to the bit."""
    weights = []
    for change in (False, True):
        pictures = tuned.pictures
        images = pictures.images.copy()
        if change:
            images[pictures.held_out] = 255 - images[pictures.held_out]
        changed = type(pictures)(
            images, pictures.labels, pictures.held_out, pictures.pictures, pictures.notes
        )
        settings = FinetuneSettings("all", 1)
        network = tunable_copy(resnet20, 2, "all")
        room = Classroom(network, resnet20, changed, settings)
        features = computed(room)
        for lesson in (room.head_lesson(features, 1), room.body_lesson(features, 1)):
            for _ in learn(lesson, threading.Event()):
                pass
        weights.append(torch.cat([p.detach().flatten() for p in network.parameters()]))
    assert torch.equal(*weights)
