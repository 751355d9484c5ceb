"""Train a CIFAR network from nothing, in one call."""

from collections.abc import Callable
from pathlib import Path

import torch

from explorer.datasets.labelled import Dataset
from explorer.datasets.sources import load_dataset
from explorer.networks.device import choose_device
from explorer.training.run.record import EpochRow, RecordedRun, read_run
from explorer.training.run.settings import Precision, RecipeName, TrainingSettings
from explorer.training.run.trainer import Trainer, TrainingProgress


def train(
    network: str,
    data: Dataset | str | Path,
    output: str | Path,
    *,
    recipe: RecipeName = "short",
    epochs: int | None = None,
    seed: int = 0,
    batch: int = 128,
    width: int = 16,
    precision: Precision = "auto",
    device: str | torch.device = "auto",
    resume: bool = False,
    progress: Callable[[TrainingProgress | EpochRow], object] | None = None,
) -> RecordedRun:
    """Train a network: weights, `training.csv`, `layers.csv`, `result.json` and a model card.

    It may be interrupted at any moment, and goes on with `resume`.

    Args:
        network: `cifar-resnet20`, `cifar-plain56`, ...: any depth 6n+2 from 8 to 110.
        data: A data set, or what `load_dataset` takes.
        output: The folder where everything is written.
        recipe: As those that follow: see `TrainingSettings`.
        epochs: Passes over the training images; 30 of `short` if None.
        seed: Decides initial weights, order and augmentation.
        batch: Images an iteration.
        width: Channels of the first stage.
        precision: Of the convolutions.
        device: `auto`, `cuda`, `cuda:1`, `mps` or `cpu`.
        resume: Go on from the folder's last checkpoint.
        progress: Told how far it is, about twice a second, and of each finished epoch.

    Returns:
        What the folder says; its `weights` are a checkpoint to open.

    Raises:
        OSError: The data is not there, or the folder cannot be written.
        ValueError: A choice or the data cannot be used, the folder holds another run, or the loss
            is no longer a finite number.
    """
    settings = TrainingSettings(
        network=network,
        recipe=recipe,
        epochs=epochs,
        seed=seed,
        batch=batch,
        width=width,
        precision=precision,
    )
    folder, processor = Path(output), choose_device(device)
    trainer = Trainer(settings, load_dataset(data), folder, device=processor, resume=resume)
    for event in trainer.run():
        if progress is not None:
            progress(event)
    return read_run(folder)
