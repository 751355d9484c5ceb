from explorer.training.measuring.steady_word import PATIENCE, SteadyWord


def test_a_new_word_needs_patience_and_brings_its_own_rule():
    steady = SteadyWord()
    assert steady.word is None
    assert steady.next("a", "rule of a", {"x": 1.0}).first_word == "a"
    for _ in range(PATIENCE - 1):
        verdict = steady.next("b", "rule of b", {"x": 2.0})
        assert (verdict.word, verdict.rule, verdict.numbers) == ("a", "rule of a", {"x": 1.0})
    verdict = steady.next("b", "rule of b", {"x": 3.0})
    assert (verdict.word, verdict.first_word, verdict.rule) == ("b", "a", "rule of b")
    assert verdict.numbers == {"x": 3.0}
    assert steady.word == "b"


def test_patience_begins_again_with_every_other_word():
    steady = SteadyWord()
    steady.next("a", "", {})
    said = [steady.next(word, "", {}).word for word in ["b", "b", "c", "b", "b", "b", "a", "b"]]
    assert set(said) == {"a"}


def test_some_things_are_said_at_once():
    steady = SteadyWord()
    steady.next("a", "", {})
    assert steady.next("b", "", {}, at_once=True).word == "b"
    assert steady.next("a", "", {}).word == "b"
