"""Where a cell is painted: at its receptive field's centre, by arithmetic and by evidence."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from PIL import Image
from torch import nn
from torchvision.models import resnet18, resnet50

from explorer.inspection.alignment import align
from explorer.inspection.grad_cam import cam
from explorer.inspection.inspect import inspect
from explorer.inspection.result import FloatArray, Stage
from explorer.networks.catalog.loaded import LoadedNetwork
from explorer.networks.cifar_resnet import CifarResNet
from explorer.networks.scaling import NONE
from explorer.networks.stages import stages, stem
from explorer.photographs.photograph import Photograph, read_photograph
from tests.inspection.conftest import loaded


def ordinary(map_: FloatArray, size: int) -> FloatArray:
    """What most programs paint: bilinear, cells taken for tiles."""
    planes = torch.from_numpy(map_)[None, None]
    return F.interpolate(planes, (size, size), mode="bilinear")[0, 0].numpy()


def centre_of_mass(values: FloatArray) -> np.ndarray:
    """(2,) row and column, in pixels."""
    rows, columns = np.mgrid[: values.shape[0], : values.shape[1]]
    total = values.sum()
    return np.array([(values * rows).sum() / total, (values * columns).sum() / total])


def test_cells_are_painted_at_multiples_of_the_stride() -> None:
    random = np.random.default_rng(0)
    map_ = random.random((7, 7)).astype(np.float32)
    painted = align(map_, 32, 224)
    assert painted.shape == (224, 224)
    assert painted.dtype == np.float32
    np.testing.assert_allclose(painted[::32, ::32], map_, rtol=1e-6)
    np.testing.assert_allclose(painted[16, 48], map_[0:2, 1:3].mean(), rtol=1e-6)
    np.testing.assert_array_equal(painted[192:, 0], np.full(32, painted[192, 0]))
    np.testing.assert_array_equal(align(map_, 1, 7), map_)
    np.testing.assert_allclose(align(np.ones((3, 5)), 8, 40), np.ones((40, 40)))


@pytest.mark.parametrize(
    ("make", "stage", "size", "cell", "stride"),
    [
        (resnet18, 1, 128, 13, 4),
        (resnet18, 2, 192, 13, 8),
        (resnet18, 4, 448, 7, 32),  # its receptive field, 435 pixels wide, just fits
        (resnet50, 2, 160, 9, 8),
        (lambda: CifarResNet(8), 3, 64, 9, 4),
    ],
)
def test_a_units_receptive_field_is_centred_there(
    make: Callable[[], nn.Module], stage: int, size: int, cell: int, stride: int
) -> None:
    """Untrained: trained filters may lean (see `alignment`), the architecture does not."""
    torch.manual_seed(0)
    network = make().eval().requires_grad_(False)
    gradient = torch.zeros(size, size)
    for _ in range(2):
        picture = torch.randn(1, 3, size, size).requires_grad_()
        features = stem(network, picture)
        for each in stages(network)[:stage]:
            features = each(features)
        unit = features[0, :, cell, cell]
        signs = torch.randn(len(unit)).sign()
        gradient += torch.autograd.grad(unit @ signs, picture)[0].abs().sum((0, 1))
    centre = centre_of_mass(gradient.numpy().astype(np.float64))
    error = np.abs(centre - cell * stride).max()
    tile = np.abs(centre - ((cell + 0.5) * stride - 0.5)).min()
    assert error < (2 if stride > 4 else 1)
    assert tile > error


def test_evidence_is_painted_where_it_is() -> None:
    """A ResNet-18 that only looks: centred filters, no residual; a spot somewhere is its class."""
    module = resnet18(num_classes=2).eval()
    for name, part in module.named_modules():
        if isinstance(part, nn.Conv2d):
            nn.init.zeros_(part.weight)
            middle = part.kernel_size[0] // 2
            if name == "conv1" or "downsample" in name:
                channels = min(part.in_channels, part.out_channels)
                for channel in range(channels):
                    part.weight.data[channel, channel, middle, middle] = 1
    nn.init.zeros_(module.fc.weight)
    module.fc.weight.data[1, :3] = 1
    looking = loaded(module)
    rows, columns = np.mgrid[:224, :224]
    worst: dict[str, float] = {"ours": 0.0, "ordinary": 0.0}
    for row, column in ((96, 96), (103, 111), (90, 125), (112, 84)):
        spot = np.exp(-((rows - row) ** 2 + (columns - column) ** 2) / (2 * 24**2))
        pixels = np.repeat(np.rint(255 * spot)[:, :, None], 3, axis=2).astype(np.uint8)
        picture = loaded_at(looking, 224)
        last = inspect(picture, [Photograph("spot", pixels)], 1)[0].stages[-1]
        map_ = cam(last) - cam(last).min()
        for name, painted in (("ours", align(map_, 32, 224)), ("ordinary", ordinary(map_, 224))):
            distance = float(np.abs(centre_of_mass(painted) - (row, column)).max())
            worst[name] = max(worst[name], distance)
    assert worst["ours"] < 4  # max-pooling and the border move it a little
    assert worst["ordinary"] > 12


def loaded_at(network: LoadedNetwork, size: int) -> LoadedNetwork:
    """The same network, seeing the whole of a square photograph of that size."""
    return replace(network, input_size=size, resize=size, scaling=NONE)


def half_of_a_zebra(folder: Path, looking: LoadedNetwork) -> np.ndarray:
    """(64, 64, 3) of stripes, cut from a photograph."""
    zebra = read_photograph(folder / "images" / "photos" / "captum_zebra.jpg")
    seen = inspect(looking, [zebra])[0].picture
    return np.asarray(Image.fromarray(seen[40:160, 30:150]).resize((64, 64)))


@pytest.mark.parametrize(("name", "limit"), [("resnet50", 10), ("resnet18", 24)])
def test_evidence_in_trained_networks(
    name: str, limit: float, shared_data: Path, trained: Callable[[str], LoadedNetwork]
) -> None:
    """Stripes at a known place, mirrored four ways so that their own shape cancels.

    Trained filters lean right and down, more in this ResNet-18 than in this ResNet-50, so that
    its evidence is found up to 2/3 of a cell from where it is; the other one's within 1/3.
    """
    looking = trained(name)
    stripes = half_of_a_zebra(shared_data, looking)
    offsets: dict[str, list[np.ndarray]] = {"ours": [], "ordinary": []}
    placed = []
    for corner in (64, 88):
        for mirrored in (stripes, stripes[::-1], stripes[:, ::-1], stripes[::-1, ::-1]):
            pixels = np.full((256, 256, 3), (124, 116, 104), np.uint8)  # the mean colour
            pixels[16 + corner : 80 + corner, 16 + corner : 80 + corner] = mirrored
            placed.append((Photograph("stripes", pixels), corner + 31.5))
    found = inspect(looking, [photograph for photograph, _ in placed], "zebra")
    for inspection, (_, truth) in zip(found, placed, strict=True):
        map_ = cam(inspection.stages[-1])
        for way, painted in (("ours", align(map_, 32, 224)), ("ordinary", ordinary(map_, 224))):
            top = np.maximum(painted - painted.max() / 2, 0)
            offsets[way].append(centre_of_mass(top) - truth)
    ours, others = (np.linalg.norm(np.mean(offsets[way], axis=0)) for way in ("ours", "ordinary"))
    assert ours < limit
    if name == "resnet50":
        assert ours < others / 2


def test_a_map_of_zeros_stays_zeros() -> None:
    empty = cam(Stage("stage4", np.zeros((2, 7, 7)), np.ones((2, 7, 7)), 32))
    assert not align(empty, 32, 224).any()
