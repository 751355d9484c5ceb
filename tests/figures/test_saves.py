"""The buttons by which a figure is saved."""

import re

from explorer.figures.saves import FORMATS, saves


def test_there_is_a_button_for_each_format_and_a_word_before_them() -> None:
    html = saves()
    assert tuple(re.findall(r'data-format="(\w+)"', html)) == FORMATS == ("png", "svg", "csv")
    assert html.startswith("<span")
