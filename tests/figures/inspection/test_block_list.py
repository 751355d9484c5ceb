"""The list of blocks says what the library measures, stage by stage."""

import re

import pytest

from explorer.figures.inspection.block_list import blocks_view, percent, signed
from explorer.figures.inspection.shown import Shown
from explorer.inspection.blocks.branches import branches
from explorer.inspection.blocks.unrolled_sum import unrolled_sums
from explorer.words.formula import formula


def test_every_block_has_its_ratio_cosine_and_share(shown: Shown) -> None:
    html = blocks_view(shown.unrolled(keep=()))
    rows = dict(re.findall(r'data-block="([^"]+)"[^>]*>(.*?)</button>', html))
    every = branches(shown.network, shown.photograph, keep=())
    shares = {
        term.block: term.share
        for found in unrolled_sums(shown.network, shown.photograph)
        for term in found.terms
    }
    assert list(rows) == [block.name for block in every]
    for block in every:
        said = re.findall(r"<b>([^<]*)</b>", rows[block.name])
        assert said == [f"{block.ratio:.3f}", signed(block.cosine), percent(shares[block.name])]
        assert f'data-block="{block.name}" data-cosine="{block.cosine:.4f}"' in html


def test_the_parts_of_a_stage_add_up_and_it_is_said_whether_the_sum_holds(shown: Shown) -> None:
    html = blocks_view(shown.unrolled(keep=()))
    for found in unrolled_sums(shown.network, shown.photograph):
        assert f"{found.stage}: {formula('x_0')}</span><b>{percent(found.start_share)}</b>" in html
        parts = [found.start_share, *(term.share for term in found.terms), found.rest_share]
        assert sum(part or 0.0 for part in parts) == pytest.approx(1, abs=1e-6)
        said = "holds." if found.holds else "does not hold here."
        assert formula(r"x_L = x_0 + \sum_l F_l(x_l)") + f" {said}" in html
        assert str(found.note) in html


def test_numbers_are_written_with_their_sign() -> None:
    assert [signed(value) for value in (0.5, -0.25, -0.001, None)] == ["+0.50", "−0.25", "0", "–"]
    assert [percent(value) for value in (0.494, -0.02, None)] == ["49.4 %", "−2.0 %", "–"]
