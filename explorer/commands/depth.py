"""`python -m explorer depth`: gradients at initialisation over a sweep of depths."""

from pathlib import Path
from typing import Annotated, Any

import typer

from explorer.commands.exit_status import wrong_usage
from explorer.commands.given.options import AsPython, folder
from explorer.commands.progress import Narrator
from explorer.ending.signals import unbroken
from explorer.training.depth.result import (
    DEPTHS,
    SweepCell,
    SweepSettings,
    SweptNetwork,
    band,
    cell_verdict,
    chosen,
    listed,
)
from explorer.training.race.result import NETWORKS


def depth(
    output: Annotated[Path, folder("depth.csv is written in here.")],
    depths: Annotated[
        str, typer.Option(metavar="LIST", help="6n+2 from 8 to 110, with commas between.")
    ] = ",".join(map(str, DEPTHS)),
    normalization: Annotated[
        str, typer.Option(metavar="LIST", help="Of none and batch.")
    ] = "none,batch",
    initialization: Annotated[
        str, typer.Option(metavar="LIST", help="Of xavier, default and he.")
    ] = "xavier,default,he",
    seeds: Annotated[int, typer.Option(help="How many; the first is 0.")] = 8,
    as_python: AsPython = False,
) -> None:
    """Measure gradients and activations of networks that have learned nothing yet.

    Plain and residual, with the same weights, on images drawn from N(0, 1): 16 of 3 x 32 x 32,
    width 16, float64, on the CPU. A line for each network gives the median over the seeds and its
    verdict. Ctrl+C ends the sweep and keeps what was done.

    Source: He et al. 2015, "Deep residual learning for image recognition", section 4.1.
    """
    with wrong_usage():
        settings = SweepSettings(
            depths=_whole_numbers(depths),
            normalizations=_named("normalization", normalization),
            initializations=_named("initialization", initialization),
            seeds=seeds,
        )
    if as_python:
        from explorer.scripting.depth import depth_program

        print(depth_program(settings).script(), end="")
        return
    from explorer.files.whole_file import remove_drafts
    from explorer.training.depth.record import write_sweep
    from explorer.training.depth.sweep import depth_sweep

    output.mkdir(parents=True, exist_ok=True)
    remove_drafts(output)
    networks = settings.networks()
    total = 2 * settings.seeds * sum(each.depth for each in networks)
    cells: list[SweepCell] = []
    layers = 0
    with Narrator() as narrator:
        try:
            for cell in depth_sweep(settings):
                cells.append(cell)
                layers += cell.swept.depth
                narrator.step("sweep", layers, total, f"depth {cell.swept.depth}")
                if cell.network == NETWORKS[-1] and cell.seed == settings.seeds - 1:
                    for line in _lines(cells, cell.swept):
                        narrator.say(line)
        finally:
            if cells:
                with unbroken():
                    write_sweep(output, cells)
        narrator.result(str(output))


def _lines(cells: list[SweepCell], swept: SweptNetwork) -> list[str]:
    lines = []
    for kind in NETWORKS:
        found = chosen(cells, swept, kind)
        gradient = band(found, "weight_gradient").median
        lines.append(
            f"{swept.normalization}, {swept.initialization}, depth {swept.depth}, {kind}: weight "
            f"gradient {gradient[0]:.1e} first, {gradient[-1]:.1e} last: {cell_verdict(found).word}"
        )
    return lines


def _named(what: str, text: str) -> Any:
    return listed(what, text)


def _whole_numbers(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise ValueError(
            f"depths must be whole numbers with commas between, got {text!r}: choose 8,20,56"
        ) from error
