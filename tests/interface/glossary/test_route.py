import json

from starlette.applications import Starlette
from starlette.testclient import TestClient

from explorer.interface.glossary.entries import entries, formulas
from explorer.interface.glossary.route import glossary_address, glossary_route
from explorer.words.languages import LANGUAGES


def test_a_browser_gets_every_entry_with_its_formula_and_may_keep_it() -> None:
    answer = TestClient(Starlette(routes=[glossary_route()])).get(f"/{glossary_address()}")
    assert answer.headers["content-type"] == "application/json"
    assert "immutable" in answer.headers["cache-control"]
    found = {each["key"]: each for each in json.loads(answer.text)}
    assert set(found) == set(entries("en"))
    for key, each in found.items():
        assert set(each["words"]) == set(LANGUAGES)
        assert each["words"]["zh"]["definition"] == entries("zh")[key].definition
        assert each["latex"] == formulas().get(key, "")
        assert bool(each["plain"]) == bool(each["latex"])
    assert not glossary_address().startswith("/")
