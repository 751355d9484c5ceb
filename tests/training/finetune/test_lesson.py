import threading

import pytest
import torch
from torch import nn

from explorer.training.finetune.lesson import EpochEnd, Lesson, learn

LABELS = torch.arange(20) % 2
POINTS = torch.randn(20, 3, generator=torch.Generator().manual_seed(0)) + LABELS[:, None] * 4


def lesson(head: nn.Linear, epochs: int = 40, rate: float = 0.1, factor: float = 1.0) -> Lesson:
    return Lesson(
        logits=lambda chosen, drawn: head(POINTS[chosen]) * factor,
        held_out_logits=lambda: head(POINTS).detach(),
        labels=LABELS,
        held_out_labels=LABELS,
        groups=[{"params": list(head.parameters()), "lr": rate}],
        epochs=epochs,
        seed=0,
        augmentation=False,
    )


def head() -> nn.Linear:
    made = nn.Linear(3, 2)
    nn.init.zeros_(made.weight)
    nn.init.zeros_(made.bias)
    return made


def test_two_clouds_are_told_apart():
    events = list(learn(lesson(head()), threading.Event()))
    ends = [event for event in events if isinstance(event, EpochEnd)]
    steps = [event for event in events if not isinstance(event, EpochEnd)]
    assert len(ends) == 40
    assert len(steps) == 40 * 2  # batches of 16 and of 4
    assert [end.row.epoch for end in ends] == list(range(1, 41))
    assert ends[-1].row.held_out_accuracy == 1
    assert ends[-1].row.held_out_loss < ends[0].row.held_out_loss
    torch.testing.assert_close(ends[-1].probabilities.sum(1), torch.ones(20))
    assert [step.done for step in steps] == list(range(1, 81))
    assert steps[0].held_out_accuracy is None
    assert steps[2].held_out_accuracy == ends[0].row.held_out_accuracy
    assert steps[-1].seconds_left == 0
    assert steps[0].loss == pytest.approx(0.6931, abs=1e-4)  # all classes are equally likely


def test_the_same_seed_learns_the_same():
    first, second = head(), head()
    for each in (first, second):
        for _ in learn(lesson(each, 5), threading.Event()):
            pass
    assert torch.equal(first.weight, second.weight)


def test_once_stopped_no_further_step_is_done():
    made, stopped = head(), threading.Event()
    running = learn(lesson(made), stopped)
    next(running)
    stopped.set()
    weight = made.weight.detach().clone()
    assert list(running) == []
    assert torch.equal(weight, made.weight)


def test_a_loss_that_is_no_number_is_said():
    with pytest.raises(ValueError, match="no longer a finite number in epoch 1"):
        list(learn(lesson(head(), factor=float("nan")), threading.Event()))
