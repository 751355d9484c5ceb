from explorer.sentences.listed import few, joined
from explorer.sentences.sentence import Sentence


def test_what_is_empty_is_passed_over() -> None:
    assert joined("{before}; {next}", []) == ""
    assert joined("{before}; {next}", ["", "a", ""]) == "a"
    assert joined("{before}; {next}", ["a", "", "b", "c"]) == "a; b; c"


def test_joined_sentences_stay_sentences() -> None:
    said = joined("{before}; {next}", [Sentence("no parameters"), Sentence("1"), "2"])
    assert isinstance(said, Sentence)
    assert said == "no parameters; 1; 2"
    inner = said.values["before"]
    assert inner.values["before"].template == "no parameters"


def test_few_says_how_many_more_there_are() -> None:
    assert few([], 2) == ""
    assert few(["a", "b"], 2) == "a, b"
    assert few(["a", "b", "c", "d"], 2) == "a, b and 2 more"
    assert few([Sentence("no parameters"), "b"], 2) == "no parameters, b"
    assert isinstance(few([Sentence("no parameters"), "b"], 2), Sentence)
