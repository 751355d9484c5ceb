"""The glossary is whole: every term that the page marks, in every language, with its source."""

import json
import re
from dataclasses import asdict

import pytest

from explorer.files.assets import asset
from explorer.inspection.grad_cam import METHODS
from explorer.interface.glossary.entries import entries, formulas
from explorer.training.measuring.words import GRADIENT_WORDS, LEARNING_WORDS
from explorer.words.languages import LANGUAGES, SPOKEN_BY_COMPUTE, read
from explorer.words.marks import terms_in


def marked_terms(language: str) -> dict[str, list[str]]:
    return {
        key: terms_in(said)
        for key, said in read(language).items()
        if key != "language" and terms_in(said)
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_is_whole_in_every_language(language: str) -> None:
    found = entries(language)
    assert list(found) == list(entries(SPOKEN_BY_COMPUTE)) == sorted(found)
    assert len(found) > 75
    for key, entry in found.items():
        assert all(said.strip() == said and said for said in asdict(entry).values()), key
        assert entry.definition.endswith((".", "。")), key
        assert entry.source.endswith((".", "。")), key
        assert not re.search(r"https?:|www\.|[$\[\]{}<>]", entry.definition + entry.source), key
    terms = [entry.term for entry in found.values()]
    assert len(set(terms)) == len(terms)


def test_chinese_entries_are_chinese() -> None:
    for key, entry in entries("zh").items():
        assert re.search(r"[\u4e00-\u9fff]", entry.definition), key
        assert entry.definition != entries("en")[key].definition
        left = re.search(r"\b[a-z]{3,} [a-z]{3,} [a-z]{3,}\b", entry.definition)
        assert left is None, key
        # the same papers, of the same years
        years = [re.findall(r"\b\d{4}\b", each[key].source) for each in map(entries, ("en", "zh"))]
        assert years[0] == years[1], key


def test_every_formula_belongs_to_an_entry() -> None:
    assert set(formulas()) <= set(entries(SPOKEN_BY_COMPUTE))
    assert all(formulas().values())


def test_every_term_that_the_page_marks_has_an_entry_and_once_in_a_text() -> None:
    marked = {language: marked_terms(language) for language in LANGUAGES}
    assert len(marked["en"]) > 40
    for language in LANGUAGES:
        # the same terms in every language, in whatever order its sentences have them
        assert {key: sorted(each) for key, each in marked[language].items()} == {
            key: sorted(each) for key, each in marked["en"].items()
        }
        for key, terms in marked[language].items():
            assert len(set(terms)) == len(terms), key
            assert set(terms) <= set(entries(language)), key


def test_every_verdict_and_every_cam_method_has_an_entry() -> None:
    known = set(entries(SPOKEN_BY_COMPUTE))
    assert {word.replace(" ", "_") for word in (*GRADIENT_WORDS, *LEARNING_WORDS)} <= known
    names = {entry.term for entry in entries(SPOKEN_BY_COMPUTE).values()}
    assert {method.label for method in METHODS} <= names
    page = json.loads(asset("locale/en.json").read_text("utf-8"))
    for word in (*GRADIENT_WORDS, *LEARNING_WORDS):
        key = word.replace(" ", "_")
        said = page[f"race_word_{key}"]
        assert entries("en")[key].term == said
        assert entries("zh")[key].term == read("zh")[f"race_word_{key}"]
