import dataclasses

import numpy as np

from explorer.figures.inspection.drawn import THUMBNAIL
from explorer.figures.inspection.shown import Shown
from explorer.networks.architecture import architecture
from explorer.photographs.photograph import read_photograph


def test_it_says_what_the_network_is(shown: Shown) -> None:
    assert shown.architecture == architecture(shown.network.module)
    assert "269,722" in shown.anatomy
    assert shown.trained
    random = dataclasses.replace(shown.network, weights="random")
    assert not dataclasses.replace(shown, network=random).trained


def test_a_large_photograph_is_shown_small_and_keeps_its_pixels(shown: Shown) -> None:
    pixels = np.arange(300 * 1000 * 3, dtype=np.uint8).reshape(300, 1000, 3)
    large = dataclasses.replace(shown, photograph=read_photograph(pixels, name="large.png"))
    assert large.size == (1000, 300)
    assert large.thumbnail.size == (THUMBNAIL, THUMBNAIL * 300 // 1000)
    assert np.array_equal(large.photograph.pixels, pixels)
    assert shown.thumbnail.size == shown.size == (100, 60)


def test_names_of_files_are_the_photographs(shown: Shown) -> None:
    assert shown.file_stem == "two-colours"
