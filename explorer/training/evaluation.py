"""How often a network is right on labelled images."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

FEWEST_CLASSES_FOR_TOP5 = 11  # of ten classes or fewer, five guesses say little


@dataclass(frozen=True, repr=False)
class Evaluation:
    """Shares from 0 to 1.

    Attributes:
        images: How many were classified.
        error: Share whose most probable class is wrong.
        top1: 1 - error.
        top5: Share whose class is among the five most probable; None with 10 classes or fewer.
        per_class: For each class index the share of its images classified rightly; None for a
            class without images.
    """

    images: int
    error: float
    top1: float
    top5: float | None
    per_class: tuple[float | None, ...]

    def __repr__(self) -> str:
        """Short: the error."""
        return f"<Evaluation: error {self.error:.2%} on {self.images:,} images>"


def evaluate(
    network: nn.Module,
    batches: Iterable[tuple[Tensor, Tensor]],
    *,
    progress: Callable[[int], object] | None = None,
) -> Evaluation:
    """Classify every image once, in inference mode; the network's mode is as before afterwards.

    Args:
        network: Gives (N, classes) logits.
        batches: Images (N, C, H, W) as the network wants them and their labels (N,) int64.
        progress: Told after each batch how many images are done.

    Raises:
        ValueError: There are no images, or a label has no logit.
    """
    was_training = network.training
    network.eval()
    try:
        with torch.inference_mode():
            parts = []
            done = 0
            for images, labels in batches:
                parts.append(_ranks(network(images).float(), labels))
                done += len(labels)
                if progress is not None:
                    progress(done)
    finally:
        network.train(was_training)
    if not parts:
        raise ValueError("there are no images to evaluate on: give a data set with test images")
    classes = parts[0][2]
    ranks, labels = torch.cat([part[0] for part in parts]), torch.cat([part[1] for part in parts])
    return _summary(ranks, labels, classes)


def _ranks(logits: Tensor, labels: Tensor) -> tuple[Tensor, Tensor, int]:
    """(N,) how many classes come before the label's; ties go to the smaller index, as in argmax."""
    classes = logits.shape[1]
    highest = int(labels.max())
    if highest >= classes:
        raise ValueError(
            f"the data has a class {highest} and the network only {classes} logits: "
            "evaluate it on data with the classes that it was trained on"
        )
    own = logits.gather(1, labels[:, None])  # (N, 1)
    earlier = torch.arange(classes, device=logits.device) < labels[:, None]  # (N, classes)
    before = (logits > own) | ((logits == own) & earlier) | (logits.isnan() & ~own.isnan())
    rank = before.sum(1) + own.isnan()[:, 0] * classes  # a NaN is never right
    return rank.cpu(), labels.cpu(), classes


def _summary(ranks: Tensor, labels: Tensor, classes: int) -> Evaluation:
    right = ranks == 0
    counts = torch.bincount(labels, minlength=classes).tolist()
    hits = torch.bincount(labels[right], minlength=classes).tolist()
    images, correct = len(labels), int(right.sum())
    return Evaluation(
        images=images,
        error=(images - correct) / images,
        top1=correct / images,
        top5=int((ranks < 5).sum()) / images if classes >= FEWEST_CLASSES_FOR_TOP5 else None,
        per_class=tuple(h / n if n else None for h, n in zip(hits, counts, strict=True)),
    )
