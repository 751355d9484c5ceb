"""Every pixel mode becomes the right colours: scaled, never clipped, over white."""

import numpy as np
import pytest
from PIL import Image

from explorer.photographs.rgb import eight_bit_rgb


def grey(picture: Image.Image) -> tuple[np.ndarray, tuple[str, ...]]:
    """(H, W) of a picture whose three colours are equal."""
    rgb, notes = eight_bit_rgb(picture)
    pixels = np.asarray(rgb)
    assert pixels.shape == (picture.height, picture.width, 3)
    assert (pixels == pixels[:, :, :1]).all()
    return pixels[:, :, 0], notes


RAMP = np.arange(65536).reshape(256, 256)


@pytest.mark.parametrize("mode", ["I;16", "I;16B", "I;16L", "I"])
def test_sixteen_bits_are_scaled_from_black_to_white(mode: str) -> None:
    if mode == "I":
        picture = Image.fromarray(RAMP.astype(np.int32))
    else:
        order = ">u2" if mode == "I;16B" else "<u2"
        picture = Image.frombytes(mode, (256, 256), RAMP.astype(order).tobytes())
    assert picture.mode == mode
    found, notes = grey(picture)
    np.testing.assert_array_equal(found, np.rint(RAMP / 257))
    assert len(np.unique(found)) == 256
    assert notes == ()


def test_a_dark_sixteen_bit_picture_stays_dark() -> None:
    found, _ = grey(Image.fromarray((RAMP // 256).astype(np.uint16)))
    assert found.max() == 1


def test_other_ranges_are_scaled_by_their_own_and_say_so() -> None:
    found, notes = grey(Image.fromarray(np.array([[-100, 0, 100]], np.int32)))
    assert found[0, 0] == 0
    assert found[0, 1] in (127, 128)
    assert found[0, 2] == 255
    assert notes == ("Pixel values from -100 to 100 are shown as black to white.",)
    found, _ = grey(Image.fromarray(np.full((2, 2), 100_000, np.int32)))
    np.testing.assert_array_equal(found, np.full((2, 2), 255))


@pytest.mark.parametrize(
    ("values", "expected", "note"),
    [
        ([0, 0.5, 1], [0, 128, 255], "0 to 1 is"),
        ([0, 10, 255], [0, 10, 255], "0 to 255 is"),
        ([0, 257, 65535], [0, 1, 255], "0 to 65535 is"),
        ([-1, 0, 1], [0, 128, 255], "from -1 to 1"),
        ([float("nan"), float("inf"), 1], [0, 0, 255], "not finite"),
    ],
)
def test_floating_point_pixels(values: list[float], expected: list[int], note: str) -> None:
    found, notes = grey(Image.fromarray(np.array([values], np.float32)))
    assert np.abs(found[0].astype(int) - expected).max() <= (1 if 0.5 in values else 0)
    assert note in " ".join(notes)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "HSV", "YCbCr", "RGBX"])
def test_opaque_pictures_are_pillows_own(mode: str) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (9, 7, 3), dtype=np.uint8)
    picture = Image.fromarray(noise).convert(mode)
    found, notes = eight_bit_rgb(picture)
    np.testing.assert_array_equal(np.asarray(found), np.asarray(picture.convert("RGB")))
    assert notes == ()


@pytest.mark.parametrize("mode", ["RGBA", "LA", "PA", "RGBa", "La"])
def test_transparency_is_over_white(mode: str) -> None:
    picture = Image.new("RGBA", (3, 1))
    for column, pixel in enumerate([(0, 0, 0, 0), (0, 0, 0, 51), (0, 0, 0, 255)]):
        picture.putpixel((column, 0), pixel)
    picture = (picture.convert("LA") if mode == "La" else picture).convert(mode)
    found, notes = grey(picture)
    np.testing.assert_array_equal(found, [[255, 204, 0]])
    assert notes == ("Transparent parts are shown over white.",)


def test_a_transparent_colour_is_white() -> None:
    for picture in (
        Image.fromarray(np.array([[7, 9]], np.uint8)),
        Image.fromarray(np.array([[7, 9]], np.uint16)),
        Image.fromarray(np.array([[7, 9]], np.uint8)).convert("P"),
    ):
        picture.info["transparency"] = 7
        found, notes = grey(picture)
        assert found[0, 0] == 255
        assert found[0, 1] < 10
        assert notes == ("Transparent parts are shown over white.",)


def test_full_alpha_is_no_note() -> None:
    found, notes = eight_bit_rgb(Image.new("RGBA", (2, 2), (1, 2, 3, 255)))
    assert found.getpixel((0, 0)) == (1, 2, 3)
    assert notes == ()


def test_cmyk_goes_through_its_profile_where_it_has_one() -> None:
    picture = Image.new("CMYK", (2, 2), (0, 255, 255, 0))
    found, notes = eight_bit_rgb(picture)
    assert found.getpixel((0, 0)) == (255, 0, 0)
    assert notes == ("CMYK colours without a profile are approximate.",)
    picture.info["icc_profile"] = b"no profile"
    found, notes = eight_bit_rgb(picture)
    assert found.getpixel((0, 0)) == (255, 0, 0)
    assert notes == ("The colour profile is unusable: colours are approximate.",)


def test_lab_is_converted() -> None:
    lab = Image.new("LAB", (2, 2), (128, 128, 128))  # neutral, L* = 50
    found, _ = eight_bit_rgb(lab)
    pixel = found.getpixel((0, 0))
    assert isinstance(pixel, tuple)
    assert max(abs(level - 119) for level in pixel) <= 2  # sRGB grey of L* = 50
