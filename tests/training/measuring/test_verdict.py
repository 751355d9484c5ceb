import math

import numpy as np
import pytest

from explorer.training.measuring.steady_word import PATIENCE
from explorer.training.measuring.verdict import LONG_WINDOW, WINDOW, Judge, far_above, judge

GUESS = math.log(10)


def said(*rows, loss=GUESS, first_loss=GUESS):
    """The word and the rule where the last ten steps' r are these rows."""
    ratios = np.array(rows, dtype=np.float64)
    losses = np.full(LONG_WINDOW, loss)
    word, rule, _ = judge(ratios, losses, GUESS, first_loss=first_loss)
    return word, rule


@pytest.mark.parametrize(
    ("r", "loss", "word", "in_rule"),
    [
        ([0.1] * 9, GUESS, "healthy", "0.1"),
        ([0.1] * 8 + [101], GUESS, "exploding", "101 > 100"),
        ([0.1] * 8 + [99], GUESS, "healthy", "99"),
        ([31, 1, 1, 1, 1, 1, 1, 1, 0.1], GUESS, "exploding", "300 x the last layer's 0.1"),
        ([29, 1, 1, 1, 1, 1, 1, 1, 0.1], GUESS, "healthy", "29"),
        ([4.9e-4] * 9, GUESS, "vanishing", "0.00049 < 0.0005"),
        ([4.9e-4] * 9, 3.4, "vanishing", "0.00049 < 0.0005"),  # a large loss excuses nothing
        ([5.1e-4] * 9, GUESS, "healthy", "0.00051"),
        ([0.0] * 9, GUESS, "vanishing", "0 <"),
        # where a thousandth of the loss is left, a thousandth of the gradients is healthy
        ([5.1e-7] * 9, GUESS / 1000, "healthy", "5.1e-07"),
        ([4.9e-7] * 9, GUESS / 1000, "vanishing", "4.9e-07 < 5e-07"),
        # from tiny in every layer to 301 times as tiny is vanishing, not exploding
        ([4e-4] * 8 + [1e-6], GUESS, "vanishing", "0.0004"),
        # the first third of a sigmoid's layers against the last third
        ([9e-7] * 3 + [1e-4] * 3 + [1e-3] * 3, GUESS, "vanishing", "9e-07 < 1e-06, and < 0.001 x"),
        ([1.1e-6] * 3 + [1e-4] * 3 + [2e-3] * 3, GUESS, "starving", "1.1e-06 < 0.05 x"),
        ([9e-7] * 3 + [8e-4] * 3 + [8e-4] * 3, GUESS, "starving", "9e-07 < 0.05 x"),
        ([4e-3] * 3 + [0.05] * 3 + [0.1] * 3, GUESS, "starving", "0.004 < 0.05 x"),
        ([6e-3] * 3 + [0.05] * 3 + [0.1] * 3, GUESS, "healthy", "0.006"),
        ([0.1] * 9, 1.51 * GUESS, "exploding", "losses are 3.48 or more, > 1.5 x the larger of"),
        ([0.1] * 9, 1.49 * GUESS, "healthy", "0.1"),
    ],
)
def test_each_rule_on_both_sides_of_its_limit(r, loss, word, in_rule):
    found, rule = said(r, loss=loss)
    assert found == word
    assert in_rule.lower() in rule.lower()


def test_a_loss_that_was_large_from_the_first_step_is_no_explosion():
    assert said([0.1] * 9, loss=40.0, first_loss=30.0)[0] == "healthy"
    assert said([0.1] * 9, loss=46.0, first_loss=30.0)[0] == "exploding"
    # before any training there are no steps to tell it from
    assert judge(np.full((1, 9), 0.1), np.array([40.0]), GUESS)[0] == "healthy"


def test_far_above_takes_three_quarters_of_twenty_steps():
    high, low = [6.0], [2.3]
    assert far_above(np.array(15 * high + 5 * low), GUESS, GUESS).startswith("Three quarters")
    assert far_above(np.array(14 * high + 6 * low), GUESS, GUESS) == ""
    assert far_above(np.array(19 * high), GUESS, GUESS) == ""  # too few to say so


def test_what_is_learned_is_another_word():
    assert said([0.1] * 9, loss=0.01)[0] == "healthy"


def test_one_wild_step_of_ten_says_nothing_unless_it_is_not_finite():
    calm = [[0.1] * 6] * 9
    assert said(*calm, [1e5] * 6)[0] == "healthy"
    assert said([1e5] * 6, *calm)[0] == "healthy"
    assert said(*calm, [math.inf] + [0.1] * 5)[0] == "exploding"
    assert said(*calm, [math.nan] * 6)[0] == "exploding"
    assert judge(np.full((1, 6), 0.1), np.array([math.nan]), GUESS)[0] == "exploding"


def test_a_new_word_must_be_said_five_times_and_the_first_is_kept():
    judged = Judge(GUESS, main_path=3)
    assert judged.step(np.full(3, 1e-5), GUESS).word == "vanishing"
    words = [judged.step(np.full(3, 0.1), GUESS).word for _ in range(WINDOW + PATIENCE)]
    # After the k-th new step the median of 1 old and k new ones turns at k = 2 (the mean of both
    # values at k = 1), and four more are needed.
    turn = words.index("healthy")
    assert words == ["vanishing"] * turn + ["healthy"] * (len(words) - turn)
    assert turn == PATIENCE - 1
    last = judged.step(np.full(3, 0.1), GUESS)
    assert (last.word, last.first_word) == ("healthy", "vanishing")


def test_words_that_alternate_do_not_flicker():
    judged = Judge(GUESS, main_path=1)
    words = set()
    for step in range(60):  # the median of ten goes to and fro across the limit
        r = 4.9e-4 if step % 4 < 2 else 5.2e-4
        words.add(judged.step(np.array([r]), GUESS).word)
    assert len(words) == 1


def test_what_starves_does_so_until_its_first_layers_have_a_tenth():
    judged = Judge(GUESS, main_path=9)

    def after(share: float) -> tuple[str, str]:
        for _ in range(WINDOW + PATIENCE):
            verdict = judged.step(np.array([0.1 * share] * 3 + [0.1] * 6), GUESS)
        return verdict.word, verdict.rule

    assert after(0.06)[0] == "healthy"
    assert after(0.04)[0] == "starving"
    word, rule = after(0.09)
    assert word == "starving"
    assert "= 0.009 < 0.1 x the last third's 0.1" in rule
    assert after(0.11)[0] == "healthy"
    assert after(0.06)[0] == "healthy"


def test_the_rule_shown_is_the_one_that_gave_the_word():
    judged = Judge(GUESS, main_path=2)
    for _ in range(WINDOW):
        judged.step(np.full(2, 1e-5), GUESS)
    for _ in range(WINDOW // 2 + 2):
        verdict = judged.step(np.full(2, 0.1), GUESS)
        assert verdict.word == "vanishing"
        assert "< 0.0005" in verdict.rule
        assert verdict.numbers["largest_r"] < 5e-4


def test_what_is_not_finite_is_said_at_once():
    judged = Judge(GUESS, main_path=2)
    for _ in range(20):
        judged.step(np.full(2, 0.1), GUESS)
    verdict = judged.step(np.array([0.1, math.inf]), GUESS)
    assert (verdict.word, verdict.first_word) == ("exploding", "healthy")
    assert "finite" in verdict.rule


def test_projections_are_not_judged():
    judged = Judge(GUESS, main_path=2)
    assert judged.step(np.array([0.1, 0.1, 1e6]), GUESS).word == "healthy"
