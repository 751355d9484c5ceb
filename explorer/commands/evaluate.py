"""`python -m explorer evaluate`: how often a network is right on labelled images."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from explorer.commands.exit_status import wrong_usage
from explorer.commands.given.data import DATA_HELP
from explorer.commands.given.own_weights import say_doubt
from explorer.commands.progress import Narrator

if TYPE_CHECKING:
    from explorer.networks.catalog.loaded import LoadedNetwork
    from explorer.training.evaluation import Evaluation


def evaluate(
    network: Annotated[
        str,
        typer.Option(
            metavar="NAME", help="A name from `networks`, such as cifar-resnet20 or resnet50."
        ),
    ],
    data: Annotated[str, typer.Option(metavar="DATA", help=DATA_HELP)],
    checkpoint: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Your own weights for that network, from torch.save or safetensors.",
        ),
    ] = None,
    class_names: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A text file with one class name a line.")
    ] = None,
    input_scaling: Annotated[
        str | None,
        typer.Option(
            metavar="SCALING",
            help="imagenet, cifar, none or MEAN/STD, such as 0.5/0.25; by default what the "
            "weights were trained with.",
        ),
    ] = None,
    device: Annotated[
        str,
        typer.Option(
            metavar="DEVICE", help="auto, cuda, cuda:1, mps or cpu; auto takes the best there is."
        ),
    ] = "auto",
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object and nothing else.")
    ] = False,
) -> None:
    """Measure a network's error on the test images of a data set.

    Of a folder without a `test` folder all pictures are used. Shares are from 0 to 1; per_class is
    the share of each class's images that are classified rightly. Classes of data and network are
    matched by name where all names are known to the network, else by number.
    """
    from explorer.commands.given.labelled_images import labelled_images
    from explorer.networks.catalog import catalog
    from explorer.networks.device import choose_device
    from explorer.networks.names import parse
    from explorer.networks.scaling import parse_scaling
    from explorer.training.evaluation import evaluate as measure

    with wrong_usage():
        name = parse(network)
        chosen_device = choose_device(device)
        scaling = None if input_scaling is None else parse_scaling(input_scaling)
    with Narrator() as narrator:
        loaded = catalog.load(
            name.text,
            device=chosen_device,
            checkpoint=checkpoint,
            class_names=class_names,
            scaling=scaling,
            progress=narrator.download,
        )
        if loaded.weights == "random":
            narrator.say(f"{loaded.name} has {loaded.source}")
        say_doubt(loaded, narrator)
        images = labelled_images(data, loaded, narrator)
        result = measure(
            loaded.module,
            images.batches,
            progress=lambda done: narrator.step(f"{images.count:,} images", done, images.count),
        )
        if as_json:
            report = _report(loaded, result, images.classes)
            narrator.result(json.dumps(report, indent=2, ensure_ascii=False))
        else:
            narrator.result("\n".join(_lines(loaded, result, images.classes)))


def _report(
    loaded: "LoadedNetwork", result: "Evaluation", classes: Mapping[str, int]
) -> dict[str, object]:
    """What `--json` prints; `top5` only where five guesses are not half of all classes."""
    report: dict[str, object] = {
        "network": loaded.name,
        "images": result.images,
        "error": result.error,
        "top1": result.top1,
    }
    if result.top5 is not None:
        report["top5"] = result.top5
    report["per_class"] = {name: result.per_class[index] for name, index in classes.items()}
    return report


def _lines(loaded: "LoadedNetwork", result: "Evaluation", classes: Mapping[str, int]) -> list[str]:
    """The same for people."""
    top5 = f", top 5 {result.top5:.2%}" if result.top5 is not None else ""
    lines = [
        f"{loaded.name}: error {result.error:.2%} on {result.images:,} images "
        f"(top 1 {result.top1:.2%}{top5})"
    ]
    width = max(map(len, classes))
    for name, index in classes.items():
        share = result.per_class[index]
        lines.append(f"  {name:<{width}}  {'no images' if share is None else f'{share:.2%}'}")
    return lines
