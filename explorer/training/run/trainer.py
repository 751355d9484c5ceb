"""Train a CIFAR network on labelled images; stop at any moment and go on as if never stopped.

On a CPU, with the same number of threads, a run that was killed and resumed ends with the weights
of an unbroken one, bit for bit.
"""

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from explorer.datasets.labelled import Dataset
from explorer.files.whole_file import remove_drafts
from explorer.networks.device import device_label
from explorer.networks.weights.checkpoint import write_safetensors
from explorer.training.batches import (
    DeviceImages,
    augmentation_draws,
    crop_and_flip,
    epoch_order,
    scale,
    scaled_batches,
)
from explorer.training.evaluation import evaluate
from explorer.training.run import checkpoint, record
from explorer.training.run.card import card
from explorer.training.run.layer_log import LayerLog
from explorer.training.run.plan import RunPlan
from explorer.training.run.precision import choose_precision, computing_in
from explorer.training.run.record import EpochRow
from explorer.training.run.result import RunResult
from explorer.training.run.settings import TrainingSettings
from explorer.training.run.state import TrainingState

PROGRESS_SECONDS = 0.5  # reading the loss waits for the device: not every iteration


@dataclass(frozen=True)
class TrainingProgress:
    """How far a run is.

    Attributes:
        epoch: The epoch at work, counted from 1.
        iteration: Iterations done, of `iterations`.
        iterations: Of the whole run.
        loss: Mean over the epoch so far.
        train_error: Share of the epoch's images so far classified wrongly.
        images_per_second: Since the last progress.
        seconds_left: At that pace, without the tests at the ends of epochs.
    """

    epoch: int
    iteration: int
    iterations: int
    loss: float
    train_error: float
    images_per_second: float
    seconds_left: float


class Trainer:
    """One training run in one folder.

    Args:
        settings: What to train, and how.
        dataset: Images to learn from and to be tested on.
        folder: Where everything is written; made if missing.
        device: The processor.
        resume: Go on from the folder's last checkpoint (from the start if it has none yet).
        checkpoint_seconds: Longest time whose work a kill can cost.

    Attributes:
        plan: What is trained on what, and how.
        state: The network and how far it is.
        notes: Sentences for the person, such as where a resumed run goes on.

    Raises:
        ValueError: The folder holds a run and `resume` is False; or it is another run's; or its
            checkpoints are damaged.
        OSError: The folder cannot be written.
    """

    def __init__(
        self,
        settings: TrainingSettings,
        dataset: Dataset,
        folder: Path,
        *,
        device: torch.device,
        resume: bool = False,
        checkpoint_seconds: float = 60.0,
    ) -> None:
        if not resume and record.has_run(folder):
            raise ValueError(
                f"{folder} already holds a training run: give --resume to go on with it, "
                "or another --output to start a new one"
            )
        saved, damage = checkpoint.load(folder)
        self.notes = [damage] if damage else []
        self.folder, self.device, self.checkpoint_seconds = folder, device, checkpoint_seconds
        precision = choose_precision(settings.precision, device)
        if saved is not None and settings.precision == "auto":
            precision = saved.identity["precision"]  # one run, one precision
        self.plan = RunPlan.of(settings, dataset, precision)
        self.state = TrainingState(settings, self.plan.recipe, len(dataset.class_names), device)
        if saved is not None:
            self.notes += checkpoint.check_same_run(saved, self.plan.identity())
            self.state.restore(saved)
        done, iterations = self.state.iteration, self.plan.recipe.iterations
        self._layers = LayerLog(folder, self.state.network, iterations, done)
        self.notes += self._layers.notes
        self._train, self._test = (DeviceImages.of(part, device) for part in dataset.parts)
        folder.mkdir(parents=True, exist_ok=True)
        remove_drafts(folder)
        if not record.is_finished(folder):
            with checkpoint.going_on():
                record.write_settings(folder, self.plan.described())
                record.write_rows(folder, tuple(self.state.rows))
                self._layers.write()

    def run(self) -> Iterator[TrainingProgress | EpochRow]:
        """Train to the end, telling about progress and every finished epoch; then write results.

        Raises:
            ValueError: The loss is no longer a finite number.
            OSError: A file cannot be written; the last good checkpoint is still there.
        """
        state, per_epoch = self.state, self.plan.recipe.iterations_per_epoch
        with checkpoint.going_on():
            while state.iteration < self.plan.recipe.iterations:
                epoch = state.iteration // per_epoch
                order = epoch_order(self.plan.settings.seed, epoch, len(self.plan.dataset.train))
                first, end = epoch * per_epoch, (epoch + 1) * per_epoch
                yield from self._epoch(epoch, order, first, min(end, self.plan.recipe.iterations))
                yield self._finish_epoch(epoch)
            if not record.is_finished(self.folder):
                self._write_results()

    def _epoch(self, epoch: int, order: Tensor, first: int, end: int) -> Iterator[TrainingProgress]:
        """Train from the present iteration to an epoch's end."""
        state, batch = self.state, self.plan.recipe.batch
        started = time.perf_counter() - state.epoch_seconds
        saved = told = time.perf_counter()
        told_iteration = state.iteration
        while state.iteration < end:
            place = (state.iteration - first) * batch
            self._step(epoch, order[place : place + batch])
            state.iteration += 1
            now = time.perf_counter()
            state.epoch_seconds = now - started
            if now - saved >= self.checkpoint_seconds and state.iteration < end:
                self._save(epoch)
                saved = now
            if now - told >= PROGRESS_SECONDS or state.iteration == end:
                pace = (state.iteration - told_iteration) / (now - told)  # iterations a second
                yield TrainingProgress(
                    epoch + 1,
                    state.iteration,
                    self.plan.recipe.iterations,
                    *self._finite_means(epoch),
                    images_per_second=pace * batch,
                    seconds_left=(self.plan.recipe.iterations - state.iteration) / pace,
                )
                told, told_iteration = time.perf_counter(), state.iteration

    def _step(self, epoch: int, chosen: Tensor) -> None:
        """One iteration: the images with these indices, their loss, one step downhill."""
        state, plan = self.state, self.plan
        offsets, flips = augmentation_draws(
            plan.settings.seed, epoch, state.iteration, len(chosen), mirrored=plan.dataset.mirrored
        )
        chosen = chosen.to(self.device)
        labels = self._train.labels[chosen]
        images = crop_and_flip(scale(self._train.images[chosen], plan.scaling), offsets, flips)
        with self._layers.measuring(state.iteration, images, labels):
            with computing_in(plan.precision, self.device):
                logits = state.network(images).float()
            loss = F.cross_entropy(logits, labels)
            for group in state.optimiser.param_groups:
                group["lr"] = plan.recipe.learning_rate(state.iteration)
            state.optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            state.optimiser.step()
        state.count(loss.detach(), (logits.detach().argmax(1) != labels).sum(), len(chosen))

    def _finish_epoch(self, epoch: int) -> EpochRow:
        """Test the network, note the epoch, make it last."""
        state, started = self.state, time.perf_counter()
        loss, train_error = self._finite_means(epoch)
        with computing_in(self.plan.precision, self.device):
            test = evaluate(state.network, scaled_batches(self._test, self.plan.scaling))
        row = EpochRow(
            epoch + 1,
            state.iteration,
            loss,
            train_error,
            test.error,
            self.plan.recipe.learning_rate(state.iteration - 1),
            state.epoch_seconds + time.perf_counter() - started,
        )
        state.rows.append(row)
        state.start_epoch()
        self._save(epoch)
        record.write_rows(self.folder, tuple(state.rows))
        return row

    def _save(self, epoch: int) -> None:
        """Write a checkpoint, but never one that nothing can come of."""
        if not self.state.is_finite():
            raise _diverged("a weight", epoch)
        self._layers.write()
        checkpoint.save(self.folder, self.state.checkpoint(self.plan.identity()))

    def _finite_means(self, epoch: int) -> tuple[float, float]:
        """The epoch's mean loss and share of wrong answers so far."""
        loss, error = self.state.epoch_means()
        if not math.isfinite(loss):
            raise _diverged("the loss", epoch)
        return loss, error

    def _write_results(self) -> None:
        """The weights, the result, and last the card: a folder with a card is a finished run."""
        network = self.state.network
        train, test = (
            evaluate(network, scaled_batches(images, self.plan.scaling)).error
            for images in (self._train, self._test)
        )
        text = card(
            self.plan,
            device_label(self.device),
            self.state.rows,
            parameters=sum(parameter.numel() for parameter in network.parameters()),
            train_error=train,
            test_error=test,
        )
        write_safetensors(self.folder / record.WEIGHTS, network, self.plan.metadata(test))
        record.write_result(self.folder, RunResult.of(self.plan, test=test, train=train))
        record.write_card(self.folder, text)


def _diverged(what: str, epoch: int) -> ValueError:
    return ValueError(
        f"{what} is no longer a finite number in epoch {epoch + 1}: this network does not learn "
        "with this recipe; the last checkpoint before that is kept"
    )
