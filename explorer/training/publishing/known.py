"""What is known of a network that is to be published: itself, its card, what was measured of it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from explorer.files.assets import asset
from explorer.files.download import Progress
from explorer.files.licences import statement
from explorer.networks import imagenet_resnet
from explorer.networks.catalog.catalog import load
from explorer.networks.catalog.given import given
from explorer.networks.catalog.loaded import LoadedNetwork
from explorer.networks.names import parse
from explorer.networks.weights.hub_folder import named
from explorer.sentences.sentence import refusal
from explorer.training.run.record import CARD, SETTINGS, TABLE, WEIGHTS
from explorer.training.run.record import RESULT as RUN_RESULT
from explorer.training.run.result import RunResult

# Each data set's name on the hub, by this program's; a data set of one's own has none.
HUB_DATA: Final = {
    "cifar10": "uoft-cs/cifar10",
    "cifar100": "uoft-cs/cifar100",
    "mnist": "ylecun/mnist",
    "fashion-mnist": "zalando-datasets/fashion_mnist",
    "imagenet": "ILSVRC/imagenet-1k",
}


@dataclass(frozen=True)
class Measured:
    """An accuracy that was measured.

    Attributes:
        data: The data set, as this program names it.
        split: Which part of it.
        accuracy: Share from 0 to 1.
        images: How many.
        source: Who measured it, where that was not this program, and the address that says so.
    """

    data: str
    split: str
    accuracy: float
    images: int
    source: tuple[str, str] | None = None


@dataclass(frozen=True)
class Known:
    """What can be said of a network.

    Attributes:
        loaded: The network.
        card: The page that its training wrote, in Markdown; "" where there is none.
        measured: None where nothing was measured.
        licence: As `explorer.files.licences` names it, "" where it is the person's to say.
        source: The address of what is said of the licence, or "".
    """

    loaded: LoadedNetwork
    card: str = ""
    measured: Measured | None = None
    licence: str = ""
    source: str = ""


def known(
    network: str | Path,
    *,
    checkpoint: str | Path | None = None,
    class_names: str | Path | Sequence[str] | None = None,
    scaling: str | None = None,
    weights_version: str = "V1",
    weights_folder: str | Path | None = None,
    progress: Progress | None = None,
) -> Known:
    """Load a network by whatever names it and gather what is known of it.

    Args:
        network: A network's name, the folder of a training or fine-tuning, or a checkpoint.
        checkpoint: As `explorer.networks.catalog.catalog.load` takes it and those that follow.
        class_names: Likewise.
        scaling: Likewise.
        weights_version: Likewise.
        weights_folder: Likewise.
        progress: Likewise.

    Raises:
        FileNotFoundError: There is no such checkpoint.
        ConnectionError: The weights are not on this machine and cannot be downloaded.
        ValueError: There is no such network, nothing was learned yet, or a file cannot be used.
    """
    name, path = _given(network, checkpoint)
    folder = path if path is not None and (path / SETTINGS).is_file() else None
    if folder is not None and not (folder / WEIGHTS).is_file():
        raise refusal(
            "the run in {folder} is not finished, so it has no {file}: go on with it first",
            folder=named(folder),
            file=WEIGHTS,
        )
    loaded = load(
        name,
        device="cpu",
        checkpoint=path if folder is None else folder / WEIGHTS,
        class_names=class_names,
        scaling=scaling,
        weights_version=weights_version,
        weights_folder=weights_folder,
        progress=progress,
    )
    if loaded.weights == "random":
        raise refusal(
            "{network} has random weights, nothing learned yet: train it first, or give a "
            "checkpoint",
            network=loaded.name,
        )
    found = Known(loaded)
    if folder is not None:
        return replace(found, card=_text(folder / CARD), measured=_of_run(folder))
    if loaded.weights == "bundled":
        return _shipped(found)
    if loaded.weights == "cached":
        return _torchvision(found, weights_version)
    return found


def _given(network: str | Path, checkpoint: str | Path | None) -> tuple[str | None, Path | None]:
    path = Path(network)
    if checkpoint is None and (path.is_file() or (path.suffix and not path.is_dir())):
        return None, path
    name, file = given(network, checkpoint)
    return (None if name is None else name.text), file


def _shipped(found: Known) -> Known:
    name, said = found.loaded.name, statement("networks")
    result = RunResult.from_text(asset(f"weights/{name}.result.json").read_text("utf-8"))
    return replace(
        found,
        card=_text(asset(f"weights/{name}.{CARD}")),
        measured=_of_result(result),
        licence=said.licence,
        source=said.source,
    )


def _torchvision(found: Known, version: str) -> Known:
    published, said = (
        imagenet_resnet.published(found.loaded.name, version),
        statement("imagenet-weights"),
    )
    top1 = published.meta["_metrics"]["ImageNet-1K"]["acc@1"]
    source = ("torchvision", "https://docs.pytorch.org/vision/stable/models.html")
    measured = Measured("imagenet", "validation", round(top1 / 100, 5), 50_000, source)
    return replace(found, measured=measured, licence=said.licence, source=said.source)


def _of_run(folder: Path) -> Measured | None:
    """What a training or a fine-tuning measured at its end, as its files say it."""
    try:
        if (folder / RUN_RESULT).is_file():
            return _of_result(RunResult.from_text(_text(folder / RUN_RESULT)))
        if (folder / TABLE).is_file():
            return None  # from before there was a result.json
        said: dict[str, Any] = json.loads(_text(folder / SETTINGS))
        accuracy, images = float(said["held_out_accuracy"]), sum(said["held_out"])
        return Measured(str(said["data"]), "held out", round(accuracy, 6), images)
    except (ValueError, KeyError, TypeError) as error:
        raise refusal(
            "the results in {folder} cannot be read: give the folder as `train` or `finetune` "
            "wrote it, or its {file} alone",
            folder=named(folder),
            file=WEIGHTS,
        ) from error


def _of_result(result: RunResult) -> Measured:
    parse(result.network)
    return Measured(result.data, "test", round(1 - result.test_error, 6), result.test_images)


def _text(path: Path) -> str:
    return path.read_text("utf-8-sig") if path.is_file() else ""
