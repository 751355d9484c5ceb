"""Saved numbers are those that were computed, each at its place."""

import numpy as np
import pytest

from explorer.inspection.blocks.branches import branches
from explorer.inspection.grad_cam import cam
from explorer.interface.explore.figure_table import figure_table
from explorer.interface.explore.shelf import Shelf, Shown
from tests.interface.explore.asking import ask


def test_a_channel_is_saved_cell_by_cell(shown: Shown) -> None:
    head, *rows = figure_table(shown, {"stage": 1, "channel": 3})
    values = shown.inspection.stages[1].features[3]
    assert head == ["channel", "row", "column", "activation"]
    assert {row[0] for row in rows} == {"stage2.channel3"}
    assert len(rows) == values.size
    for _, row, column, value in rows:
        assert value == pytest.approx(float(values[row, column]), rel=1e-8)


def test_the_maps_of_all_stages_are_saved_together(shown: Shown) -> None:
    head, *rows = figure_table(shown, {})
    assert head == ["stage", "row", "column", "grad-cam"]
    for stage in shown.inspection.stages:
        found = [row[3] for row in rows if row[0] == stage.name]
        np.testing.assert_allclose(found, cam(stage).ravel(), rtol=1e-8)


def test_the_terms_of_a_block_add_up(shown: Shown) -> None:
    _, *rows = figure_table(shown, {"block": "stage2.block2", "channel": 7})
    terms = {
        name: np.array([row[3] for row in rows if row[0] == name])
        for name in ("shortcut", "residual_branch", "sum", "block_output")
    }
    np.testing.assert_allclose(
        terms["shortcut"] + terms["residual_branch"], terms["sum"], 1e-5, 1e-6
    )
    np.testing.assert_allclose(np.maximum(terms["sum"], 0), terms["block_output"])
    (block,) = (each for each in branches(shown.network, shown.photograph)
                if each.name == "stage2.block2")  # fmt: skip
    np.testing.assert_allclose(terms["sum"], block.sum[7].ravel(), rtol=1e-8)


def test_what_is_out_of_range_stays_at_the_end_and_what_is_gone_is_said(shown: Shown) -> None:
    assert figure_table(shown, {"stage": 9, "channel": 999})[1][0] == "stage3.channel63"
    assert len(figure_table(shown, {"block": "no such", "channel": 0})) == 1
    assert "no longer kept" in ask(Shelf(), "table", {"key": "gone"})["html"]
