import numpy as np
import pytest
from sklearn.datasets import load_digits

from explorer.datasets.digits import digits


def test_originals_are_all_there_once():
    data = digits(8)
    mine = np.concatenate([data.train.images, data.test.images]).reshape(-1, 64)
    theirs = np.rint(load_digits().data * 255 / 16).astype(np.uint8)
    assert sorted(map(bytes, mine)) == sorted(map(bytes, theirs))


def test_a_fifth_of_every_class_is_held_out_and_always_the_same():
    data, again = digits(), digits()
    held = np.bincount(data.test.labels) / np.bincount(load_digits().target)
    np.testing.assert_allclose(held, 0.2, atol=0.003)
    np.testing.assert_array_equal(data.test.images, again.test.images)


def test_enlarging_is_linear_between_pixel_centres():
    small, large = digits(8).train.images[5, ..., 0], digits(16).train.images[5, ..., 0]
    # Pixel 2k+1 of 16 lies a quarter of the way from pixel k to pixel k+1 of 8.
    row = 0.75 * small[3].astype(float) + 0.25 * small[4]
    expected = 0.75 * row[2] + 0.25 * row[3]
    assert abs(large[7, 5] - expected) <= 1.5
    assert abs(int(large[0, 0]) - int(small[0, 0])) <= 1


def test_sizes_that_make_no_sense():
    with pytest.raises(ValueError, match="got 7"):
        digits(7)
