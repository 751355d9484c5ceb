"""Fine-tune a network on a person's own pictures; stop at any moment and keep the best so far."""

import threading
import time
from collections.abc import Generator, Iterator
from dataclasses import replace
from typing import Literal, TypeVar

import numpy as np
from torch import Tensor

from explorer.datasets.class_pictures import ClassPictures
from explorer.datasets.picture_squares import PictureSquares, Read, read_pictures
from explorer.networks.catalog.loaded import LoadedNetwork
from explorer.networks.device import device_label, is_out_of_memory
from explorer.sentences.sentence import Sentence, refusal
from explorer.training.finetune.classroom import Classroom
from explorer.training.finetune.lesson import EpochEnd, Lesson, learn
from explorer.training.finetune.network import finetune_bytes, tunable_copy
from explorer.training.finetune.result import (
    FinetuneEpoch,
    FinetuneProgress,
    FinetuneResult,
    HeldOutPicture,
)
from explorer.training.finetune.settings import BATCH, FinetuneSettings, head_epochs
from explorer.training.processor.reserved import MEMORY, Reservation

OWN_START = Sentence(
    "The starting network is a checkpoint of your own: if it has learned "
    "from any of these pictures, the accuracy says too much."
)

Made = TypeVar("Made")


class Finetuner:
    """One fine-tuning. The network that it starts from is shared, and never changed.

    Args:
        loaded: The network to start from.
        source: The pictures.
        settings: What is trained, and how.
        read: Reads a file or a content as upright (H, W, 3) pixels.

    Attributes:
        network: The copy that learns; after `result` it has the best epoch's weights.
        pictures: What was read, None before.
        rows: Finished epochs, in order.
    """

    def __init__(
        self, loaded: LoadedNetwork, source: ClassPictures, settings: FinetuneSettings, read: Read
    ) -> None:
        self.loaded, self.source, self.settings = loaded, source, settings
        self.network = tunable_copy(loaded, len(source.class_names), settings.train)
        self.pictures: PictureSquares | None = None
        self.rows: list[FinetuneEpoch] = []
        self._read = read
        self._began = time.perf_counter()
        self._stopped = threading.Event()
        self._finished = False
        self._best: tuple[FinetuneEpoch, Tensor, dict[str, Tensor]] | None = None

    def stop(self) -> None:
        """End before the next step; may be called from another thread."""
        self._stopped.set()

    def run(self) -> Iterator[FinetuneProgress]:
        """Read the pictures and train, telling about every step.

        Raises:
            ValueError: The pictures cannot be used, the loss is no longer finite, or the
                device's memory does not hold a batch beside what else is under way.
        """
        try:
            with self._reserved():
                yield from self._work()
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error):
                raise
            raise refusal(
                "the memory does not hold {count} pictures with this network: train the head "
                "alone, choose a shallower network, or, on a GPU, start with --device cpu",
                count=BATCH,
            ) from error

    def _reserved(self) -> Reservation:
        """The memory that it needs; of a finished one nothing is kept but its network."""
        device = self.loaded.device
        needed = finetune_bytes(self.network, self.loaded.input_size)
        made = MEMORY.reservation(device, needed)
        if not made.take():
            raise refusal(
                "this fine-tuning needs about {needed} GB of memory, and {device} has {free}: "
                "train the head alone, or choose a shallower network",
                needed=f"{needed / 1e9:.1f}",
                device=device_label(device),
                free=MEMORY.said(device),
            )
        return made

    def _work(self) -> Iterator[FinetuneProgress]:
        self.pictures = yield from self._reading()
        if self.pictures is None:
            return
        room = Classroom(self.network, self.loaded, self.pictures, self.settings)
        features = yield from self._told("features", room.features())
        if features is None:
            return
        learned = int((~self.pictures.held_out).sum())
        epochs = self.settings.epochs_for(learned)
        if self.settings.train == "head":
            yield from self._follow(room.head_lesson(features, epochs))
        else:
            # The head first, alone: gradients of one that knows nothing would spoil the rest.
            self._learn_head(room.head_lesson(features, head_epochs(learned)))
            yield from self._follow(room.body_lesson(features, epochs))
        self._finished = not self._stopped.is_set()

    def result(self) -> FinetuneResult:
        """What has come of it so far; gives `network` the best epoch's weights.

        The best epoch has the highest accuracy on the held-out pictures; of several, the one with
        the lowest loss on them.

        Raises:
            ValueError: No epoch was finished.
        """
        if self._best is None or self.pictures is None:
            raise refusal(
                "stopped before anything was learned: let it finish its first epoch, "
                "or give fewer pictures"
            )
        row, probabilities, weights = self._best
        self.network.load_state_dict(weights, strict=False)
        self.network.eval()
        likeliest = probabilities.max(1)
        learned = self.pictures.labels[~self.pictures.held_out]
        parameters = list(self.network.parameters())
        classes = len(self.source.class_names)
        return FinetuneResult(
            network=self.loaded.name,
            source=self.loaded.source,
            data=self.source.name,
            settings=self.settings,
            class_names=self.source.class_names,
            learned_from=tuple(np.bincount(learned, minlength=classes).tolist()),
            held_out=tuple(
                HeldOutPicture(
                    self.pictures.pictures[place].name,
                    int(self.pictures.labels[place]),
                    int(likeliest.indices[number]),
                    float(likeliest.values[number]),
                )
                for number, place in enumerate(np.flatnonzero(self.pictures.held_out))
            ),
            rows=tuple(self.rows),
            best_epoch=row.epoch,
            epochs=self.settings.epochs_for(len(learned)),
            stopped=not self._finished,
            frozen_statistics=self.settings.freezes_statistics(len(learned)),
            trained_parameters=sum(p.numel() for p in parameters if p.requires_grad),
            parameters=sum(p.numel() for p in parameters),
            device=device_label(self.loaded.device),
            seconds=time.perf_counter() - self._began,
            notes=(*self.pictures.notes, *([OWN_START] if self.loaded.weights == "own" else [])),
        )

    def _reading(self) -> Generator[FinetuneProgress, None, PictureSquares | None]:
        reading = read_pictures(
            self.source,
            self._read,
            resize=self.loaded.resize,
            size=self.loaded.input_size,
            seed=self.settings.seed,
        )
        return (yield from self._told("reading", reading))

    def _told(
        self, phase: Literal["reading", "features"], work: Generator[tuple[int, int], None, Made]
    ) -> Generator[FinetuneProgress, None, Made | None]:
        """Do a piece of work, telling how far it is; None where it was stopped."""
        began = time.perf_counter()
        try:
            while not self._stopped.is_set():
                try:
                    done, total = next(work)
                except StopIteration as end:
                    made: Made = end.value
                    return made
                pace = (time.perf_counter() - began) / done
                yield FinetuneProgress(phase, done, total, pace * (total - done))
        finally:
            work.close()
        return None

    def _learn_head(self, lesson: Lesson) -> None:
        """Record the best epoch of the head alone as epoch 0, and go on from there."""
        head = self.network.get_submodule("fc")
        best: EpochEnd | None = None
        weights: dict[str, Tensor] = {}
        for event in learn(lesson, self._stopped):
            if isinstance(event, EpochEnd) and (
                best is None or _merit(event.row) > _merit(best.row)
            ):
                best = event
                weights = {name: value.clone() for name, value in head.state_dict().items()}
        if best is not None:
            head.load_state_dict(weights)
            self._record(EpochEnd(replace(best.row, epoch=0), best.probabilities))

    def _follow(self, lesson: Lesson) -> Iterator[FinetuneProgress]:
        for event in learn(lesson, self._stopped):
            if isinstance(event, EpochEnd):
                self._record(event)
            else:
                yield event

    def _record(self, end: EpochEnd) -> None:
        """Note an epoch, and keep its weights if it is the best so far."""
        self.rows.append(end.row)
        if self._best is None or _merit(end.row) > _merit(self._best[0]):
            changing = {name for name, p in self.network.named_parameters() if p.requires_grad}
            changing |= {name for name, _ in self.network.named_buffers()}
            state = self.network.state_dict()
            weights = {name: state[name].detach().clone() for name in changing}
            self._best = (end.row, end.probabilities, weights)


def _merit(row: FinetuneEpoch) -> tuple[float, float]:
    return row.held_out_accuracy, -row.held_out_loss
