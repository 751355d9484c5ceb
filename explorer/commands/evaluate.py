"""`python -m explorer evaluate`: how often a network is right on labelled images."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from explorer.commands.exit_status import wrong_usage
from explorer.commands.given.data import DATA_HELP, test_images
from explorer.commands.given.own_weights import say_doubt
from explorer.commands.progress import Narrator

if TYPE_CHECKING:
    from explorer.training.network_evaluation import NetworkEvaluation


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
    from explorer.networks.catalog import catalog
    from explorer.networks.device import choose_device
    from explorer.networks.names import parse
    from explorer.networks.scaling import parse_scaling
    from explorer.training.network_evaluation import evaluate as measure

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
        result = measure(
            loaded,
            test_images(data, narrator),
            progress=lambda done, count: narrator.step(f"{count:,} images", done, count),
            say=narrator.say,
        )
        if as_json:
            narrator.result(json.dumps(_report(result), indent=2, ensure_ascii=False))
        else:
            narrator.result("\n".join(_lines(result)))


def _report(result: "NetworkEvaluation") -> dict[str, object]:
    """What `--json` prints; `top5` only where five guesses are not half of all classes."""
    report: dict[str, object] = {
        "network": result.network,
        "images": result.images,
        "error": result.error,
        "top1": result.top1,
    }
    if result.top5 is not None:
        report["top5"] = result.top5
    report["per_class"] = dict(result.per_class)
    return report


def _lines(result: "NetworkEvaluation") -> list[str]:
    """The same for people."""
    top5 = f", top 5 {result.top5:.2%}" if result.top5 is not None else ""
    lines = [
        f"{result.network}: error {result.error:.2%} on {result.images:,} images "
        f"(top 1 {result.top1:.2%}{top5})"
    ]
    width = max(map(len, result.per_class))
    for name, share in result.per_class.items():
        lines.append(f"  {name:<{width}}  {'no images' if share is None else f'{share:.2%}'}")
    return lines
