import copy
import json
import pickle
from dataclasses import asdict, dataclass

import pytest

from explorer.sentences.sentence import Sentence, refusal, said_by


def test_a_sentence_is_the_text_that_its_template_and_values_make() -> None:
    said = Sentence("{name!r} has {share:.1%} of {{x}}", name="a", share=0.25)
    assert said == "'a' has 25.0% of {x}"
    assert said.template == "{name!r} has {share:.1%} of {{x}}"
    assert said.values == {"name": "a", "share": 0.25}


def test_a_value_that_is_missing_is_refused() -> None:
    with pytest.raises(KeyError):
        Sentence("{name} is missing")


def test_what_somebody_gave_is_not_repeated_at_any_length() -> None:
    template = "{setting} must be one of {allowed}, got {value!r}"
    allowed = "a, " * 500
    for given in ("x" * 100_000, ["x"] * 50_000, 10**400):
        said = Sentence(template, setting="it", allowed=allowed, value=given)
        whole = repr(given)
        cut = f"it must be one of {allowed}, got {whole[:120]}...{whole[-77:]}"
        assert said == cut
        assert pickle.loads(pickle.dumps(said)) == copy.deepcopy(said) == cut
    assert Sentence("{value!r}", value="x" * 195) == repr("x" * 195)
    assert Sentence("{value!r}", value=10**5000) == "a number that is too long to be written"
    inner = Sentence("{x}", x="y" * 300)
    assert Sentence("{value!r}", value=inner).values["value"] is inner


@dataclass(frozen=True)
class Note:
    said: str


def test_copies_pickles_and_records_keep_template_and_values() -> None:
    said = Sentence("{before}; {next}", before=Sentence("no parameters"), next=1)
    for again in (
        copy.deepcopy(said),
        pickle.loads(pickle.dumps(said)),
        asdict(Note(said))["said"],
    ):
        assert (again, again.template) == ("no parameters; 1", "{before}; {next}")
        assert again.values["before"].template == "no parameters"
    assert json.dumps([said]) == '["no parameters; 1"]'


def test_an_error_says_what_it_was_raised_with() -> None:
    error = refusal("{file} is empty", file="a")
    assert isinstance(error, ValueError)
    assert str(error) == "a is empty"
    assert said_by(error).template == "{file} is empty"  # type: ignore[attr-defined]
    assert said_by(FileNotFoundError(2, "No such file", "b")) == "[Errno 2] No such file: 'b'"
    assert said_by(KeyError("a")) == "'a'"
    assert said_by(ValueError()) == ""
