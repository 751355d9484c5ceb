import numpy as np
import pytest

from explorer.figures.palette import PLAIN, RESIDUAL, coloured, levels, palette, pictured


def luminance(rgb: np.ndarray) -> np.ndarray:
    return rgb.astype(float) @ [0.2126, 0.7152, 0.0722]


@pytest.mark.parametrize("name", ["Viridis", "Inferno"])
def test_sequential_palettes_only_get_lighter(name: str) -> None:
    assert (np.diff(luminance(palette(name))) >= -0.6).all()  # steps of 8 bits wobble by less
    assert palette(name).shape == (256, 3)


def test_the_published_ends_of_viridis() -> None:
    assert palette("Viridis")[0].tolist() == [0x44, 0x01, 0x54]
    assert palette("Viridis")[255].tolist() == [0xFD, 0xE7, 0x25]


def test_the_diverging_palette_is_blue_white_red() -> None:
    low, middle, high = palette("RdBu_r")[[0, 128, 255]].astype(int)
    assert low[2] > low[0]
    assert high[0] > high[2]
    assert middle.min() > 240


def test_a_shared_palette_cannot_be_written_to() -> None:
    with pytest.raises(ValueError, match="read-only"):
        palette("Viridis")[0] = 0


def test_zero_is_dark_even_where_no_value_is_zero() -> None:
    assert levels(np.array([[2.0, 4.0]])).tolist() == [[128, 255]]


def test_an_all_zero_map_stays_at_zero() -> None:
    assert levels(np.zeros((2, 2))).tolist() == [[0, 0], [0, 0]]


def test_signed_maps_are_symmetric_about_zero() -> None:
    assert levels(np.array([[-1.0, 0.0, 0.5]])).tolist() == [[0, 128, 191]]


def test_a_given_limit_puts_maps_on_one_scale() -> None:
    assert levels(np.array([[1.0, 3.0]]), limit=2.0).tolist() == [[128, 255]]
    weak = coloured(np.array([[0.5]]), limit=2.0, signed=True)
    strong = coloured(np.array([[2.0]]), limit=2.0, signed=True)
    assert luminance(weak)[0, 0] > luminance(strong)[0, 0]


@pytest.mark.parametrize("signed", [False, True])
def test_a_map_as_a_picture_has_the_same_colours(signed: bool) -> None:
    values = np.random.default_rng(0).random((5, 7)) - (0.5 if signed else 0.0)
    picture = pictured(values, limit=2.0)
    assert (picture.mode, picture.size) == ("P", (7, 5))
    assert np.array_equal(np.asarray(picture.convert("RGB")), coloured(values, limit=2.0))


def test_plain_and_residual_differ_for_the_colour_blind() -> None:
    # deuteranopes confuse red and green: what must differ is the blue-yellow axis or the lightness
    def blue_yellow(colour: str) -> float:
        red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
        return blue - (red + green) / 2

    assert blue_yellow(RESIDUAL) - blue_yellow(PLAIN) > 100
