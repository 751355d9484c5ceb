import numpy as np

from explorer.figures.inspection.block_sum import GAP, block_sum, largest, liveliest, terms
from explorer.figures.palette import coloured
from explorer.inspection.result import BlockBranches


def block(plain: bool = False) -> BlockBranches:
    x = np.zeros((2, 4, 4), np.float32)
    x[1] = 3.0
    residual = np.full((2, 4, 4), -1.0, np.float32)
    total = residual if plain else x + residual
    shortcut = None if plain else x
    output = np.maximum(total, 0)
    return BlockBranches("stage1.block1", shortcut, residual, total, output, None, None)


def test_the_liveliest_channel_is_drawn_on_one_scale() -> None:
    assert liveliest(block()) == 1
    maps = terms(block(), 1)
    assert list(maps) == ["shortcut", "residual_branch", "sum", "block_output"]
    assert np.array_equal(maps["shortcut"] + maps["residual_branch"], maps["sum"])
    assert largest(maps) == 3.0
    sheet = np.asarray(block_sum(block()).convert("RGB"))
    assert sheet.shape == (112, 4 * 112 + 3 * GAP, 3)
    second = sheet[0, 112 + GAP]
    assert second.tolist() == coloured(np.array([[-1.0]]), 3.0, signed=True)[0, 0].tolist()
    zero = coloured(np.array([[0.0]]), 3.0, signed=True)[0, 0]
    assert (sheet[:, 112 : 112 + GAP] == zero).all()


def test_a_plain_block_adds_nothing() -> None:
    assert list(terms(block(plain=True), 0)) == ["residual_branch", "block_output"]
    assert block_sum(block(plain=True)).size == (2 * 112 + GAP, 112)
