"""Modules inside a file: all that are needed, each by name; tests/browser opens one."""

import base64
import json

import pytest

from explorer.figures.inlined import import_map
from explorer.files.assets import asset


def modules(name: str) -> dict[str, str]:
    html = import_map(name)
    found = json.loads(html.removeprefix('<script type="importmap">').removesuffix("</script>"))
    return {
        key: base64.b64decode(address.removeprefix("data:text/javascript;base64,")).decode()
        for key, address in found["imports"].items()
    }


def test_a_module_comes_with_all_that_it_imports_and_nothing_else() -> None:
    found = modules("race/saved.js")
    assert "page/race/log.js" in found  # three steps away
    assert "page/component.js" in found
    assert "page/race/race.js" not in found  # that asks the program
    assert "page/explore/answer.js" not in found
    for text in found.values():
        assert "from '.'" not in text
        assert "from './" not in text
        assert "from '../" not in text


def test_a_module_is_as_it_lies_but_for_the_names_of_others() -> None:
    (text,) = modules("race/axes.js").values()
    assert text == asset("page/race/axes.js").read_text("utf-8")
    table = modules("race/table.js")["page/race/table.js"]
    assert "from 'page/race/log.js';" in table
    assert table.replace("'page/race/", "'./") == asset("page/race/table.js").read_text("utf-8")


def test_a_module_that_is_not_there() -> None:
    with pytest.raises(FileNotFoundError):
        import_map("race/nothing.js")
