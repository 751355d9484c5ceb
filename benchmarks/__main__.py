"""`python -m benchmarks`: all, or one of inspection, race, page, load and memory."""

import dataclasses
from pathlib import Path
from typing import Annotated, Any

import typer

from benchmarks import departures as departing
from benchmarks import inspection as inspections
from benchmarks import load as loads
from benchmarks import memory as memories
from benchmarks import page as pages
from benchmarks import race as races
from benchmarks import soak as soaking
from benchmarks.measuring import keep
from explorer.networks.device import choose_device
from explorer.training.race.presets import preset

app = typer.Typer(add_completion=False, invoke_without_command=True, rich_markup_mode=None)
Json = Annotated[Path | None, typer.Option("--json", help="Write the results there.")]
Device = Annotated[str, typer.Option(help="auto, cuda, mps or cpu.")]


@app.callback()
def everything(context: typer.Context, json: Json = None) -> None:
    """How fast the program is, beside what else does the same; without a name, everything."""
    if context.invoked_subcommand is not None:
        return
    results = {
        "inspection": inspection(),
        "race": race(depth=56, image_size=32, batch=128, pairs=20),
        "race_in_turn": race(in_turn=True),
        "page": page(),
        "load": load(),
        "memory": memory(),
    }
    keep(json, results)


@app.command()
def inspection(
    network: Annotated[list[str] | None, typer.Option(help="Of torchvision; repeat it.")] = None,
    batch: Annotated[list[int] | None, typer.Option(help="Photographs; repeat it.")] = None,
    rounds: int = 7,
    calls: Annotated[int, typer.Option(help="In a row.")] = 3,
    checkpoints: Annotated[
        Path | None, typer.Option(help="A folder of NAME.pth; without one, weights are random.")
    ] = None,
    device: Device = "cpu",
    json: Json = None,
) -> dict[str, Any]:
    """An inspection beside a bare forward pass, torchcam, captum and grad-cam."""
    names, sizes = network or ["resnet18", "resnet50", "resnet101"], batch or [1, 8]
    found = inspections.inspection(names, sizes, rounds, calls, checkpoints, choose_device(device))
    keep(json, found)
    return found


@app.command()
def race(
    preset_: Annotated[str, typer.Option("--preset")] = "textbook",
    depth: int | None = None,
    image_size: int | None = None,
    batch: int | None = None,
    pairs: int = 50,
    in_turn: Annotated[bool, typer.Option("--in-turn", help="One, then the other.")] = False,
    device: Device = "cpu",
    json: Json = None,
) -> dict[str, Any]:
    """What measuring costs a race, beside the same training loops bare."""
    given = {"depth": depth, "image_size": image_size, "batch": batch}
    changed: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    settings = dataclasses.replace(preset(preset_).settings, **changed)
    found = races.race(settings, pairs, in_turn, choose_device(device))
    keep(json, found)
    return found


@app.command()
def page(rounds: int = 3, json: Json = None) -> dict[str, Any]:
    """Start, import, first visit, first photograph, memory and environment of the page."""
    found = pages.page(rounds)
    keep(json, found)
    return found


@app.command()
def load(
    people: int = 30,
    each: int = 4,
    races: Annotated[int, typer.Option(help="That go on beside them.")] = 0,
    zips: Annotated[bool, typer.Option("--zips", help="Each fetches every zip, too.")] = False,
    device: Device = "cpu",
    json: Json = None,
) -> dict[str, Any]:
    """A class at once, against one server."""
    found = loads.load(people, each, races, zips, device=choose_device(device))
    keep(json, found)
    return found


@app.command()
def memory(
    network: str = "resnet50", photographs: int = 100, steps: int = 300, json: Json = None
) -> dict[str, Any]:
    """Memory at its most and afterwards."""
    found = memories.memory(network, photographs, steps)
    keep(json, found)
    return found


@app.command()
def departures(
    each: Annotated[int, typer.Option(help="Visitors of each kind.")] = 200,
    patience: Annotated[float, typer.Option(help="Seconds to tidy up in.")] = 200.0,
    json: Json = None,
) -> dict[str, Any]:
    """What visitors who leave in the middle leave behind."""
    found = soaking.departures(each, patience)
    departing.tabulated(found, f"{each} departures of each kind")
    results = {name: [dataclasses.asdict(one) for one in both] for name, both in found.items()}
    keep(json, results)
    return results


@app.command()
def soak(
    each: Annotated[int, typer.Option(help="Departures of each kind.")] = 200,
    steps: Annotated[int, typer.Option(help="Of the long race.")] = 10_000,
    minutes: Annotated[float, typer.Option(help="In which a class is at work.")] = 120.0,
    patience: Annotated[float, typer.Option(help="Seconds to tidy up in.")] = 200.0,
    json: Json = None,
) -> dict[str, Any]:
    """The long forms: departures, a long race, a class for hours; what they leave behind."""
    found = soaking.soak(each, steps, minutes, patience)
    departing.tabulated(found, "before and after")
    results = {name: [dataclasses.asdict(one) for one in both] for name, both in found.items()}
    keep(json, results)
    return results


if __name__ == "__main__":
    app()
