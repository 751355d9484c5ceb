"""`python -m explorer train`: a CIFAR network learns from nothing, on data by name or by path."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from explorer.commands.exit_status import wrong_usage
from explorer.commands.given.data import open_dataset
from explorer.commands.given.options import Data, Device, Output
from explorer.commands.progress import Narrator

if TYPE_CHECKING:
    from explorer.training.run.trainer import TrainingProgress


def train(
    network: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="cifar-resnet20, cifar-plain56, ...: any depth 6n+2 from 8 to 110.",
        ),
    ],
    data: Data,
    output: Output,
    recipe: Annotated[
        Literal["paper", "short"],
        typer.Option(help="paper: He et al. 2015, 64,000 iterations; short: one cycle."),
    ] = "short",
    epochs: Annotated[
        int | None,
        typer.Option(help="Passes over the data: 30 for short; paper stops earlier if told to."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Decides initial weights, order and augmentation.")] = 0,
    device: Device = "auto",
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on from the last checkpoint in the folder.")
    ] = False,
) -> None:
    """Train a network: weights, training.csv and a model card.

    A run can be stopped at any moment; the same command with --resume goes on, and ends on a CPU
    with the weights of an unbroken run.

    - paper: He et al. 2015, "Deep residual learning for image recognition", section 4.2
    - short: Smith and Topin 2018, "Super-convergence": one cycle of the learning rate
    """
    from explorer.networks.device import choose_device, device_label
    from explorer.training.run.record import EpochRow
    from explorer.training.run.settings import TrainingSettings
    from explorer.training.run.trainer import Trainer

    with wrong_usage():
        settings = TrainingSettings(network=network, recipe=recipe, epochs=epochs, seed=seed)
        processor = choose_device(device)
    with Narrator() as narrator:
        dataset = open_dataset(data, narrator)
        trainer = Trainer(settings, dataset, output, device=processor, resume=resume)
        for note in trainer.notes:
            narrator.say(note)
        plan = trainer.plan
        narrator.say(
            f"{settings.network} on {dataset.name}, {device_label(processor)}, {plan.precision}: "
            f"{plan.recipe.describe()}"
        )
        for event in trainer.run():
            if isinstance(event, EpochRow):
                narrator.say(
                    f"epoch {event.epoch}/{plan.recipe.epochs}: loss {event.loss:.4f}, "
                    f"training error {event.train_error:.2%}, test error {event.test_error:.2%}, "
                    f"{event.seconds:.0f} s"
                )
            else:
                narrator.step("training", event.iteration, event.iterations, _shown(event))
        narrator.result(str(output))


def _shown(progress: "TrainingProgress") -> str:
    """What the bar says beside the share that is done and the time that is left."""
    return (
        f"epoch {progress.epoch}: loss {progress.loss:.3f}, error {progress.train_error:.1%}, "
        f"{progress.images_per_second:,.0f} images/s"
    )
