"""`python -m explorer evaluate`: how often a network is right on labelled images."""

import json
from typing import TYPE_CHECKING, Annotated

from explorer.commands.exit_status import wrong_usage
from explorer.commands.given.data import test_images
from explorer.commands.given.options import (
    Checkpoint,
    ClassNames,
    Data,
    Device,
    InputScaling,
    Network,
    json_of,
)
from explorer.commands.given.own_weights import say_doubt
from explorer.commands.progress import Narrator

if TYPE_CHECKING:
    from explorer.training.network_evaluation import NetworkEvaluation


def evaluate(
    network: Network,
    data: Data,
    checkpoint: Checkpoint = None,
    class_names: ClassNames = None,
    input_scaling: InputScaling = None,
    device: Device = "auto",
    as_json: Annotated[bool, json_of("object")] = False,
) -> None:
    """Measure a network's error on the test images of a data set.

    Of a folder without a `test` folder all pictures are used. Shares are from 0 to 1; per_class is
    the share of each class's images that are classified rightly. Classes of data and network are
    matched by name where all names are known to the network, else by number.
    """
    from explorer.networks.catalog import catalog
    from explorer.networks.catalog.given import given
    from explorer.networks.device import choose_device
    from explorer.networks.scaling import parse_scaling
    from explorer.training.network_evaluation import evaluate as measure

    with wrong_usage():
        name, checkpoint = given(network, checkpoint)
        chosen_device = choose_device(device)
        scaling = None if input_scaling is None else parse_scaling(input_scaling)
    with Narrator() as narrator:
        loaded = catalog.load(
            name.text if name else None,
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
