import numpy as np
import pytest
import torch

from explorer.datasets.labelled import LabelledImages
from explorer.networks.scaling import InputScaling
from explorer.training.batches import (
    DeviceImages,
    augmentation_draws,
    crop_and_flip,
    epoch_order,
    input_scaling,
    scale,
    scaled_batches,
)


def by_hand(image: torch.Tensor, down: int, right: int, flip: bool) -> torch.Tensor:
    """Pad, cut, mirror one (C, H, W) image with loops and no indexing tricks."""
    channels, height, width = image.shape
    result = torch.zeros_like(image)
    for y in range(height):
        for x in range(width):
            row, column = y + down - 4, x + right - 4
            if 0 <= row < height and 0 <= column < width:
                result[:, y, width - 1 - x if flip else x] = image[:, row, column]
    assert channels == 3
    return result


def test_crop_and_flip_by_hand():
    generator = torch.Generator().manual_seed(0)
    images = torch.randn(12, 3, 6, 7, generator=generator)
    offsets = torch.randint(0, 9, (12, 2), generator=generator)
    offsets[:3] = torch.tensor([[4, 4], [0, 8], [8, 0]])
    flips = torch.arange(12) % 2 == 1
    flips[0] = False
    cut = crop_and_flip(images, offsets, flips)
    for i in range(12):
        expected = by_hand(images[i], *offsets[i].tolist(), bool(flips[i]))
        torch.testing.assert_close(cut[i], expected, rtol=0, atol=0)
    torch.testing.assert_close(cut[0], images[0], rtol=0, atol=0)
    assert cut.is_contiguous(memory_format=torch.channels_last)


def test_draws_cover_all_offsets_and_half_are_mirrored():
    offsets, flips = augmentation_draws(0, 0, 0, 20_000, mirrored=True)
    counts = torch.bincount(offsets.flatten(), minlength=9)
    assert counts.min() > 0.9 * 40_000 / 9
    assert len(counts) == 9
    assert 0.48 < flips.float().mean() < 0.52
    assert not augmentation_draws(0, 0, 0, 1000, mirrored=False)[1].any()


def test_every_seed_epoch_and_iteration_draws_anew_and_always_the_same():
    first = augmentation_draws(1, 2, 3, 50, mirrored=True)[0]
    assert torch.equal(augmentation_draws(1, 2, 3, 50, mirrored=True)[0], first)
    for other in ((0, 2, 3), (1, 3, 3), (1, 2, 4), (2, 1, 3)):
        assert not torch.equal(augmentation_draws(*other, 50, mirrored=True)[0], first)


def test_an_epoch_sees_every_image_once_in_its_own_order():
    order = epoch_order(0, 0, 100)
    assert order.sort().values.tolist() == list(range(100))
    assert torch.equal(order, epoch_order(0, 0, 100))
    assert not torch.equal(order, epoch_order(0, 1, 100))
    assert not torch.equal(order, epoch_order(1, 0, 100))


def test_the_global_generator_is_left_alone():
    before = torch.get_rng_state()
    epoch_order(0, 0, 9)
    augmentation_draws(0, 0, 0, 9, mirrored=True)
    assert torch.equal(torch.get_rng_state(), before)


@pytest.mark.parametrize("channels", [1, 3])
def test_scaling_is_value_minus_mean_over_deviation(channels):
    images = np.random.default_rng(0).integers(0, 256, (5, 4, 6, channels), np.uint8)
    scaling = InputScaling((0.1, 0.2, 0.3), (0.4, 0.5, 0.6))
    scaled = scale(torch.from_numpy(images), scaling)
    wide = np.broadcast_to(images, (5, 4, 6, 3)) / 255
    expected = ((wide - [0.1, 0.2, 0.3]) / [0.4, 0.5, 0.6]).transpose(0, 3, 1, 2)
    np.testing.assert_allclose(scaled.numpy(), expected, atol=1e-5)


def test_grey_data_scale_all_three_channels_alike(bars):
    grey = LabelledImages(bars.train.images[..., :1], bars.train.labels)
    dataset = type(bars)("grey", grey, grey, bars.class_names, False, "")
    scaling = input_scaling(dataset)
    assert len(scaling.mean) == len(scaling.std) == 3
    assert len(set(scaling.mean)) == 1


def test_batches_hold_every_image_in_order(bars):
    scaling = input_scaling(bars)
    source = DeviceImages.of(bars.test, torch.device("cpu"))
    batches = list(scaled_batches(source, scaling, batch=8))
    assert [len(labels) for _, labels in batches] == [8, 8, 4]
    together = torch.cat([images for images, _ in batches])
    torch.testing.assert_close(together, scale(source.images, scaling))


def test_smaller_images_can_be_padded_by_less():
    offsets, _ = augmentation_draws(1, 2, 3, 500, mirrored=False, padding=1)
    assert (int(offsets.min()), int(offsets.max())) == (0, 2)
    images = torch.arange(16.0).reshape(1, 1, 4, 4)
    same = crop_and_flip(images, torch.tensor([[1, 1]]), torch.tensor([False]), padding=1)
    assert torch.equal(same, images)
    up = crop_and_flip(images, torch.tensor([[0, 1]]), torch.tensor([False]), padding=1)
    assert up[0, 0].tolist() == [[0.0] * 4, *images[0, 0, :3].tolist()]
