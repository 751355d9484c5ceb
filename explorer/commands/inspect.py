"""`python -m explorer inspect`: photographs become folders of what each stage sees."""

from contextlib import suppress
from pathlib import Path
from typing import Annotated, Literal

import typer

from explorer.commands.exit_status import DONE, wrong_usage
from explorer.commands.given.folders import folders
from explorer.commands.given.methods import Method, with_methods
from explorer.commands.given.options import (
    AsPython,
    Checkpoint,
    ClassNames,
    Device,
    InputScaling,
    Network,
    WeightsFolder,
    folder,
)
from explorer.commands.given.own_weights import say_doubt
from explorer.commands.inspecting import Inspecting
from explorer.commands.progress import Narrator


def inspect(
    images: Annotated[list[Path], typer.Argument(metavar="IMAGE", help="Photographs.")],
    network: Network,
    output: Annotated[Path, folder("Each photograph gets a folder of its own in here.")],
    weights: Annotated[
        Literal["v1", "v2"],
        typer.Option(help="Which of torchvision's ImageNet weights.", case_sensitive=False),
    ] = "v1",
    weights_folder: WeightsFolder = None,
    checkpoint: Checkpoint = None,
    class_names: ClassNames = None,
    input_scaling: InputScaling = None,
    class_: Annotated[
        str | None,
        typer.Option(
            "--class",
            metavar="CLASS",
            help="Name or index of the class to explain, by default the predicted one; "
            "a whole number is an index.",
        ),
    ] = None,
    method: Annotated[
        Method, typer.Option(metavar="METHOD", help="How the class is explained: see above.")
    ] = "grad-cam",
    precision: Annotated[
        Literal["float32", "float64"], typer.Option(help="Of all computing.")
    ] = "float32",
    device: Device = "auto",
    as_python: AsPython = False,
) -> int:
    """Show what each stage of a network makes of photographs.

    Each IMAGE becomes FOLDER/(its name without ending)/ with inspection.json, inspection.npz,
    pictures and inspection.html, which opens by itself; the folders are printed one a line. A
    photograph that cannot be read is named on standard error, the others are done, and the exit
    status is 1.

    The methods from one pass over the network:

    {maps}

    The methods that take many passes, with Grad-CAM's maps of the stages beside them:

    {attributions}
    """
    from explorer.inspection.class_choice import choose_class, typed_class
    from explorer.networks.catalog import catalog
    from explorer.networks.catalog.given import given
    from explorer.networks.device import choose_device, device_label
    from explorer.networks.imagenet_resnet import published
    from explorer.networks.scaling import parse_scaling
    from explorer.scripting.inspection import InspectionState, inspection_program

    with wrong_usage():
        name, checkpoint = given(network, checkpoint)
        chosen_device = choose_device(device)
        scaling = None if input_scaling is None else parse_scaling(input_scaling)
        if name is not None and name.family == "imagenet" and checkpoint is None:
            published(name.text, weights)  # refuses a version that there is not
        elif weights != "v1":
            what = name.text if name is not None and checkpoint is None else "a checkpoint"
            raise ValueError(
                f"--weights {weights} is a version of torchvision's ImageNet weights, which "
                f"{what} does not use: leave it out"
            )
        if as_python and len(images) > 1:
            raise ValueError(
                f"--as-python writes a script for one photograph, got {len(images)}: name one"
            )
    if as_python:
        loading = {
            "device": device,
            "weights_version": weights.upper(),
            "weights_folder": weights_folder,
            "checkpoint": checkpoint if name else None,
            "class_names": class_names,
            "scaling": input_scaling,
            "precision": precision,
        }
        written = {
            key: str(value) if isinstance(value, Path) else value for key, value in loading.items()
        }
        picked = None if class_ is None else typed_class(class_)
        called = network if name is None else name.text
        state = InspectionState(called, str(images[0]), False, False, picked, method, written)
        print(inspection_program(state).script(), end="")
        return DONE
    with Narrator() as narrator:
        loaded = catalog.load(
            name.text if name else None,
            device=chosen_device,
            weights_version=weights,
            weights_folder=weights_folder,
            checkpoint=checkpoint,
            class_names=class_names,
            scaling=scaling,
            precision=precision,
            progress=narrator.download,
        )
        narrator.say(f"{loaded.name} on {device_label(loaded.device)}: {loaded.source}")
        say_doubt(loaded, narrator)
        explained = None
        if class_ is not None:
            with wrong_usage():
                explained = choose_class(loaded.class_names, typed_class(class_)).index
        there = output.exists()
        _make(output)
        work = Inspecting(loaded, explained, method, narrator)
        status = work.done(images, folders(images, output))
        if status != DONE and not there:
            with suppress(OSError):  # one in which something lies stays
                output.rmdir()
        return status


inspect.__doc__ = with_methods(inspect.__doc__)


def _make(output: Path) -> None:
    """Make the output folder before anything is computed for it."""
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OSError(
            f"the folder {output} cannot be made ({error.strerror}): name another with --output"
        ) from error
