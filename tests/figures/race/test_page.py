import base64
import gzip
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from plotly.offline import get_plotlyjs

from explorer.figures.race.drawn import anatomy
from explorer.figures.race.page import MOST_STEPS, race_page, thinned
from explorer.figures.race.template import template
from explorer.figures.race.titles import question_of
from explorer.training.measuring.quantities import QUANTITIES
from explorer.training.race.settings import RaceSettings, described
from explorer.words.marks import without_terms
from explorer.words.texts import pair
from tests.figures.race_steps import FACTS, race_steps

SETTINGS = described(RaceSettings(depth=8))


@pytest.fixture(scope="module")
def page() -> str:
    return race_page(SETTINGS, FACTS, race_steps(4, plain_stops=3))


def held(page):
    (found,) = re.findall(r'<script type="application/json" id="held">(.*?)</script>', page)
    return json.loads(found)


def test_it_opens_without_the_program_and_without_a_network(page):
    found: list[str] = []

    class Links(HTMLParser):
        def handle_starttag(self, tag, attributes):
            found.extend(value for name, value in attributes if name in ("src", "href", "srcset"))

    Links().feed(page)
    assert found == []
    assert "@import" not in page
    (script,) = re.findall(r'id="plotly">([^<]+)<', page)
    assert gzip.decompress(base64.b64decode(script)).decode() == get_plotlyjs()
    assert len(page) < 0.6 * len(get_plotlyjs())
    assert page.startswith("<!DOCTYPE html>")
    assert page.index('type="importmap"') < page.index('type="module"')


def test_it_says_rules_settings_and_fingerprints(page):
    html = held(page)["detail"]["html"]
    assert html["plain"] is None  # it stopped before the last step
    assert "Largest r = 1 &lt;of residual&gt;." in html["residual"]
    assert "The same &amp; more." in html["residual"]
    assert "equal-inner-products" not in html["residual"]  # a name of the file's, not of people's
    for name, value in SETTINGS.items():
        if name != "data":
            assert f"<th>{name}</th><td><code>{value}</code>" in page
    for sha in ("aa" * 32, "bb" * 32, "dd" * 32):
        assert sha in page
    assert "1,438 training and 359 test images" in page
    for kind, at in (("plain", 3), ("residual", 4)):  # fingerprints of as many batches as it had
        assert re.search(rf"<th>batches, {kind}</th><td><code>\w+ \(up to step {at}\)", page)


def test_it_has_the_pages_own_parts_and_every_text_that_they_say(page):
    found = held(page)
    assert without_terms(template()) in page
    assert 'class="term"' not in page  # there is no glossary to open
    assert found["race"]["question"] == question_of(RaceSettings(depth=8))
    assert [row[0] for row in found["race"]["rows"]] == [1, 2, 3, 4]
    drawn = anatomy(RaceSettings(depth=8), 10)
    assert found["race"]["facts"]["anatomy"] == json.loads(json.dumps(drawn))
    assert found["wire"]["live"] == []
    assert "race_word_vanishing" in found["texts"]
    assert "race_preset_textbook" not in found["texts"]  # of the form, which is not in it
    for quantity in QUANTITIES:
        assert found["texts"][f"race_q_{quantity}"] == pair(f"race_q_{quantity}")


def test_what_an_older_record_lacks_is_not_offered():
    page = race_page(SETTINGS, replace(FACTS, missing=("activation",)), race_steps(2))
    assert held(page)["race"]["facts"]["missing"] == ["activation"]


def test_what_people_named_cannot_end_the_script():
    facts = replace(FACTS, data="</script><b>mine")
    page = race_page(SETTINGS, facts, race_steps(1))
    assert held(page)["race"]["facts"]["data"] == "</script><b>mine"
    assert "</script><b>mine" not in page


def test_of_a_long_race_every_so_many_steps_come_with_the_last_and_those_tested():
    steps = [
        replace(step, plain=replace(step.plain, test_accuracy=None))
        for step in race_steps(2 * MOST_STEPS + 2)
    ]
    untested = [
        replace(step, residual=replace(step.residual, test_accuracy=None)) for step in steps
    ]
    untested[5] = steps[5]  # step 6 was tested
    numbers = [step.step for step in thinned(untested)]
    assert len(numbers) <= MOST_STEPS + 2
    assert numbers[:4] == [1, 4, 6, 7]
    assert numbers[-1] == 2 * MOST_STEPS + 2
    assert [step.step for step in thinned(race_steps(5))] == [1, 2, 3, 4, 5]


def test_a_race_without_a_step_has_no_page():
    with pytest.raises(ValueError, match="at least one"):
        race_page(SETTINGS, FACTS, [])
