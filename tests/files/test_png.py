import io

import numpy as np
import pytest
from PIL import Image

from explorer.files.png import png


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "P"])
def test_nothing_is_lost(mode: str) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (40, 30, 3), dtype=np.uint8)
    picture = Image.fromarray(noise).convert(mode)
    read = Image.open(io.BytesIO(png(picture)))
    assert (read.format, read.mode, read.size) == ("PNG", mode, (30, 40))
    np.testing.assert_array_equal(np.asarray(read), np.asarray(picture))


def test_a_flat_picture_is_small() -> None:
    assert len(png(Image.new("RGB", (448, 448), (20, 30, 40)))) < 5000
