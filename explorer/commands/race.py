"""`python -m explorer race`: a plain and a residual network learn side by side."""

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from explorer.commands.exit_status import wrong_usage
from explorer.commands.given.options import AsPython, Device, Output
from explorer.commands.given.race_settings import given_settings, with_settings
from explorer.commands.progress import Narrator
from explorer.ending.signals import unbroken
from explorer.training.race.events import RaceEvent
from explorer.training.race.presets import PRESETS, preset
from explorer.training.race.result import NETWORKS
from explorer.training.race.settings import RaceSettings

if TYPE_CHECKING:
    import torch

    from explorer.training.race.record import RecordedRace
    from explorer.training.race.result import RaceStep

_KEYS = ", ".join(each.key for each in PRESETS)


@with_settings(before="device")
def race(
    output: Output,
    preset_key: Annotated[
        str, typer.Option("--preset", metavar="PRESET", help=f"Where settings start: {_KEYS}.")
    ] = "textbook",
    events: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="A race's events.csv, to switch shortcuts as was done there."
        ),
    ] = None,
    device: Device = "auto",
    as_python: AsPython = False,
    **given: Any,
) -> None:
    """Train a plain and a residual network from the same weights on the same batches.

    Writes settings.json, steps.csv, layers.csv, checks.csv, verdict.json and race.html, which opens
    without this program, and events.csv if shortcuts were given or cut meanwhile. Settings that are
    not given are the preset's; a preset of several runs gives each its own folder, unless
    --initialization chooses one. Ctrl+C ends the race and keeps what was done.
    """
    with wrong_usage():
        runs = chosen_runs(preset_key, given_settings(given))
        switched = preset(preset_key).events if events is None else _events(events, runs)
        from explorer.networks.device import choose_device

        processor = choose_device(device)
    if as_python:
        from explorer.scripting.race import race_program

        scripts = (race_program(each, switched, device=device).script() for each in runs.values())
        print("\n".join(scripts), end="")
        return
    with Narrator() as narrator:
        for name, settings in runs.items():
            folder = output / name if len(runs) > 1 else output
            _race(settings, switched, folder, processor, narrator)


# Who showed each, for `--help`.
race.__doc__ = "\n    ".join(
    [f"{race.__doc__}", *(f"- {each.key}: {each.paper}" for each in PRESETS), ""]
)


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


def _events(file: Path, runs: dict[str, RaceSettings]) -> tuple[RaceEvent, ...]:
    """What a file says that the shortcut switch did, all of it within the steps of every run."""
    from explorer.training.race.replay import read_events

    events = read_events(file)
    last = max((each.step for each in events), default=0)
    steps = min(each.steps for each in runs.values())
    if last > steps:
        raise ValueError(
            f"{file.name} switches shortcuts at step {last}, and the race has {steps} steps: "
            f"give --steps {last} or more"
        )
    return events


def _race(
    settings: RaceSettings,
    events: tuple[RaceEvent, ...],
    folder: Path,
    device: "torch.device",
    narrator: Narrator,
) -> None:
    from explorer.figures.race.page import race_page
    from explorer.files.download import download
    from explorer.files.whole_file import remove_drafts, write_whole
    from explorer.training.race.data import race_dataset
    from explorer.training.race.race import race as ready
    from explorer.training.race.record import RecordedRace, has_race, write_race
    from explorer.training.race.settings import described
    from explorer.training.run.record import has_run

    if has_run(folder) and not has_race(folder):
        raise ValueError(
            f"{folder} holds a training run, which a race would write over: choose another folder"
        )
    dataset = race_dataset(
        settings,
        fetch=lambda url, folder: download(url, folder, narrator.download),
        progress=lambda done, total: narrator.step("pictures", done, total),
    )
    running = ready(settings, dataset=dataset, device=device, events=events)
    facts, done = running.facts, []
    folder.mkdir(parents=True, exist_ok=True)  # a mistake here must not cost a race
    remove_drafts(folder)
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
    except KeyboardInterrupt:
        narrator.say(f"stopped after {len(done)} of {settings.steps} steps, which are kept")
        raise
    finally:
        with unbroken():  # after Ctrl+C too
            running.close()
            recorded = RecordedRace(settings, facts, tuple(done), running.events)
            if done:
                write_race(folder, recorded)
                page = race_page(described(settings), facts, done, running.events)
                write_whole(folder / "race.html", page.encode())
                for line in _said(recorded):
                    narrator.say(line)
                narrator.result(str(folder))


def _shown(step: "RaceStep") -> str:
    """What the bar says beside the share that is done."""
    return "; ".join(
        f"{each.network} {each.verdict.word}, {each.learning.word}, loss {each.loss:.3g}"
        for each in step.networks
    )


def _said(race: "RecordedRace") -> list[str]:
    """What was switched; for each network its two words with rules, how often it is right."""
    lines = [
        f"{each.network}: from step {each.step} on every block adds {each.factor:g} x its shortcut"
        for each in race.events
    ]
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
