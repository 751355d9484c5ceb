"""`train`: train a CIFAR network from nothing, on data by name or by path."""

from pathlib import Path
from typing import Annotated, Literal

import typer


def train(
    network: Annotated[
        str, typer.Option(help="cifar-resnet20, cifar-plain56, ...: any depth 6n+2 from 8 to 110.")
    ],
    data: Annotated[
        str,
        typer.Option(help="digits, or the path of a .npz file in MedMNIST's layout."),
    ],
    output: Annotated[Path, typer.Option(help="Folder that everything is written to.")],
    recipe: Annotated[
        Literal["paper", "short"],
        typer.Option(help="paper: He et al. 2015, 64,000 iterations; short: one cycle."),
    ] = "short",
    epochs: Annotated[
        int | None,
        typer.Option(help="Passes over the data; short is 30, paper stops earlier if told to."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Decides weights, order and augmentation.")] = 0,
    device: Annotated[str, typer.Option(help="auto, cuda, cuda:1, mps or cpu.")] = "auto",
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on from the last checkpoint in the output folder.")
    ] = False,
) -> None:
    """Train a network: weights, training.csv and a model card in the output folder.

    It can be stopped at any moment, and --resume goes on.
    """
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from explorer.datasets.sources import load_dataset
    from explorer.networks.device import choose_device, device_label
    from explorer.training.settings import TrainingSettings
    from explorer.training.trainer import Trainer, TrainingProgress

    console = Console(stderr=True, soft_wrap=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    try:
        settings = TrainingSettings(network=network, recipe=recipe, epochs=epochs, seed=seed)
        processor = choose_device(device)
        console.print("reading the data", highlight=False)
        trainer = Trainer(settings, load_dataset(data), output, device=processor, resume=resume)
        for note in trainer.notes:
            console.print(note, highlight=False, markup=False)
        plan = trainer.plan
        console.print(
            f"{settings.network} on {plan.dataset.name}, {device_label(processor)}, "
            f"{plan.precision}: {plan.recipe.describe()}",
            highlight=False,
            markup=False,
        )
        with Progress(*columns, console=console, transient=True) as progress:
            bar = progress.add_task("starting", total=plan.recipe.iterations)
            for event in trainer.run():
                if isinstance(event, TrainingProgress):
                    progress.update(
                        bar, completed=event.iteration, description=_described(event)
                    )
                    continue
                progress.console.print(
                    f"epoch {event.epoch}/{plan.recipe.epochs}: loss {event.loss:.4f}, "
                    f"training error {event.train_error:.2%}, test error {event.test_error:.2%}, "
                    f"{event.seconds:.0f} s",
                    highlight=False,
                )
    except (ValueError, OSError) as error:
        console.print(str(error), style="red", highlight=False, markup=False)
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        console.print("stopped; the same command with --resume goes on", highlight=False)
        raise typer.Exit(130) from None
    typer.echo(output)


def _described(progress: object) -> str:
    from explorer.training.trainer import TrainingProgress

    assert isinstance(progress, TrainingProgress)
    minutes, seconds = divmod(round(progress.seconds_left), 60)
    return (
        f"epoch {progress.epoch}  loss {progress.loss:.3f}  error {progress.train_error:.1%}  "
        f"{progress.images_per_second:,.0f} images/s  {minutes}:{seconds:02} left"
    )
