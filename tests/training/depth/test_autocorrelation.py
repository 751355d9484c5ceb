import math

import numpy as np
import pytest

from explorer.training.depth.autocorrelation import autocorrelation, brown_noise, white_noise


def test_a_gradient_that_is_the_same_everywhere_has_one_at_every_lag():
    for gradient in ([3.0], [0.5, -2.0, 1e-9]):
        found = autocorrelation(np.tile(gradient, (7, 1)))
        assert found == pytest.approx(np.ones(7), abs=1e-12)


def test_by_hand():
    # cosines: neighbours 0 and 1/sqrt(2), two apart 1/sqrt(2)
    found = autocorrelation(np.array([[1.0, 0.0], [0.0, 2.0], [5.0, 5.0]]))
    assert found == pytest.approx([1, (0 + math.sqrt(0.5)) / 2, math.sqrt(0.5)])


def test_one_number_a_point_by_hand():
    # The gradient of |x| at -1.5, -0.5, 0.5, 1.5.
    found = autocorrelation(np.array([[-1.0], [-1.0], [1.0], [1.0]]))
    assert found == pytest.approx([1, 1 / 3, -1, -1])


def test_white_noise_has_about_zero_at_every_lag_but_the_first():
    found = autocorrelation(white_noise(21, 768))
    assert found[0] == pytest.approx(1)
    assert np.abs(found[1:]).max() < 4 / math.sqrt(768)
    assert not np.array_equal(white_noise(3, 4, seed=1), white_noise(3, 4, seed=2))


@pytest.mark.parametrize("points", [9, 31])
def test_brown_noise_is_as_theory_says(points):
    # After s and t steps of a walk the covariance is the smaller of both, so the correlation is
    # sqrt(s / t); a lag's value is the mean over all pairs that are so far apart.
    found = autocorrelation(brown_noise(points, 20_000))
    for lag in range(points):
        first = np.arange(1, points - lag + 1)
        assert found[lag] == pytest.approx(np.sqrt(first / (first + lag)).mean(), abs=0.02)
    steps = np.diff(brown_noise(5, 3), axis=0)
    assert steps == pytest.approx(white_noise(5, 3)[1:])


@pytest.mark.parametrize("scale", [1e-200, 1e-44, 1.0, 1e200])
def test_magnitudes_do_not_matter(scale):
    vectors = np.array([[1.0, 2.0], [3.0, -1.0], [-2.0, 0.5]])
    scaled = vectors * np.array([[scale], [1.0], [scale]])
    assert autocorrelation(scaled) == pytest.approx(autocorrelation(vectors))


@pytest.mark.parametrize("wrong", [0.0, math.nan, math.inf])
def test_what_has_no_direction_is_not_a_number(wrong):
    vectors = np.ones((4, 2))
    vectors[3] = [wrong, 0.0]
    found = autocorrelation(vectors)
    assert np.isnan(found).all()  # the last point is in a pair at every lag
    assert np.isfinite(autocorrelation(vectors[:3])).all()


@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (3,)])
def test_no_points_are_refused(shape):
    with pytest.raises(ValueError, match="points x values"):
        autocorrelation(np.zeros(shape))
