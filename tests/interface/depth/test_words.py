import re
from dataclasses import replace

import numpy as np
import pytest

from explorer.interface.depth.words import (
    WORDS,
    progress_line,
    recorded_line,
    rules,
    scientific,
    shattering_summary,
    sweep_summary,
    words_table,
)
from explorer.interface.words.language import text
from explorer.training.depth.shattering_result import ShatteredGradients, ShatteringSettings
from explorer.training.depth.shipped import shipped_sweep
from explorer.training.measuring.words import GRADIENT_WORDS as ALL_WORDS
from explorer.training.race.result import NETWORKS
from tests.figures.swept import SWEEP, sweep
from tests.interface.read import english


def test_a_row_a_cell_and_a_column_a_depth_with_a_button_for_each_pair() -> None:
    html = words_table(sweep(), SWEEP)
    pattern, numbers = html.split("<details>")
    assert pattern.count("<tr>") == 1 + 4
    buttons = re.findall(r"<button[^>]* data-depth.*?</button>", html)
    assert len(buttons) == 8
    last = buttons[-1]
    for name, value in (("normalization", "batch"), ("initialization", "he"), ("depth", "20")):
        assert f'data-{name}="{value}"' in last
    words = english(last)
    assert words.index("plain") < words.index("vanishing") < words.index("residual")
    assert "healthy" in words
    assert re.findall(r'data-word="(\w+)"', last) == ["vanishing", "healthy"]
    assert text("zh", "depth_vanishing") in last
    assert numbers.count("<tr>") == 1 + 2 * 8
    assert "1.5e−20" in numbers


def test_what_is_not_measured_yet_has_no_button() -> None:
    cells = [each for each in sweep() if each.swept.depth == 8]
    html = words_table(cells, SWEEP)
    assert html.count("data-depth=") == 4
    assert html.count("<td>…</td>") == 4


def test_a_record_is_said_to_be_one_with_its_day_and_machine() -> None:
    shipped = shipped_sweep()
    html = recorded_line(replace(shipped, recorded="2026-01-31", settings=SWEEP))
    said = english(html)
    assert said.startswith("Recorded on 2026-01-31: 2 seeds, 2 cores of an AMD EPYC, PyTorch 2.15")
    assert text("en", "depth_start") in said
    chinese = html.split('lang="zh">')[-1]
    assert "AMD EPYC 的 2 个核心" in chinese
    assert "cores" not in chinese


def test_every_word_has_its_text() -> None:
    assert set(WORDS) == set(ALL_WORDS)


def test_the_rules_stand_with_their_numbers() -> None:
    said = english(rules())
    for number in ("100", "300", "0.0005", "0.05"):
        assert number in said


@pytest.mark.parametrize(
    ("quantity", "first", "last"),
    [("weight_gradient", "1.5e−20", "1.5e−19"), ("activation_gradient", "3.0e−20", "3.0e−19")],
)
def test_the_summary_names_first_and_last_layer_of_the_deepest(
    quantity: str, first: str, last: str
) -> None:
    html = sweep_summary(sweep(), SWEEP, quantity)
    assert html.count("<li>") == 4
    said = english(html)
    assert "20 layers" in said
    assert "8 layers" not in said
    assert first in said
    assert last in said
    assert sweep_summary([], SWEEP, quantity) == "<ul></ul>"


def test_what_is_not_finite_is_said() -> None:
    cells = sweep()
    cells = [
        replace(each, weight_gradient=np.full(len(each.names), np.nan))
        if each.network == "residual"
        else each
        for each in cells
    ]
    assert "nan" in english(sweep_summary(cells, SWEEP, "weight_gradient"))
    assert "exploding" in english(words_table(cells, SWEEP))


def test_shattering_in_words() -> None:
    settings = ShatteringSettings(depths=(8, 20), seeds=1, points=6, degrees=60)
    found = [
        ShatteredGradients(
            swept, 0, kind, np.array([1.0, 0.25 if kind == "plain" else 0.75, 0, 0]), 1.0
        )
        for swept in settings.networks()
        for kind in NETWORKS
    ]
    said = english(shattering_summary(found, settings, 0.034, 0.9478))
    assert "0.5000" in said  # the cosine of 60 degrees
    assert "±0.03" in said
    assert "brown noise has 0.95" in said
    assert said.count("0.25") == said.count("0.75") == 4  # two depths, two normalisations
    assert "20 layers" in said
    assert "0.25 (" not in said  # of one seed there is no range


def test_shattering_in_words_has_median_and_range_over_the_seeds() -> None:
    settings = ShatteringSettings(depths=(8,), normalizations=("none",), points=6)
    found = [
        ShatteredGradients(swept, seed, kind, np.array([1, value, 0, 0]), 1.0)
        for seed, value in enumerate((0.5, 0.1, 0.3))
        for swept in settings.networks()
        for kind in NETWORKS
    ]
    said = english(shattering_summary(found, settings, 0.03, 0.95))
    assert said.count("0.30 (0.10 … 0.50)") == 2
    assert "seeds so far, 3:" in said


def test_progress_and_numbers() -> None:
    html = progress_line(3, 24, "depth_going", depth=56, seconds="7")
    assert 'max="24" value="3"' in html
    assert "3 of 24" in english(html)
    assert "56 layers, 7 s" in english(html)
    assert scientific(1.26e-19) == "1.3e−19"
