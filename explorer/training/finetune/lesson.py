"""The loop of a fine-tuning: batches, steps, and a test on the held-out pictures every epoch."""

import math
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from explorer.sentences.sentence import refusal
from explorer.training.batches import epoch_order
from explorer.training.finetune.augmentation import Draws, draws
from explorer.training.finetune.network import rate_factor
from explorer.training.finetune.result import FinetuneEpoch, FinetuneProgress
from explorer.training.finetune.settings import BATCH


@dataclass(frozen=True, eq=False)
class Lesson:
    """What is learned in one go.

    Attributes:
        logits: From places among the pictures to learn from (N,), and how each is varied, to
            (N, classes) with gradients.
        held_out_logits: (held out, classes) as the weights are now, without gradients.
        labels: Of the pictures to learn from.
        held_out_labels: Of the others.
        groups: What learns, for AdamW.
        epochs: Passes over the pictures.
        seed: Of order and augmentation.
        augmentation: Whether pictures are varied.
    """

    logits: Callable[[Tensor, Draws], Tensor]
    held_out_logits: Callable[[], Tensor]
    labels: Tensor
    held_out_labels: Tensor
    groups: list[dict[str, Any]]
    epochs: int
    seed: int
    augmentation: bool

    @property
    def steps_per_epoch(self) -> int:
        """The last batch of an epoch may be smaller."""
        return math.ceil(len(self.labels) / BATCH)


@dataclass(frozen=True, eq=False)
class EpochEnd:
    """A finished epoch and (held out, classes) probabilities at its end, on the CPU."""

    row: FinetuneEpoch
    probabilities: Tensor


def learn(lesson: Lesson, stopped: threading.Event) -> Iterator[FinetuneProgress | EpochEnd]:
    """Go through a lesson, telling about every step and every finished epoch.

    Args:
        lesson: What is learned.
        stopped: Once set, no further step is done.

    Raises:
        ValueError: The loss is no longer a finite number.
    """
    # the single-tensor loop: what learns first must not depend on how tensors are grouped
    optimiser = torch.optim.AdamW(lesson.groups, foreach=False)
    rates = [group["lr"] for group in optimiser.param_groups]
    steps = lesson.epochs * lesson.steps_per_epoch
    began = time.perf_counter()
    accuracy: float | None = None
    done = 0
    for epoch in range(lesson.epochs):
        epoch_began = time.perf_counter()
        loss_sum, right, seen = 0.0, 0, 0
        order = epoch_order(lesson.seed, epoch, len(lesson.labels))
        for chosen in torch.split(order, BATCH):
            if stopped.is_set():
                return
            for group, rate in zip(optimiser.param_groups, rates, strict=True):
                group["lr"] = rate * rate_factor(done, steps)
            drawn = draws(lesson.seed, epoch, done, len(chosen), varied=lesson.augmentation)
            with torch.enable_grad():
                chosen = chosen.to(lesson.labels.device)
                labels = lesson.labels[chosen]
                logits = lesson.logits(chosen, drawn)
                loss = F.cross_entropy(logits, labels)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            done += 1
            seen += len(chosen)
            loss_sum += loss.item() * len(chosen)
            right += int((logits.detach().argmax(1) == labels).sum())
            if not math.isfinite(loss_sum):
                raise refusal(
                    "the loss is no longer a finite number in epoch {epoch}: train the "
                    "head alone, or another network",
                    epoch=epoch + 1,
                )
            yield FinetuneProgress(
                "training",
                done,
                steps,
                (time.perf_counter() - began) / done * (steps - done),
                epoch + 1,
                lesson.epochs,
                loss_sum / seen,
                right / seen,
                accuracy,
            )
        held_out = lesson.held_out_logits()
        accuracy = float((held_out.argmax(1) == lesson.held_out_labels).float().mean())
        yield EpochEnd(
            FinetuneEpoch(
                epoch + 1,
                loss_sum / seen,
                right / seen,
                float(F.cross_entropy(held_out, lesson.held_out_labels)),
                accuracy,
                time.perf_counter() - epoch_began,
            ),
            held_out.softmax(1).cpu(),
        )
