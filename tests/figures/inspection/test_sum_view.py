import dataclasses
import re

import numpy as np
import pytest

from explorer.figures.inspection.shown import Shown
from explorer.figures.inspection.sum_view import sum_view
from explorer.figures.minus import minus
from explorer.inspection.blocks.branches import branches


def test_a_channel_has_its_terms_with_their_ends(shown: Shown) -> None:
    (block,) = branches(shown.network, shown.photograph, keep=("stage1.block2",))[1:2]
    html = sum_view(block, 3)
    ends = re.findall(r"(−?[\d.e-]+) … (−?[\d.e-]+)", html)
    terms = (block.shortcut, block.residual, block.sum, block.output)
    assert ends == [
        (minus(f"{each[3].min():.3g}"), minus(f"{each[3].max():.3g}")) for each in terms
    ]
    np.testing.assert_allclose(block.shortcut[3] + block.residual[3], block.sum[3], rtol=1e-6)
    assert html.count("<figure>") == 4


@pytest.mark.parametrize(
    ("activation", "said"),
    [
        ("ReLU", ("after the", "后传给下一层")),
        ("Tanh", ("after Tanh", "经 Tanh")),
        ("", ("as it is", "原样")),
    ],
)
def test_what_is_passed_on_is_said_as_it_is(
    shown: Shown, activation: str, said: tuple[str, str]
) -> None:
    (block,) = branches(shown.network, shown.photograph, keep=("stage1.block1",))[:1]
    html = sum_view(dataclasses.replace(block, activation=activation))
    assert all(each in html for each in said)
    assert ("ReLU" in html) == (activation == "ReLU")


def test_another_channel_is_asked_for_only_where_somebody_answers(shown: Shown) -> None:
    (block,) = branches(shown.network, shown.photograph, keep=("stage1.block1",))[:1]
    assert 'max="15" value="15" class="block-channel"' in sum_view(block, 99)
    assert "<input" not in sum_view(block, 0, asks=False)
