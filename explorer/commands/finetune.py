"""`python -m explorer finetune`: a network learns to tell a person's own pictures apart."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from explorer.commands.exit_status import DONE, STOPPED, wrong_usage
from explorer.commands.given.options import Checkpoint, Device, InputScaling, Network, Output
from explorer.commands.given.own_weights import say_doubt
from explorer.commands.progress import Narrator
from explorer.training.finetune.result import FinetuneEpoch, FinetuneProgress, FinetuneResult

MOST_LINES = 20  # about the epochs of one run
MOST_NAMES = 40


def finetune(
    network: Network,
    data: Annotated[
        Path,
        typer.Option(
            metavar="FOLDER|FILE.zip",
            help="A folder of class-named folders of pictures, five or more in each, or a zip.",
        ),
    ],
    output: Output,
    checkpoint: Checkpoint = None,
    input_scaling: InputScaling = None,
    device: Device = "auto",
    train: Annotated[
        Literal["head", "last-stage", "all"],
        typer.Option(help="What learns: a new head alone, then the last stage, or every layer."),
    ] = "head",
    epochs: Annotated[
        int | None,
        typer.Option(help="Passes over the pictures; by default by their number."),
    ] = None,
    seed: Annotated[
        int, typer.Option(help="Decides held-out pictures, order and augmentation.")
    ] = 0,
    no_augmentation: Annotated[
        bool,
        typer.Option("--no-augmentation", help="Mirror and cut no pictures: letters, left, right."),
    ] = False,
) -> int:
    """Fine-tune a network on your own pictures: weights, accuracy, confusion matrix, model card.

    A fifth of every class, two pictures at least, is held out to measure the accuracy, unless the
    folder holds `train` and `test`. Ctrl+C ends it and keeps the best epoch so far.
    """
    from explorer.datasets.sources import list_pictures
    from explorer.networks.catalog import catalog
    from explorer.networks.catalog.given import given
    from explorer.networks.device import choose_device, device_label
    from explorer.networks.scaling import parse_scaling
    from explorer.training.finetune.finetune import finetune as tune
    from explorer.training.finetune.record import check_free
    from explorer.training.finetune.settings import FinetuneSettings

    with wrong_usage():
        FinetuneSettings(train, epochs, seed, augmentation=not no_augmentation)
        name, checkpoint = given(network, checkpoint)
        processor = choose_device(device)
        scaling = None if input_scaling is None else parse_scaling(input_scaling)
        check_free(output)
    with Narrator() as narrator:
        pictures = list_pictures(data)
        loaded = catalog.load(
            name.text if name else None,
            device=processor,
            checkpoint=checkpoint,
            scaling=scaling,
            progress=narrator.download,
        )
        narrator.say(
            f"{loaded.name} ({loaded.source}), {train}, {device_label(processor)}: "
            f"{len(pictures.pictures):,} pictures of {', '.join(pictures.class_names)}"
        )
        say_doubt(loaded, narrator)
        result = tune(
            loaded,
            pictures,
            output,
            train=train,
            epochs=epochs,
            seed=seed,
            augmentation=not no_augmentation,
            progress=_Teller(narrator),
        ).result
        for line in _lines(result):
            narrator.say(line)
        narrator.result(str(output))
    return STOPPED if result.stopped else DONE


class _Teller:
    """Moves the bar; says a line for some of the epochs, since a head may have a hundred."""

    def __init__(self, narrator: Narrator) -> None:
        self._narrator, self._epochs = narrator, 0

    def __call__(self, event: FinetuneProgress | FinetuneEpoch) -> None:
        if isinstance(event, FinetuneProgress):
            self._epochs = event.epochs
            self._narrator.step(event.phase, event.done, event.total, _shown(event))
        elif event.epoch % max(1, self._epochs // MOST_LINES) == 0:
            self._narrator.say(
                f"epoch {event.epoch}/{self._epochs}: loss {event.loss:.4f}, training accuracy "
                f"{event.train_accuracy:.1%}, held-out accuracy {event.held_out_accuracy:.1%}, "
                f"{event.seconds:.1f} s"
            )


def _shown(progress: FinetuneProgress) -> str:
    """What the bar says beside the share that is done and the time that is left."""
    if progress.phase == "reading":
        return f"reading pictures: {progress.done:,} of {progress.total:,}"
    if progress.phase == "features":
        return f"computing features: {progress.done:,} of {progress.total:,}"
    return (
        f"epoch {progress.epoch}/{progress.epochs}: loss {progress.loss:.3f}, "
        f"accuracy {progress.train_accuracy:.0%}"
    )


def _lines(result: FinetuneResult) -> list[str]:
    """What a person should know at the end."""
    low, high = result.interval
    names = ", ".join(each.name for each in result.held_out[:MOST_NAMES])
    more = ", ... (held-out.csv)" if len(result.held_out) > MOST_NAMES else ""
    return [
        *result.notes,
        f"held out, and not learned from here: {names}{more}",
        f"accuracy {result.accuracy:.1%}: {result.right} of {len(result.held_out)} held-out "
        f"pictures, which is evidence for {low:.0%} to {high:.0%} (95 % interval); the weights are "
        f"those of epoch {result.best_epoch}",
        *(
            f"  {name}: {share:.0%} right"
            for name, share in zip(result.class_names, result.per_class, strict=True)
        ),
    ]
