import base64
import io

import numpy as np
from PIL import Image

from explorer.figures.data_uri import data_uri


def opened(uri: str) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(uri.split(",", 1)[1])))


def test_maps_lose_nothing() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (9, 7, 3), dtype=np.uint8)
    uri = data_uri(Image.fromarray(pixels))
    assert uri.startswith("data:image/png;base64,")
    assert np.array_equal(np.asarray(opened(uri)), pixels)


def test_photographs_are_small() -> None:
    grainy = Image.effect_noise((300, 300), 20)  # as every camera's picture is
    uri = data_uri(grainy, photograph=True)
    assert opened(uri).format == "JPEG"
    assert len(uri) < len(data_uri(grainy))
