"""What is learned: by its rules, and on races whose answer is known beforehand."""

import dataclasses
import math

import numpy as np
import pytest

from explorer.training.measuring.learning import LearningJudge, bar
from explorer.training.measuring.steady_word import PATIENCE
from explorer.training.measuring.verdict import WINDOW
from explorer.training.measuring.words import Guess
from explorer.training.race.data import guess_of
from explorer.training.race.race import race
from explorer.training.race.result import NetworkStep
from explorer.training.race.settings import RaceSettings

TEN = Guess(entropy=math.log(10), majority_share=0.1)
SKEWED = Guess(entropy=0.1985, majority_share=0.95)


def judged(*steps, guess=TEN, batch=64, train_images=1438, test_images=359):
    """The verdict after (loss, accuracy of the batch, test accuracy) of every step."""
    judge = LearningJudge(guess, batch, train_images, test_images)
    return [judge.step(*step) for step in steps][-1]


def test_the_guess_is_the_labels_own():
    labels = np.array([0] * 95 + [1] * 5)
    guess = guess_of(labels, np.array([0, 1]))
    assert guess.entropy == pytest.approx(-0.95 * math.log(0.95) - 0.05 * math.log(0.05))
    assert guess.majority_share == 0.95
    even = guess_of(np.arange(10), np.arange(10))
    assert even.entropy == pytest.approx(math.log(10))
    assert even.majority_share == pytest.approx(0.1)


def test_the_most_frequent_class_may_be_more_frequent_in_the_test_images():
    guess = guess_of(np.array([2, 2, 1, 0]), np.array([2, 2, 2, 0]))
    assert (guess.majority_share, guess.test_share) == (0.5, 0.75)
    # the batches are held against the training labels, the test images against both
    shifted = Guess(entropy=0.67, majority_share=0.6, test_share=0.95)
    steps = [(0.2, 0.92, None)] * 30
    assert judged(*steps, (0.2, 0.92, 0.95), guess=shifted).word == "fits its batches"
    assert judged(*steps, (0.2, 0.92, 1.0), guess=shifted).word == "learned"


def test_a_class_without_training_images_costs_no_entropy():
    assert guess_of(np.array([0, 0, 2, 2]), np.array([1])).entropy == pytest.approx(math.log(2))


@pytest.mark.parametrize(
    ("guess", "images", "expected"),
    [
        (TEN, 10_000, 0.19),  # a tenth of the way from 0.1 to 1
        (TEN, 25, 0.1 + 3 * math.sqrt(0.09 / 25)),  # few images: three standard errors
        (SKEWED, 400, 0.95 + 3 * math.sqrt(0.95 * 0.05 / 400)),
        (SKEWED, 10, 1.0),  # so few show nothing
    ],
)
def test_the_bar_is_well_above_the_majority_share(guess, images, expected):
    assert bar(guess.majority_share, images) == pytest.approx(expected)


def test_all_right_on_so_many_images_is_no_luck():
    assert bar(0.95, 100) == 0.995  # 0.95^100 is 0.6 %
    assert bar(0.95, 80) == 1.0  # 0.95^80 is 1.7 %
    right = [(0.02, 1.0, None)] * 30
    assert judged(*right, (0.02, 1.0, 1.0), guess=SKEWED, batch=16, test_images=100).word == (
        "learned"
    )


def test_at_chance_before_and_after_a_test():
    assert judged((2.3, 0.1, None)).word == "at chance"
    verdict = judged(*[(2.3, 0.12, None)] * 20, (2.3, 0.1, 0.18))
    assert verdict.word == "at chance"
    assert "always saying the most frequent class gives 10.0%" in verdict.rule


def test_the_majority_share_is_chance_however_high_it_is():
    steps = [(0.2, 0.95, None)] * 29
    assert judged(*steps, (0.2, 0.95, 0.9526), guess=SKEWED, batch=32).word == "at chance"
    assert judged(*steps, (0.2, 0.95, 0.99), guess=SKEWED, batch=32).word == "learned"


def test_learned_needs_the_test_images():
    steps = [(0.5, 0.9, None)] * 20
    assert judged(*steps).word == "fits its batches"
    assert judged(*steps, (0.5, 0.9, 0.12)).word == "fits its batches"
    verdict = judged(*steps, (0.5, 0.9, 0.8))
    assert verdict.word == "learned"
    assert verdict.first_word == "at chance" or verdict.first_word == "fits its batches"
    assert "80.0% > 19.0%" in verdict.rule
    assert verdict.numbers["test_accuracy"] == 0.8
    assert verdict.numbers["majority_share"] == 0.1


def test_what_was_learned_is_forgotten_when_the_batches_say_so():
    learned = [*[(0.5, 0.9, None)] * 20, (0.5, 0.9, 0.8)]
    assert judged(*learned, *[(2.3, 0.1, None)] * (WINDOW - 1)).word == "learned"
    assert judged(*learned, *[(2.3, 0.1, None)] * (WINDOW + PATIENCE)).word == "at chance"
    assert judged(*learned, *[(0.5, 0.9, None)] * 40).word == "learned"


def test_diverging_is_far_above_a_guess_and_the_first_step():
    start = (2.35, 0.1, None)
    assert judged(start, *[(14.8, 0.1, None)] * 30).word == "diverging"
    assert judged(start, *[(1.4 * 2.35, 0.1, None)] * 30).word == "at chance"
    verdict = judged((30.0, 0.1, None), *[(40.0, 0.1, None)] * 30)
    assert verdict.word == "at chance"  # it was as large from the first step on
    assert judged((30.0, 0.1, None), *[(46.0, 0.1, None)] * 30).word == "diverging"


def test_an_untrained_network_on_skewed_data_does_not_diverge():
    assert judged(*[(math.log(2), 0.5, None)] * 12, guess=SKEWED).word == "at chance"


def test_what_is_not_finite_diverges_at_once():
    verdict = judged((2.3, 0.1, None), (math.nan, math.nan, None))
    assert verdict.word == "diverging"
    assert "finite" in verdict.rule


def test_few_training_images_seen_often_count_once():
    # 128 images: ten batches of them are no 1,280 independent answers
    limit = judged(*[(1.0, 0.5, None)] * 12, batch=128, train_images=128).numbers["train_bar"]
    assert limit == pytest.approx(bar(0.1, 128))


NORMALIZED = RaceSettings(depth=8, normalization="batch", initialization="he", clip=None)


def raced(**changed: object) -> tuple[NetworkStep, NetworkStep]:
    """The last steps of plain and residual."""
    base = changed.pop("base", RaceSettings())
    last = {}
    for step in race(dataclasses.replace(base, **changed), device="cpu"):
        last |= {each.network: each for each in step.networks}
    return last["plain"], last["residual"]


def words(step: NetworkStep) -> tuple[str, str]:
    return step.verdict.word, step.learning.word


def archive(path, labels, test_labels, size=8):
    """Noise with these labels, as a file that a person might give."""
    generator = np.random.default_rng(0)
    np.savez(
        path,
        train_images=generator.integers(0, 256, (len(labels), size, size, 3), dtype=np.uint8),
        train_labels=labels,
        test_images=generator.integers(0, 256, (len(test_labels), size, size, 3), dtype=np.uint8),
        test_labels=test_labels,
    )
    return str(path)


def test_95_of_100_in_one_class_is_chance(tmp_path):
    labels = np.array([0] * 380 + [1] * 20)
    data = archive(tmp_path / "skewed.npz", labels, labels)
    plain, _ = raced(depth=20, steps=30, batch=32, data=data)
    assert words(plain) == ("vanishing", "at chance")
    assert plain.learning.numbers["majority_share"] == 0.95
    entropy = -0.95 * math.log(0.95) - 0.05 * math.log(0.05)
    assert plain.learning.numbers["entropy"] == pytest.approx(entropy)
    assert plain.test_accuracy == 0.95  # of which the loss, 0.2, says nothing


def test_random_labels_are_learned_by_heart_only(tmp_path):
    generator = np.random.default_rng(0)
    data = archive(tmp_path / "random.npz", *generator.integers(0, 10, (2, 128)))
    both = raced(
        base=NORMALIZED, optimiser="adam", learning_rate=5e-3, batch=128, steps=60, data=data
    )
    for network in both:
        assert words(network) == ("healthy", "fits its batches")
        assert network.test_accuracy < 0.25


def test_sigmoid_gradients_vanish_although_the_last_layer_has_its_own():
    plain, _ = raced(depth=20, activation="sigmoid", steps=25, batch=32)
    assert words(plain) == ("vanishing", "at chance")
    numbers = plain.verdict.numbers
    assert numbers["first_third_r"] < 1e-11
    assert 1e-5 < numbers["last_third_r"] < 1e-2
    assert numbers["largest_r"] > 5e-4  # which is why the largest alone does not tell


def test_too_large_a_rate_diverges_and_its_gradients_are_not_healthy():
    for network in raced(base=NORMALIZED, learning_rate=10.0, batch=32, steps=40):
        assert network.verdict.word != "healthy"
        assert network.learning.word == "diverging"


@pytest.mark.parametrize("changed", [{"learning_rate": 1e-9}, {"weight_decay": 1.0}])
def test_healthy_gradients_may_teach_nothing(changed):
    for network in raced(base=NORMALIZED, **changed):
        assert network.learning.word == "at chance"
