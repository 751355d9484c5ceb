"""The two lessons of a fine-tuning: the head on features computed once, and deeper parts."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from explorer.datasets.picture_squares import PictureSquares
from explorer.networks.catalog.loaded import LoadedNetwork
from explorer.training.finetune.augmentation import Draws, varied
from explorer.training.finetune.lesson import Lesson
from explorer.training.finetune.network import (
    WEIGHT_DECAY,
    head_rate,
    learning_mode,
    parameter_groups,
    pooled_features,
    scaled,
)
from explorer.training.finetune.settings import BATCH, FinetuneSettings


@dataclass(frozen=True, eq=False)
class Features:
    """What the head reads of every picture, on the network's device.

    Attributes:
        plain: (N, C) of the pictures as they are.
        mirrored: (N, C) of their mirror images; the same as `plain` without augmentation.
    """

    plain: Tensor
    mirrored: Tensor


class Classroom:
    """A network, pictures and settings: what both lessons are made of.

    Args:
        network: The copy that learns.
        loaded: Where it is from: scaling and device.
        pictures: All of them.
        settings: What is trained, and how.
    """

    def __init__(
        self,
        network: nn.Module,
        loaded: LoadedNetwork,
        pictures: PictureSquares,
        settings: FinetuneSettings,
    ) -> None:
        self._network, self._loaded, self._settings = network, loaded, settings
        self._images = torch.from_numpy(pictures.images)  # (N, H, W, 3) uint8, maybe on the disk
        labels = torch.from_numpy(pictures.labels).to(loaded.device)
        held_out = torch.from_numpy(pictures.held_out)
        self._learned, self._held_out = (~held_out).nonzero()[:, 0], held_out.nonzero()[:, 0]
        self._labels = labels[self._learned.to(loaded.device)]
        self._held_out_labels = labels[self._held_out.to(loaded.device)]

    def features(self) -> Generator[tuple[int, int], None, Features]:
        """Compute the features of all pictures, telling how many pictures of how many are done."""
        flipped = (False, True) if self._settings.augmentation else (False,)
        total, done = len(self._images) * len(flipped), 0
        found: list[Tensor] = []
        self._network.eval()
        for flip in flipped:
            parts = []
            for places in torch.split(torch.arange(len(self._images)), BATCH):
                images = self._seen(places)
                with torch.no_grad():
                    parts.append(pooled_features(self._network, images.flip(3) if flip else images))
                done += len(places)
                yield done, total
            found.append(torch.cat(parts))
        return Features(found[0], found[-1])

    def head_lesson(self, features: Features, epochs: int) -> Lesson:
        """The head learns from features; the same as from pictures through the frozen network."""
        head = self._network.get_submodule("fc")
        learned, held_out = (
            places.to(self._loaded.device) for places in (self._learned, self._held_out)
        )
        plain, mirrored = features.plain[learned], features.mirrored[learned]
        rate = head_rate(plain)

        def logits(chosen: Tensor, drawn: Draws) -> Tensor:
            flips = drawn.flips.to(chosen.device)[:, None]
            answer: Tensor = head(torch.where(flips, mirrored[chosen], plain[chosen]))
            return answer

        def held_out_logits() -> Tensor:
            with torch.no_grad():
                answer: Tensor = head(features.plain[held_out])
            return answer

        groups = [
            {"params": [head.weight], "lr": rate, "weight_decay": WEIGHT_DECAY},
            {"params": [head.bias], "lr": rate, "weight_decay": 0.0},
        ]
        return self._lesson(logits, held_out_logits, groups, epochs)

    def body_lesson(self, features: Features, epochs: int) -> Lesson:
        """Deeper parts learn with the head, from pictures."""
        frozen = self._settings.freezes_statistics(len(self._learned))

        def logits(chosen: Tensor, drawn: Draws) -> Tensor:
            learning_mode(self._network, self._settings.train, frozen_statistics=frozen)
            images = self._seen(self._learned[chosen.cpu()])
            if self._settings.augmentation:
                images = varied(images, drawn)
            answer: Tensor = self._network(images)
            return answer

        def held_out_logits() -> Tensor:
            self._network.eval()
            with torch.no_grad():
                return torch.cat(
                    [
                        self._network(self._seen(places))
                        for places in torch.split(self._held_out, BATCH)
                    ]
                )

        # the head has learned already: it only follows what the parts before it do
        rate = 0.1 * head_rate(features.plain[self._learned.to(self._loaded.device)])
        groups = parameter_groups(self._network, rate)
        return self._lesson(logits, held_out_logits, groups, epochs)

    def _lesson(
        self,
        logits: Callable[[Tensor, Draws], Tensor],
        held_out_logits: Callable[[], Tensor],
        groups: list[dict[str, Any]],
        epochs: int,
    ) -> Lesson:
        return Lesson(
            logits,
            held_out_logits,
            self._labels,
            self._held_out_labels,
            groups,
            epochs,
            self._settings.seed,
            self._settings.augmentation,
        )

    def _seen(self, places: Tensor) -> Tensor:
        """(n, 3, H, W) what the network sees of the pictures at these places."""
        return scaled(self._images[places].to(self._loaded.device), self._loaded.scaling)
