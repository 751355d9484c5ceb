from dataclasses import replace

import numpy as np
import pytest

from explorer.figures.finetune_figures import LONGEST_NAME, confusion_figure, curves
from explorer.training.finetune.result import FinetuneEpoch, FinetuneResult, HeldOutPicture
from explorer.training.finetune.settings import FinetuneSettings

ROWS = tuple(FinetuneEpoch(e, 1 / (e + 1), 0.5, 0.9 / (e + 1), 0.25 * e, 0.1) for e in range(4))


def result(names: tuple[str, ...] = ("a", "b", "c")) -> FinetuneResult:
    answers = ((0, 0), (0, 0), (0, 2), (1, 1), (1, 1), (2, 1))
    return FinetuneResult(
        network="resnet18",
        source="",
        data="",
        settings=FinetuneSettings(),
        class_names=names,
        learned_from=(4, 4, 4),
        held_out=tuple(HeldOutPicture(str(n), *each, 0.9) for n, each in enumerate(answers)),
        rows=ROWS,
        best_epoch=2,
        epochs=3,
        stopped=False,
        frozen_statistics=True,
        trained_parameters=1,
        parameters=2,
        device="",
        seconds=1.0,
        notes=(),
    )


def test_the_curves_are_the_rows():
    figure = curves(ROWS, best_epoch=2)
    loss, held_out_loss, star, accuracy, held_out_accuracy, other = figure.data
    assert list(loss.y) == [row.loss for row in ROWS]
    assert list(held_out_loss.y) == [row.held_out_loss for row in ROWS]
    assert list(accuracy.y) == [row.train_accuracy for row in ROWS]
    assert list(held_out_accuracy.y) == [row.held_out_accuracy for row in ROWS]
    assert (list(star.x), list(star.y)) == ([2], [ROWS[2].held_out_loss])
    assert list(other.y) == [ROWS[2].held_out_accuracy]
    assert [trace.showlegend for trace in figure.data] == [True] * 3 + [False] * 3
    assert (loss.xaxis, accuracy.xaxis) == ("x", "x2")


def test_curves_before_the_end_mark_nothing():
    assert {trace.name for trace in curves(ROWS[:2]).data} == {"while learning", "held out"}
    assert len(curves(()).data) == 4


def test_the_matrix_is_the_results():
    figure = confusion_figure(result())
    (cells,) = figure.data
    expected = [[2, 0, 1], [0, 2, 0], [0, 1, 0]]
    assert [[int(text) for text in row] for row in cells.text] == expected
    np.testing.assert_allclose(cells.z, np.array(expected) / [[3], [2], [1]])
    assert cells.hovertext[0][2] == "a taken for c: 1 of 3"
    assert list(cells.customdata[0][2]) == [0, 2]
    assert figure.layout.title.text == "4 of 6 held-out pictures right"
    assert figure.layout.yaxis.autorange == "reversed"  # the first class on top


def test_it_grows_with_the_classes_and_long_names_are_cut():
    long = confusion_figure(result(("a", "b" * 60, "c")))
    assert max(map(len, long.layout.xaxis.ticktext)) == LONGEST_NAME
    names = tuple(map(str, range(20)))
    many = confusion_figure(replace(result(names), held_out=tuple(
        HeldOutPicture(str(n), n, n, 1.0) for n in range(20)
    )))  # fmt: skip
    assert many.layout.height > long.layout.height


@pytest.mark.parametrize("figure", [curves(ROWS), confusion_figure(result())])
def test_the_page_decides_paper_and_letters(figure):
    assert figure.layout.paper_bgcolor is None
    assert figure.layout.font.color is None
