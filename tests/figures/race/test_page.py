import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from explorer.figures.race.page import MOST_FRAMES, race_page
from explorer.training.measuring.quantities import GAUGE, QUANTITIES
from explorer.training.race.settings import RaceSettings, described
from tests.figures.race_steps import FACTS, race_steps

SETTINGS = described(RaceSettings(depth=8))


@pytest.fixture(scope="module")
def page() -> str:
    return race_page(SETTINGS, FACTS, race_steps(4, plain_stops=3))


def test_it_opens_without_the_program_and_without_a_network(page):
    found: list[str] = []

    class Links(HTMLParser):
        def handle_starttag(self, tag, attributes):
            found.extend(value for name, value in attributes if name in ("src", "href", "srcset"))

    Links().feed(page)
    assert found == []
    assert "plotly.js v" in page[:5000]
    assert page.startswith("<!DOCTYPE html>")
    assert page.count("Plotly.newPlot(") >= 2 + 3 * len(QUANTITIES)  # curves, and its figures


def test_it_says_words_rules_settings_and_fingerprints(page):
    for word in ("vanishing", "healthy", "at chance"):
        assert f'class="word">{word}<' in page
    assert "equal-inner-products" not in page  # a name of the file's, not of people's
    assert "Largest r = 1 &lt;of plain&gt;." in page
    assert "The same &amp; more." in page
    for name, value in SETTINGS.items():
        if name != "data":
            assert f"<th>{name}</th><td><code>{value}</code>" in page
    for sha in ("aa" * 32, "bb" * 32, "dd" * 32):
        assert sha in page
    assert "1,438 training and 359 test images" in page
    for kind, at in (("plain", 3), ("residual", 4)):  # fingerprints of as many batches as it had
        assert re.search(rf"<th>batches, {kind}</th><td><code>\w+ \(up to step {at}\)", page)


def test_the_slider_has_a_frame_for_each_step_and_opens_at_the_last(page):
    assert page.count('"label":"4"') == len(QUANTITIES)
    assert "Plotly.addFrames(" in page
    assert "Plotly.animate(" not in page  # nothing moves by itself
    assert page.count('"active":3') == len(QUANTITIES)


def test_a_long_race_is_replayed_in_fewer_frames():
    page = race_page(SETTINGS, FACTS, race_steps(3 * MOST_FRAMES))
    labels = re.findall(r'"label":"(\d+)"', page)
    assert len(labels) <= len(QUANTITIES) * (MOST_FRAMES + 1)
    assert labels[-1] == str(3 * MOST_FRAMES)


def test_a_quantity_that_an_older_record_lacks_is_not_drawn():
    page = race_page(SETTINGS, replace(FACTS, missing=("activation",)), race_steps(1))
    titles = re.findall("<summary>(.+?)</summary>", page)
    assert len(titles) == len(QUANTITIES) - 1
    assert GAUGE["activation"].title not in titles


def test_a_race_without_a_step_has_no_page():
    with pytest.raises(ValueError, match="at least one"):
        race_page(SETTINGS, FACTS, [])
