import json
import re

from explorer.figures.file_page import file_page
from explorer.files.assets import asset
from explorer.words.languages import LANGUAGES, language_of
from explorer.words.texts import one_language_shown

TITLES = {"en": "A <title>", "zh": "标题"}


def test_a_file_brings_its_sheets_scripts_numbers_and_languages() -> None:
    numbers = {"n": "</script>"}
    page = file_page(TITLES, "<p>it</p>", "race/axes.js", ["network"], numbers, {"a": "b"})
    for name in ("scale", "network", "saved"):
        assert asset(f"style/{name}.css").read_text("utf-8") in page
    assert asset("style/race.css").read_text("utf-8") not in page
    assert one_language_shown() in page
    assert "<title>A &lt;title&gt;</title>" in page
    assert "<main><p>it</p></main>" in page
    assert '<script type="text/plain" id="a">b</script>' in page
    known, held = map(json.loads, re.findall(r'application/json" id="[\w-]+">(.*?)</script>', page))
    assert held == numbers
    assert known["languages"] == {
        each: {"tag": language_of(each).tag, "title": TITLES[each]} for each in LANGUAGES
    }
    assert page.index('type="importmap"') < page.index('type="module"')
    assert "from 'page/race/axes.js'" in page
