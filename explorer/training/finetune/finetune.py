"""Fine-tune a network on a person's own pictures, in one call."""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from explorer.datasets.class_pictures import ClassPictures
from explorer.datasets.sources import list_pictures
from explorer.ending.signals import interruptible
from explorer.networks.catalog.catalog import ready
from explorer.networks.catalog.loaded import LoadedNetwork
from explorer.photographs.photograph import read_photograph
from explorer.training.finetune.finetuner import Finetuner
from explorer.training.finetune.record import check_free, write_finetune
from explorer.training.finetune.result import FinetuneEpoch, FinetuneProgress, FinetuneResult
from explorer.training.finetune.settings import FinetuneSettings, Trained

MOST_MISTAKES = 24  # whose pictures are kept


@dataclass(frozen=True, eq=False, repr=False)
class FinetunedNetwork:
    """A fine-tuned network with its accuracy.

    Attributes:
        network: Ready to inspect and evaluate with.
        result: What came of the fine-tuning.
        mistakes: (size, size, 3) uint8 each: what the network saw of the first 24 held-out
            pictures that it takes for another class, in the order of `result.held_out`.
    """

    network: LoadedNetwork
    result: FinetuneResult
    mistakes: tuple[NDArray[np.uint8], ...]

    def __repr__(self) -> str:
        """Short: what was learned, and how well."""
        result = self.result
        low, high = result.interval
        return (
            f"<FinetunedNetwork {result.network} on {result.data}, {len(result.class_names)} "
            f"classes: {result.right} of {len(result.held_out)} held-out pictures right, evidence "
            f"for {low:.0%} to {high:.0%}>"
        )


def finetune(
    network: LoadedNetwork | str | Path,
    data: ClassPictures | str | Path,
    output: str | Path | None = None,
    *,
    train: Trained = "head",
    epochs: int | None = None,
    seed: int = 0,
    augmentation: bool = True,
    progress: Callable[[FinetuneProgress | FinetuneEpoch], object] | None = None,
) -> FinetunedNetwork:
    """Teach a network to tell a person's own pictures apart.

    A fifth of every class, two pictures at least, is held out to measure the accuracy, unless the
    folder holds `train` and `test`. An interruption (Ctrl+C, a notebook's stop) ends it and keeps
    the best epoch so far.

    Args:
        network: Where it starts: a network of the catalogue, its name or a checkpoint's file.
        data: A folder of class-named folders of pictures, five or more in each, or a zip of it.
        output: An empty or new folder for weights, model card and tables; None writes nothing.
        train: What learns: the new `head` alone, then the `last-stage`, or `all`.
        epochs: Passes over the pictures; by default by their number.
        seed: Decides held-out pictures, order and augmentation.
        augmentation: Whether pictures are mirrored and cut at random: not for letters.
        progress: Told how far it is, and of each finished epoch.

    Raises:
        OSError: Network or pictures are not there, or the folder cannot be written.
        ValueError: A choice or the pictures cannot be used, the folder holds something, the loss is
            no longer finite, or the device's memory does not hold a batch.
        KeyboardInterrupt: Interrupted before the first epoch was finished.
    """
    settings = FinetuneSettings(train, epochs, seed, augmentation)
    folder = None if output is None else Path(output)
    if folder is not None:
        check_free(folder)
    pictures = data if isinstance(data, ClassPictures) else list_pictures(data)
    start = ready(network)
    tuner = Finetuner(
        start, pictures, settings, lambda content, name: read_photograph(content, name).pixels
    )
    _run(tuner, progress)
    result = tuner.result()
    if folder is not None:
        write_finetune(folder, result, tuner.network, start)
    tuned = dataclasses.replace(
        start,
        module=tuner.network.requires_grad_(False),
        class_names=result.class_names,
        weights="own",
        source=f"{start.name} fine-tuned on {result.data}",
    )
    return FinetunedNetwork(tuned, result, _mistakes(tuner, result))


def _run(
    tuner: Finetuner, progress: Callable[[FinetuneProgress | FinetuneEpoch], object] | None
) -> None:
    told = 0

    def tell_epochs() -> None:
        nonlocal told
        for row in tuner.rows[told:]:
            told += 1
            if progress is not None:
                progress(row)

    try:
        with interruptible():
            for step in tuner.run():
                if progress is not None:
                    progress(step)
                tell_epochs()
        tell_epochs()
    except KeyboardInterrupt:
        if not tuner.rows:
            raise
        tuner.stop()


def _mistakes(tuner: Finetuner, result: FinetuneResult) -> tuple[NDArray[np.uint8], ...]:
    assert tuner.pictures is not None
    places = np.flatnonzero(tuner.pictures.held_out)
    wrong = [place for place, each in zip(places, result.held_out, strict=True) if not each.right]
    return tuple(np.array(tuner.pictures.images[place]) for place in wrong[:MOST_MISTAKES])
