"""The race's HTML: what the scripts may say, and the parts that they fill."""

import re
from typing import get_args

import pytest

from explorer.figures.race.template import CHARTS, spoken, template
from explorer.interface.race.run import Phase
from explorer.training.measuring.quantities import QUANTITIES
from explorer.training.measuring.words import GRADIENT_WORDS, LEARNING_WORDS
from explorer.training.race.result import NETWORKS
from explorer.words.languages import LANGUAGES

WORDS = tuple(word.replace(" ", "_") for word in (*GRADIENT_WORDS, *LEARNING_WORDS))
MADE = {  # keys that scripts put together: `race_word_${word}`
    "race_": NETWORKS,
    "race_phase_": get_args(Phase),
    "race_q_": QUANTITIES,
    "race_word_": WORDS,
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_words_phases_and_quantities_have_texts(language: str) -> None:
    said = spoken()
    for start, ends in MADE.items():
        for end in ends:
            assert said[f"{start}{end}"][language].strip(), (start, end)
    assert len({said[f"race_word_{word}"][language] for word in WORDS}) == len(WORDS)


def test_every_figure_is_saved_and_summed_up() -> None:
    html = template()
    assert re.findall(r'data-chart="([^"]+)"', html) == ["stage", *CHARTS]
    for part in ('data-format="png"', 'data-format="svg"', 'data-format="csv"', 'class="summary"'):
        assert html.count(part) == len(CHARTS)


def test_only_on_the_page_can_its_folder_be_downloaded() -> None:
    assert '<p class="keep" hidden><a>zip</a></p>' in template("<a>zip</a>")
    assert '<p class="keep" hidden></p>' in template()
