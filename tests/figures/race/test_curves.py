import dataclasses
import math

import pytest

from explorer.figures.palette import PLAIN, RESIDUAL
from explorer.figures.race.curves import accuracy_figure, loss_figure
from explorer.training.measuring.words import Guess
from tests.figures.race_steps import race_steps

TEN = Guess(entropy=math.log(10), majority_share=0.1)


def test_losses_are_drawn_beside_that_of_a_guess():
    figure = loss_figure(race_steps(3), TEN)
    assert [trace.name for trace in figure.data] == ["plain", "residual"]
    assert [trace.line.color for trace in figure.data] == [PLAIN, RESIDUAL]
    assert list(figure.data[0].y) == pytest.approx([2.3, 1.15, 2.3 / 3])
    (guess,) = figure.layout.shapes
    assert guess.y0 == pytest.approx(math.log(10))


def test_a_loss_that_is_not_finite_is_a_gap_and_a_mark():
    steps = race_steps(3, plain_stops=2)
    plain = dataclasses.replace(steps[1].plain, loss=math.nan)
    steps[1] = dataclasses.replace(steps[1], plain=plain)
    figure = loss_figure(steps, TEN)
    assert list(figure.data[0].x) == [1, 2]
    assert figure.data[0].y[1] is None
    assert "plain: not finite" in [note.text for note in figure.layout.annotations]
    mark = next(shape for shape in figure.layout.shapes if shape.x0 == shape.x1)
    assert mark.x0 == 2


def test_accuracies_of_batches_and_of_test_images_where_they_were_measured():
    figure = accuracy_figure(race_steps(5), Guess(entropy=0.1, majority_share=0.95))
    assert [trace.name for trace in figure.data] == [
        "plain, training batch",
        "plain, test images",
        "residual, training batch",
        "residual, test images",
    ]
    assert list(figure.data[1].x) == [2, 4]
    assert list(figure.data[1].y) == [0.25, 0.25]
    assert list(figure.data[0].x) == [1, 2, 3, 4, 5]
    assert list(figure.layout.yaxis.range) == [0, 1]
    assert figure.layout.shapes[0].y0 == 0.95  # the most frequent class
