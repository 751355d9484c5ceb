import math

import numpy as np
import pytest

from explorer.training.verdict import PATIENCE, WINDOW, Judge, judge

GUESS = math.log(10)


def said(*rows, loss=GUESS):
    """The word and the rule where the last ten steps' r are these rows."""
    ratios = np.array(rows, dtype=np.float64)
    word, rule, _ = judge(ratios, np.full(len(ratios), loss), 10)
    return word, rule


@pytest.mark.parametrize(
    ("r", "loss", "word", "in_rule"),
    [
        ([0.1] * 9, GUESS, "healthy", "0.1"),
        ([0.1] * 8 + [101], GUESS, "exploding", "101 > 100"),
        ([0.1] * 8 + [99], GUESS, "healthy", "99"),
        ([31, 1, 1, 1, 1, 1, 1, 1, 0.1], GUESS, "exploding", "300 x the last layer's 0.1"),
        ([29, 1, 1, 1, 1, 1, 1, 1, 0.1], GUESS, "healthy", "29"),
        ([0.1] * 9, 0.49 * GUESS, "learned", "loss = 1.13 < 0.5 x ln(classes) = 1.15"),
        ([0.1] * 9, 0.51 * GUESS, "healthy", "1.17"),
        ([4.9e-4] * 9, GUESS, "vanishing", "0.00049 < 0.0005"),
        ([4.9e-4] * 9, 0.1, "learned", "0.1"),  # in the stated order
        ([5.1e-4] * 9, GUESS, "healthy", "0.00051"),
        ([0.0] * 9, GUESS, "vanishing", "0 <"),
        ([4e-3] * 3 + [0.05] * 3 + [0.1] * 3, GUESS, "starving", "0.004 < 0.05 x"),
        ([6e-3] * 3 + [0.05] * 3 + [0.1] * 3, GUESS, "healthy", "0.006"),
    ],
)
def test_each_rule_on_both_sides_of_its_limit(r, loss, word, in_rule):
    found, rule = said(r, loss=loss)
    assert found == word
    assert in_rule.lower() in rule.lower()


def test_one_wild_step_of_ten_says_nothing_unless_it_is_not_finite():
    calm = [[0.1] * 6] * 9
    assert said(*calm, [1e5] * 6)[0] == "healthy"
    assert said([1e5] * 6, *calm)[0] == "healthy"
    assert said(*calm, [math.inf] + [0.1] * 5)[0] == "exploding"
    assert said(*calm, [math.nan] * 6)[0] == "exploding"
    assert judge(np.full((1, 6), 0.1), np.array([math.nan]), 10)[0] == "exploding"


def test_a_new_word_must_be_said_five_times_and_the_first_is_kept():
    judged = Judge(10, main_path=3)
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
    judged = Judge(10, main_path=1)
    words = set()
    for step in range(60):  # the median of ten goes to and fro across the limit
        r = 4.9e-4 if step % 4 < 2 else 5.2e-4
        words.add(judged.step(np.array([r]), GUESS).word)
    assert len(words) == 1


def test_what_starves_does_so_until_its_first_layers_have_a_tenth():
    judged = Judge(10, main_path=9)

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
    judged = Judge(10, main_path=2)
    for _ in range(WINDOW):
        judged.step(np.full(2, 1e-5), GUESS)
    for _ in range(WINDOW // 2 + 2):
        verdict = judged.step(np.full(2, 0.1), GUESS)
        assert verdict.word == "vanishing"
        assert "< 0.0005" in verdict.rule
        assert verdict.numbers["largest_r"] < 5e-4


def test_what_is_not_finite_is_said_at_once():
    judged = Judge(10, main_path=2)
    for _ in range(20):
        judged.step(np.full(2, 0.1), GUESS)
    verdict = judged.step(np.array([0.1, math.inf]), GUESS)
    assert (verdict.word, verdict.first_word) == ("exploding", "healthy")
    assert "finite" in verdict.rule


def test_projections_are_not_judged():
    judged = Judge(10, main_path=2)
    assert judged.step(np.array([0.1, 0.1, 1e6]), GUESS).word == "healthy"
