"""`python -m explorer race`: a plain and a residual network learn side by side."""

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from explorer.commands.exit_status import wrong_usage
from explorer.commands.given.data import DATA_HELP, open_dataset
from explorer.commands.progress import Narrator
from explorer.training.race.presets import PRESETS, preset
from explorer.training.race.result import NETWORKS
from explorer.training.race.settings import (
    Activation,
    BlockKind,
    Initialization,
    Normalization,
    Optimiser,
    RaceSettings,
    Shortcut,
)

if TYPE_CHECKING:
    import torch

    from explorer.training.race.record import RecordedRace
    from explorer.training.race.result import RaceStep

_KEYS = ", ".join(each.key for each in PRESETS)


def race(
    output: Annotated[
        Path,
        typer.Option(metavar="FOLDER", file_okay=False, help="Everything is written in here."),
    ],
    preset_key: Annotated[
        str, typer.Option("--preset", metavar="PRESET", help=f"Where settings start: {_KEYS}.")
    ] = "textbook",
    depth: Annotated[
        int | None, typer.Option(help="Layers of both networks, 6n+2 from 8 to 110.")
    ] = None,
    normalization: Annotated[
        Normalization | None, typer.Option(help="After every convolution.")
    ] = None,
    initialization: Annotated[
        Initialization | None, typer.Option(help="Of the weights that both start from.")
    ] = None,
    activation: Annotated[Activation | None, typer.Option(help="Everywhere.")] = None,
    shortcut: Annotated[
        Shortcut | None, typer.Option(help="Where the shape changes: zeros or a projection.")
    ] = None,
    shortcut_scale: Annotated[
        float | None, typer.Option(help="Factor on every shortcut, 1 for the identity.")
    ] = None,
    block: Annotated[
        BlockKind | None, typer.Option(help="He et al. 2015 or He et al. 2016.")
    ] = None,
    width: Annotated[int | None, typer.Option(help="Channels of the first stage.")] = None,
    image_size: Annotated[
        int | None, typer.Option(help="Side in pixels that images are resized to, 8 to 64.")
    ] = None,
    batch: Annotated[int | None, typer.Option(help="Images in a step.")] = None,
    optimiser: Annotated[Optimiser | None, typer.Option(help="Of both networks.")] = None,
    learning_rate: Annotated[float | None, typer.Option(help="Constant.")] = None,
    momentum: Annotated[float | None, typer.Option(help="Of sgd; the first beta of adam.")] = None,
    weight_decay: Annotated[float | None, typer.Option(help="On every parameter.")] = None,
    clip: Annotated[
        str | None, typer.Option(metavar="NORM", help="Largest norm of the gradient, or none.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Decides weights and batches.")] = None,
    steps: Annotated[int | None, typer.Option(help="Of training.")] = None,
    data: Annotated[str | None, typer.Option(metavar="DATA", help=DATA_HELP)] = None,
    device: Annotated[
        str,
        typer.Option(
            metavar="DEVICE", help="auto, cuda, cuda:1, mps or cpu; auto takes the best there is."
        ),
    ] = "auto",
) -> None:
    """Train a plain and a residual network from the same weights on the same batches.

    Writes settings.json, steps.csv, layers.csv, checks.csv, verdict.json and race.html, which opens
    without this program. Settings that are not given are the preset's; a preset of several runs
    gives each its own folder, unless --initialization chooses one. Ctrl+C ends the race and keeps
    what was done.

    - textbook, paper, initialization: He et al. 2015, "Deep residual learning for image
      recognition" and "Delving deep into rectifiers"
    - too-much: Zhang et al. 2019, "Fixup initialization"
    - scaled-shortcut: He et al. 2016, "Identity mappings in deep residual networks"
    """
    given = {
        "depth": depth,
        "normalization": normalization,
        "initialization": initialization,
        "activation": activation,
        "shortcut": shortcut,
        "shortcut_scale": shortcut_scale,
        "block": block,
        "width": width,
        "image_size": image_size,
        "batch": batch,
        "optimiser": optimiser,
        "learning_rate": learning_rate,
        "momentum": momentum,
        "weight_decay": weight_decay,
        "seed": seed,
        "steps": steps,
        "data": data,
    }
    changed: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    with wrong_usage():
        if clip is not None:
            changed["clip"] = _clip(clip)
        runs = chosen_runs(preset_key, changed)
        from explorer.networks.device import choose_device

        processor = choose_device(device)
    with Narrator() as narrator:
        for name, settings in runs.items():
            folder = output / name if len(runs) > 1 else output
            _race(settings, folder, processor, narrator)


def chosen_runs(key: str, changed: dict[str, Any]) -> dict[str, RaceSettings]:
    """A preset's runs by name, with the settings that were given instead.

    Raises:
        ValueError: There is no such preset, or a setting is wrong.
    """
    runs = preset(key).runs
    if "initialization" in changed and len(runs) > 1:
        first = next(iter(runs))
        runs = {first: runs[first]}
    return {name: dataclasses.replace(settings, **changed) for name, settings in runs.items()}


def _clip(text: str) -> float | None:
    if text.strip().lower() == "none":
        return None
    try:
        return float(text)
    except ValueError as error:
        raise ValueError(
            f"clip must be a number or none for no clipping, got {text!r}: choose another"
        ) from error


def _race(settings: RaceSettings, folder: Path, device: "torch.device", narrator: Narrator) -> None:
    from explorer.figures.race.page import race_page
    from explorer.files.whole_file import write_whole
    from explorer.training.race.race import race as ready
    from explorer.training.race.record import RecordedRace, has_race, write_race
    from explorer.training.race.settings import described
    from explorer.training.run.record import has_run

    if has_run(folder) and not has_race(folder):
        raise ValueError(
            f"{folder} holds a training run, which a race would write over: choose another folder"
        )
    own = settings.data.strip().lower() == "digits"
    running = ready(
        settings, dataset=None if own else open_dataset(settings.data, narrator), device=device
    )
    facts, done = running.facts, []
    folder.mkdir(parents=True, exist_ok=True)  # a mistake here must not cost a race
    narrator.say(
        f"{settings.depth} layers, normalisation {settings.normalization}, initialisation "
        f"{settings.initialization}, on {facts.data}, {facts.device}: {settings.steps} steps"
    )
    if settings.batch > facts.train_images:
        narrator.say(
            f"batch {settings.batch} is more than the {facts.train_images} training images: every "
            "step learns from all of them"
        )
    try:
        for step in running:
            done.append(step)
            narrator.step(str(folder), step.step, settings.steps, _shown(step))
    finally:
        running.close()
        recorded = RecordedRace(settings, facts, tuple(done))
        if done:
            write_race(folder, recorded)
            page = race_page(described(settings), facts, done)
            write_whole(folder / "race.html", page.encode())
            for line in _said(recorded):  # after Ctrl+C too
                narrator.say(line)
            narrator.result(str(folder))


def _shown(step: "RaceStep") -> str:
    """What the bar says beside the share that is done."""
    return "; ".join(
        f"{each.network} {each.verdict.word}, {each.learning.word}, loss {each.loss:.3g}"
        for each in step.networks
    )


def _said(race: "RecordedRace") -> list[str]:
    """Two lines for each network: its two words with their rules, how often it is right."""
    lines = []
    for kind in NETWORKS:
        last = race.last(kind)
        if last is not None:
            gradients, learning, tested = last.verdict, last.learning, last.test_accuracy
            right = "" if tested is None else f" Test accuracy {tested:.1%}."
            lines += [
                f"{kind}, gradients: {gradients.word} (at first {gradients.first_word}). "
                f"{gradients.rule}",
                f"{kind}, learning: {learning.word}. {learning.rule}{right}",
            ]
    return lines
