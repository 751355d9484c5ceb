import base64
import io

import numpy as np
from PIL import Image

from explorer.figures.notebook.markup import bar, card, percent, picture, table, verdict
from tests.figures.notebook.page import taken_apart

BAD = '<script>alert("1")</script>'


def test_texts_are_texts():
    parts = (table((BAD, BAD), [(BAD, BAD)], BAD), verdict(BAD, BAD, BAD, "red"))
    dot = picture(Image.new("RGB", (4, 4)), BAD, BAD)
    page = taken_apart(card(BAD, *parts, dot))
    assert page.text.count(BAD) == 1 + 5 + 3 + 1
    assert page.all("img")[0]["alt"] == BAD


def test_small_pictures_are_enlarged_pixel_by_pixel_and_noise_stays_small():
    pixels = np.random.default_rng(0).integers(0, 256, (8, 8, 3), dtype=np.uint8)
    (image,) = taken_apart(picture(Image.fromarray(pixels), "noise", "")).all("img")
    assert (image["width"], image["height"]) == ("160", "160")
    content = base64.b64decode(image["src"].removeprefix("data:image/png;base64,"))
    with Image.open(io.BytesIO(content)) as opened:
        shown = np.asarray(opened.convert("RGB"))
    assert np.array_equal(shown[::20, ::20], pixels)
    large = np.random.default_rng(0).integers(0, 256, (480, 640, 3), dtype=np.uint8)
    noise = picture(Image.fromarray(large), "noise", "")
    (image,) = taken_apart(noise).all("img")
    assert (image["width"], image["height"]) == ("160", "120")
    assert len(noise) < 30_000


def test_no_rounding_claims_certainty():
    assert [percent(share) for share in (0.0, 0.5, 0.99999, 1.0)] == [
        "0.00%", "50.00%", "99.99%", "100.00%",
    ]  # fmt: skip
    assert "width:25.0%" in bar(0.25, "red")
