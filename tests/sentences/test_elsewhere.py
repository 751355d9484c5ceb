"""Whoever is elsewhere is told no place of this machine."""

from pathlib import Path

import pytest

from explorer.sentences.elsewhere import without_places
from explorer.sentences.sentence import Sentence, refusal


def test_of_a_folder_the_name_alone_is_said() -> None:
    said = Sentence("put {file} into {folder}", file="a.pth", folder=Path("/home/me/weights"))
    told = without_places(said)
    assert told == "put a.pth into weights"
    assert isinstance(told, Sentence)
    assert told.template == said.template  # so that it is said in other languages too


def test_errors_within_sentences_are_told_so_too() -> None:
    inner = refusal("{file} is broken", file=Path("/home/me/a.png"))
    assert without_places(refusal("no: {why}", why=inner)) == "no: a.png is broken"


def test_an_error_of_the_system_is_its_sentence() -> None:
    with pytest.raises(OSError, match="/home/nobody") as raised:
        Path("/home/nobody/secret").read_bytes()
    assert without_places(raised.value) == "[Errno 2] No such file or directory: 'secret'"


def test_all_else_stands_as_it_is() -> None:
    assert without_places("a text") == "a text"
    assert without_places(ValueError("a text")) == "a text"
