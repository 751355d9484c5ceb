"""Batches of training images: their order, and pad-crop-flip on the device, for a whole batch.

Every draw comes from a generator seeded by (seed, epoch, iteration), so a resumed run continues
with the images that the unbroken run would have seen, without generator states to restore.
The generators live on the CPU, so that every device sees the same batches.

Source of the augmentation: He et al. 2015, section 4.2, after Lee et al. 2015.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from explorer.datasets.labelled import Dataset, LabelledImages
from explorer.networks.scaling import InputScaling

PADDING = 4  # pixels on each side
EVALUATION_BATCH = 500
_ORDER, _AUGMENTATION = 0, 1  # so that no two purposes share a stream


@dataclass(frozen=True, eq=False)
class DeviceImages:
    """A labelled set in the device's memory.

    Attributes:
        images: (N, H, W, C) uint8.
        labels: (N,) int64.
    """

    images: Tensor
    labels: Tensor

    @classmethod
    def of(cls, source: LabelledImages, device: torch.device) -> "DeviceImages":
        """Copy a set to a device (on the CPU nothing is copied)."""
        images: NDArray[np.uint8] = np.require(source.images, requirements=["C", "W"])
        labels: NDArray[np.int64] = np.require(source.labels, requirements=["C", "W"])
        return cls(torch.from_numpy(images).to(device), torch.from_numpy(labels).to(device))


def input_scaling(dataset: Dataset) -> InputScaling:
    """Mean and standard deviation of the training images, for three channels.

    The paper subtracts the mean of every pixel; one mean for each channel differs little and can
    be applied to photographs of any size.
    """
    mean, deviation = dataset.channel_statistics()
    return (
        InputScaling(mean * 3, deviation * 3) if len(mean) == 1 else InputScaling(mean, deviation)
    )


def scale(images: Tensor, scaling: InputScaling) -> Tensor:
    """(N, H, W, C) uint8 to (N, 3, H, W) float32, channels last in memory; grey becomes RGB.

    Networks have three input channels whatever they learn from, so that each of them can be shown
    a photograph.
    """
    mean = torch.tensor(scaling.mean, device=images.device) * 255
    deviation = torch.tensor(scaling.std, device=images.device) * 255
    return ((images.to(torch.float32) - mean) / deviation).permute(0, 3, 1, 2)


def scaled_batches(
    source: DeviceImages, scaling: InputScaling, batch: int = EVALUATION_BATCH
) -> Iterator[tuple[Tensor, Tensor]]:
    """All images of a set in their order, as a network wants them, with their labels."""
    for start in range(0, len(source.labels), batch):
        part = slice(start, start + batch)
        yield scale(source.images[part], scaling), source.labels[part]


def epoch_order(seed: int, epoch: int, images: int) -> Tensor:
    """(images,) int64: the order in which an epoch, counted from 0, goes through the images."""
    return torch.randperm(images, generator=_generator(seed, epoch, 0, _ORDER))


def augmentation_draws(
    seed: int, epoch: int, iteration: int, batch: int, *, mirrored: bool, padding: int = PADDING
) -> tuple[Tensor, Tensor]:
    """Where each image of a batch is cropped, and which are mirrored.

    Returns:
        (batch, 2) int64 offsets from 0 to 2 * padding (down, right); (batch,) bool, all False if
        images of this data set must not be mirrored.
    """
    generator = _generator(seed, epoch, iteration, _AUGMENTATION)
    offsets = torch.randint(0, 2 * padding + 1, (batch, 2), generator=generator)
    flips = torch.rand(batch, generator=generator) < 0.5
    return offsets, flips & mirrored


def crop_and_flip(images: Tensor, offsets: Tensor, flips: Tensor, padding: int = PADDING) -> Tensor:
    """Pad each side, cut each image's window of the original size, mirror some.

    The padding is zero after scaling, which is the training images' mean colour.

    Args:
        images: (N, C, H, W) scaled.
        offsets: (N, 2) int64 from 0 to 2 * padding; (padding, padding) is the image itself.
        flips: (N,) bool.
        padding: Pixels on each side, the paper's 4 unless given.

    Returns:
        (N, C, H, W), channels last in memory.
    """
    count, _, height, width = images.shape
    padded = F.pad(images, (padding,) * 4).permute(0, 2, 3, 1)  # (N, H + 2p, W + 2p, C)
    columns = torch.arange(width).expand(count, width)
    columns = torch.where(flips[:, None], width - 1 - columns, columns) + offsets[:, 1:]  # (N, W)
    rows = torch.arange(height) + offsets[:, :1]  # (N, H)
    device = images.device
    which = torch.arange(count, device=device)[:, None, None]
    cut = padded[which, rows.to(device)[:, :, None], columns.to(device)[:, None, :]]
    return cut.permute(0, 3, 1, 2)


def _generator(seed: int, epoch: int, iteration: int, purpose: int) -> torch.Generator:
    mixed = np.random.SeedSequence([seed, epoch, iteration, purpose]).generate_state(1, np.uint64)
    return torch.Generator().manual_seed(int(mixed[0]))
