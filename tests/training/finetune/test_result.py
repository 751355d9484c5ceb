import numpy as np
import pytest
from scipy.stats import binomtest
from sklearn.metrics import confusion_matrix as sklearns

from explorer.training.finetune.result import binomial_interval, confusion_matrix


def test_the_confusion_matrix_is_scikit_learns():
    generator = np.random.default_rng(0)
    labels, predicted = generator.integers(0, 4, (2, 200))
    predicted[predicted == 3] = 0  # one class is never answered
    expected = sklearns(labels, predicted, labels=range(5))
    np.testing.assert_array_equal(
        confusion_matrix(labels.tolist(), predicted.tolist(), 5), expected
    )


@pytest.mark.parametrize(("right", "count"), [(0, 4), (4, 4), (3, 4), (17, 20), (90, 100)])
def test_the_interval_is_wilsons(right, count):
    expected = binomtest(right, count).proportion_ci(0.95, method="wilson")
    assert binomial_interval(right, count) == pytest.approx(tuple(expected), abs=1e-6)


def test_a_result_counts_what_was_held_out(tuned):
    result = tuned.result()
    table = result.confusion
    assert table.sum() == len(result.held_out) == 4
    assert result.right == int(np.trace(table)) == sum(each.right for each in result.held_out)
    assert result.accuracy == result.right / 4
    assert result.per_class == tuple(np.diag(table) / table.sum(axis=1))
    assert result.guessing == 0.5
    assert result.interval[0] <= result.accuracy <= result.interval[1]
