import dataclasses
import re

import pytest

from explorer.figures.inspection.anatomy_view import anatomy_view
from explorer.figures.inspection.answer_view import view
from explorer.figures.inspection.block_list import blocks_view
from explorer.figures.inspection.page import inspection_page
from explorer.figures.inspection.shown import Shown
from explorer.words.marks import without_terms


def test_the_page_is_the_answer_with_all_that_it_would_ask_for(shown: Shown) -> None:
    page = inspection_page([shown])
    listed = blocks_view(shown.unrolled(keep=()))
    for part in (view(shown, asks=False), anatomy_view(shown.network), listed):
        assert without_terms(part) in page
    assert 'class="term"' not in page  # there is no glossary to open
    for stage in shown.inspection.stages:
        assert f"{'×'.join(map(str, stage.features.shape))}</p>" in page
    for prediction in shown.inspection.predictions:
        assert prediction.name in page
    assert not re.findall(r"""(?:src|href)="(?!data:)""", page)
    assert "data-explain" not in page


def test_two_networks_stand_below_each_other(shown: Shown) -> None:
    other = dataclasses.replace(shown.inspection, network="another")
    page = inspection_page([shown, dataclasses.replace(shown, inspection=other)])
    assert page.count('class="view pixels slim"') == 2
    assert "<title>two &lt;colours&gt;.png · cifar-resnet20, another</title>" in page


def test_a_page_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        inspection_page([])
