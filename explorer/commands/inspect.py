"""`python -m explorer inspect`: photographs become folders of what each stage sees."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from explorer.commands.exit_status import DONE, FAILED, wrong_usage
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
from explorer.commands.progress import Narrator
from explorer.inspection.result import ATTRIBUTIONS

if TYPE_CHECKING:
    from explorer.inspection.result import Inspection
    from explorer.networks.catalog.loaded import LoadedNetwork
    from explorer.photographs.photograph import Photograph


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
        status = _Work(loaded, explained, method, narrator).done(images, folders(images, output))
        if status != DONE and not there:
            with suppress(OSError):  # one in which something lies stays
                output.rmdir()
        return status


inspect.__doc__ = with_methods(inspect.__doc__)


@dataclass(frozen=True)
class _Work:
    """What is the same for every photograph."""

    network: "LoadedNetwork"
    explained: int | None
    method: Method
    narrator: Narrator

    def done(self, images: Sequence[Path], places: Sequence[Path]) -> int:
        """Read, inspect and write all; the exit status."""
        from explorer.photographs.ahead import batches_ahead

        failures = done = 0
        for read in batches_ahead(images):
            batch: list[tuple[Photograph, Path]] = []
            for each, place in zip(read, places[done:], strict=False):
                if isinstance(each, Exception):
                    self.narrator.say(str(each))
                    failures += 1
                else:
                    batch.append((each, place))
            failures += self._together(batch)
            done += len(read)
            self.narrator.step("photographs", done, len(images))
        return FAILED if failures else DONE

    def _together(self, batch: Sequence[tuple["Photograph", Path]]) -> int:
        """Inspect some photographs in one pass and write them; how many failed."""
        from explorer.inspection.inspect import inspect as look

        if not batch:
            return 0
        try:
            inspections = look(self.network, [each for each, _ in batch], self.explained)
        except ValueError as error:
            if len(batch) > 1:  # one of them must not sink the others
                return sum(self._together([each]) for each in batch)
            self.narrator.say(str(error))
            return 1
        failures = 0
        for (photograph, place), inspection in zip(batch, inspections, strict=True):
            failures += self._save(photograph, inspection, place)
        return failures

    def _save(self, photograph: "Photograph", inspection: "Inspection", place: Path) -> int:
        """Write one inspection with its pictures; 1 if its attribution failed, else 0."""
        from explorer.figures.inspection.inspection_folder import write_inspection
        from explorer.figures.notebook.saved_html import save_html
        from explorer.inspection.attributions.attribution import attribute

        attribution = None
        if self.method in ATTRIBUTIONS:
            try:
                attribution = attribute(
                    self.network,
                    photograph,
                    inspection.explained.index,
                    self.method,
                    progress=lambda share: self.narrator.step(photograph.name, share, 1.0),
                )
            except ValueError as error:
                self.narrator.say(f"{photograph.name}: {error}")
                return 1
        write_inspection(place, inspection, self.method, attribution, photograph.notes)
        page = place / "inspection.html"
        save_html(page, inspection, self.network, photograph, self.method, attribution)
        best = inspection.predictions[0]
        share = f"{min(best.probability, 0.9999):.2%}"  # no rounding claims certainty
        other = inspection.explained
        explained = "" if other.index == best.index else f", explained: {other.name}"
        notes = [*photograph.notes, *filter(None, [attribution and attribution.warning])]
        self.narrator.say(
            f"{photograph.name}: {best.name} {share}{explained}"
            f" ({inspection.seconds:.2f} s){''.join(f'; {note}' for note in notes)}"
        )
        self.narrator.result(str(place))
        return 0


def _make(output: Path) -> None:
    """Make the output folder before anything is computed for it."""
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OSError(
            f"the folder {output} cannot be made ({error.strerror}): name another with --output"
        ) from error
