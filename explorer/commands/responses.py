"""`python -m explorer responses`: how strongly each layer of a network responds."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from explorer.commands.exit_status import WrongUsageError, wrong_usage
from explorer.commands.given.data import DATA_HELP, test_images
from explorer.commands.given.options import Checkpoint, Device, InputScaling, Network, folder
from explorer.commands.given.own_weights import say_doubt
from explorer.commands.progress import Narrator

if TYPE_CHECKING:
    from explorer.inspection.result import ResponseDeviation
    from explorer.networks.catalog.loaded import LoadedNetwork

RESPONSES = "responses.csv"


def responses(
    network: Network,
    output: Annotated[Path, folder(f"{RESPONSES} is written in here.")],
    images: Annotated[
        list[Path] | None, typer.Argument(metavar="[IMAGE]...", help="Photographs.")
    ] = None,
    data: Annotated[
        str | None,
        typer.Option(
            metavar="DATA", help=f"Instead of photographs a data set's test images: {DATA_HELP}"
        ),
    ] = None,
    checkpoint: Checkpoint = None,
    input_scaling: InputScaling = None,
    device: Device = "auto",
) -> None:
    """Measure the standard deviation of every 3x3 layer's responses.

    Of the layer's outputs after batch normalisation, before the ReLU and before the addition, over
    all images, channels and places: a row a layer, which says what images it is of.

    Source: He et al. 2015, "Deep residual learning for image recognition", Figure 7.
    """
    from explorer.inspection.response_deviation import table
    from explorer.networks.catalog import catalog
    from explorer.networks.catalog.given import given
    from explorer.networks.device import choose_device
    from explorer.networks.scaling import parse_scaling

    if bool(images) == (data is not None):
        raise WrongUsageError(
            "responses are measured on photographs or on a data set: give one or more IMAGEs, or "
            "--data"
        )
    with wrong_usage():
        name, checkpoint = given(network, checkpoint)
        chosen_device = choose_device(device)
        scaling = None if input_scaling is None else parse_scaling(input_scaling)
    with Narrator() as narrator:
        loaded = catalog.load(
            name.text if name else None,
            device=chosen_device,
            checkpoint=checkpoint,
            scaling=scaling,
            progress=narrator.download,
        )
        narrator.say(f"{loaded.name}: {loaded.source}")
        say_doubt(loaded, narrator)
        measured = (
            _of_photographs(loaded, images or [], narrator)
            if data is None
            else _of_data(loaded, data, narrator)
        )
        output.mkdir(parents=True, exist_ok=True)
        (output / RESPONSES).write_text(table([measured]), encoding="utf-8")
        narrator.say(
            f"{measured.network}: mean standard deviation {measured.deviation.mean():.3f} over "
            f"{len(measured.layers)} layers, on {measured.images}"
        )
        narrator.result(str(output))


def _of_photographs(
    loaded: "LoadedNetwork", images: list[Path], narrator: Narrator
) -> "ResponseDeviation":
    from explorer.inspection.response_deviation import photograph_batches, response_deviation
    from explorer.photographs.photograph import name_of

    return response_deviation(
        loaded,
        photograph_batches(loaded, images),
        ", ".join(map(name_of, images)),
        lambda done: narrator.step("photographs", done, len(images)),
    )


def _of_data(loaded: "LoadedNetwork", data: str, narrator: Narrator) -> "ResponseDeviation":
    from explorer.inspection.response_deviation import response_deviation
    from explorer.training.labelled_images import labelled_images

    found = labelled_images(test_images(data, narrator), loaded, narrator.say)
    return response_deviation(
        loaded,
        (batch for batch, _ in found.batches),
        f"{found.count:,} test images of {Path(data).name}",
        lambda done: narrator.step(f"{found.count:,} images", done, found.count),
    )
