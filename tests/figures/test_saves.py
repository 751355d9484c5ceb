"""The buttons by which a figure is saved."""

import json
import re
from html import unescape

from explorer.figures.saves import FORMATS, part_saves, saves


def test_there_is_a_button_for_each_format_and_a_word_before_them() -> None:
    html = saves()
    assert tuple(re.findall(r'data-format="(\w+)"', html)) == FORMATS == ("png", "svg", "csv")
    assert html.startswith("<span")


def test_a_part_carries_its_table() -> None:
    rows = [["class", "share"], ['a "b" & <c>', 0.1], ["\u732b", None]]
    html = part_saves("mine", rows)
    (held,) = re.findall(r'data-rows="([^"]*)"', html)
    assert json.loads(unescape(held)) == rows
    assert 'data-name="mine"' in html
    assert saves() in html
