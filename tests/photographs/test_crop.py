"""The crop's geometry, against torchvision on a picture whose values are its own coordinates."""

import pytest
import torch
from torchvision.transforms import functional

from explorer.photographs.crop import seen_crop


@pytest.mark.parametrize(
    ("width", "height"),
    [(640, 480), (480, 640), (333, 500), (501, 334), (224, 224), (257, 1031), (1800, 1201), (9, 7)],
)
@pytest.mark.parametrize(("resize", "size"), [(256, 224), (232, 224), (32, 32), (57, 32)])
def test_it_is_where_torchvision_cuts(width: int, height: int, resize: int, size: int) -> None:
    columns = torch.arange(width, dtype=torch.float64) + 0.5  # a pixel's centre, its left edge at 0
    rows = torch.arange(height, dtype=torch.float64) + 0.5
    coordinates = torch.stack(
        [columns.expand(height, width), rows[:, None].expand(height, width)]
    )  # (2, H, W)
    cut = functional.center_crop(
        functional.resize(coordinates, [resize], antialias=False), [size, size]
    )
    crop = seen_crop(width, height, resize, size)
    across = crop.left + (torch.arange(size) + 0.5) * (crop.width / size)
    down = crop.top + (torch.arange(size) + 0.5) * (crop.height / size)
    # Linear interpolation of a coordinate is the coordinate, but for the picture's border.
    torch.testing.assert_close(
        cut[0, 0], across.double().clamp(0.5, width - 0.5), rtol=0, atol=1e-3
    )
    torch.testing.assert_close(
        cut[1, :, 0], down.double().clamp(0.5, height - 0.5), rtol=0, atol=1e-3
    )


def test_a_cut_beyond_the_picture_shows_torchvisions_padding() -> None:
    crop = seen_crop(100, 100, 100, 111)
    cut = functional.center_crop(torch.ones(1, 100, 100), [111, 111])
    assert cut[0, :, 55].nonzero()[0].item() == -crop.top == 5
    assert crop.width == 111
