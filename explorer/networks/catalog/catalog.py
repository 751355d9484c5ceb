"""Every network by name: which there are, where their weights lie, and one of them ready to use."""

import os
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

import torch

from explorer.files.download import Progress
from explorer.files.licences import statement
from explorer.networks import imagenet_resnet
from explorer.networks.anatomy import Totals, anatomy, totals
from explorer.networks.catalog.loaded import LoadedNetwork
from explorer.networks.catalog.request import Request, bundled_file
from explorer.networks.cifar_resnet import CifarResNet
from explorer.networks.copies.fingerprint import Fingerprint
from explorer.networks.families import FAMILIES, FamilyName
from explorer.networks.names import NetworkName, network_names, parse
from explorer.networks.scaling import InputScaling
from explorer.networks.weights.weights_folder import weights_folder as folder_of_weights

__all__ = ["CatalogEntry", "LoadedNetwork", "entries", "load", "ready"]

MOST_CACHED = 4
_STATEMENTS: Mapping[FamilyName, str] = {"cifar": "networks", "imagenet": "imagenet-weights"}


@dataclass(frozen=True)
class CatalogEntry:
    """One network of the list.

    Attributes:
        name: As `load` takes it.
        family: `imagenet` or `cifar`.
        depth: Layers with weights.
        residual: False for a plain network.
        parameters: Numbers learned, normalisation included.
        multiply_adds: Of convolutions and the classifier, for one image of the input size.
        input_size: Pixels of the square that the network sees.
        stages: 4 or 3.
        classes: Number of logits.
        weights: `bundled` with the program, `cached` on this machine, to `download`, or `none`.
        licence: Of the weights, as `explorer.files.licences` states it; "" where there are none.
    """

    name: str
    family: FamilyName
    depth: int
    residual: bool
    parameters: int
    multiply_adds: int
    input_size: int
    stages: int
    classes: int
    weights: Literal["bundled", "cached", "download", "none"]
    licence: str


@dataclass
class _Slot:
    """A network's place in the cache; whoever comes first loads, the others wait for the lock."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    network: LoadedNetwork | None = None
    weights: Fingerprint | None = None  # as they were loaded

    def is_as_loaded(self) -> bool:
        """Whether nobody has changed the network's weights since."""
        if self.network is None or self.weights is None:
            return False
        return self.weights.holds(list(self.network.module.modules()))


class _LoadedNetworks:
    """The networks that were asked for last, shared by all sessions."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._slots: OrderedDict[Request, _Slot] = OrderedDict()

    def get(self, request: Request, progress: Progress | None) -> LoadedNetwork:
        """The network that was asked for, loaded once while it is kept and nobody changes it."""
        with self._lock:
            slot = self._slots.setdefault(request, _Slot())
            self._slots.move_to_end(request)
            while len(self._slots) > MOST_CACHED:
                self._slots.popitem(last=False)
        with slot.lock:
            if slot.network is not None and not slot.is_as_loaded():
                slot.network = None  # whoever changed it keeps it; its name means the published one
            if slot.network is None:
                try:
                    slot.network = request.fulfil(progress)
                    slot.weights = Fingerprint.of(list(slot.network.module.modules()))
                finally:
                    if slot.network is None:  # a failure must not keep a good network's place
                        with self._lock:
                            self._slots.pop(request, None)
            return slot.network


_CACHE = _LoadedNetworks()


def entries(weights_folder: str | Path | None = None) -> tuple[CatalogEntry, ...]:
    """The networks of the list; nothing is downloaded, made or read into memory.

    Args:
        weights_folder: Where downloaded weights are kept; by default torch's own cache.
    """
    folder = folder_of_weights(Path(weights_folder) if weights_folder else None)
    listed = []
    for text in network_names():
        name = parse(text)
        weights: Literal["bundled", "cached", "download", "none"]
        if name.family == "cifar":
            weights = "bundled" if bundled_file(name).is_file() else "none"
        else:
            file = folder / imagenet_resnet.file_name(imagenet_resnet.published(name.text))
            weights = "cached" if file.is_file() else "download"
        family = FAMILIES[name.family]
        cost = _cost(name, family.input_size)
        listed.append(
            CatalogEntry(
                text, name.family, name.depth, name.residual, cost.parameters, cost.multiply_adds,
                family.input_size, len(family.strides), family.classes, weights,
                "" if weights == "none" else statement(_STATEMENTS[name.family]).licence,
            )
        )  # fmt: skip
    return tuple(listed)


def load(
    name: str | Path | None,
    *,
    device: str | torch.device = "auto",
    weights_version: str = "V1",
    weights_folder: str | Path | None = None,
    checkpoint: str | Path | None = None,
    class_names: str | Path | Sequence[str] | None = None,
    scaling: str | InputScaling | None = None,
    precision: Literal["float32", "float64"] = "float32",
    progress: Progress | None = None,
) -> LoadedNetwork:
    """A network ready to use; the last four are kept, and who asks for the same shares one.

    Whoever changes its weights has it alone from then on: who asks next is given it as published.

    Args:
        name: Such as `resnet50`; or a folder that `publish` wrote, or that was fetched from the
            Hugging Face hub. None with a checkpoint means: recognise it.
        device: As `choose_device` takes it.
        weights_version: `V1` or `V2` of torchvision's ImageNet weights.
        weights_folder: Where downloaded weights are kept; by default torch's own cache.
        checkpoint: A file of one's own, or such a folder, instead of the published weights.
        class_names: A text file with one class a line, or the names; by default ImageNet's or
            CIFAR-10's where the number of classes agrees, else `class 0`, `class 1`, ...
        scaling: As `parse_scaling` takes it; by default that of the family.
        precision: `float32` or `float64`.
        progress: Called with (bytes done, bytes in all) while a file is downloaded.

    Raises:
        FileNotFoundError: There is no such checkpoint or class-name file.
        ConnectionError: The weights are not on this machine and cannot be downloaded.
        ValueError: Anything else that was asked for does not exist or does not fit.
    """
    request = Request.of(
        name,
        device=device,
        weights_version=weights_version,
        weights_folder=weights_folder,
        checkpoint=checkpoint,
        class_names=class_names,
        scaling=scaling,
        precision=precision,
    )
    return _CACHE.get(request, progress)


def ready(network: LoadedNetwork | str | Path) -> LoadedNetwork:
    """A network that was given as people have it: loaded, by its name, or as a file or folder.

    Raises:
        FileNotFoundError: There is no such checkpoint.
        ConnectionError: Its weights are not on this machine and cannot be downloaded.
        ValueError: There is no such network, or the file holds none.
        TypeError: It is none of these, such as a bare module.
    """
    if isinstance(network, LoadedNetwork):
        return network
    if not isinstance(network, str | os.PathLike):
        raise TypeError(
            f"a network is given by name, as a checkpoint's path or as what explorer.load returns, "
            f"not as {type(network).__name__}: save its state_dict() and give that file"
        )
    if isinstance(network, Path) or (Path(network).suffix and os.path.isfile(network)):
        return load(None, checkpoint=network)
    return load(network)


@cache
def _cost(name: NetworkName, input_size: int) -> Totals:
    with torch.device("meta"):
        if name.family == "imagenet":
            network = imagenet_resnet.build(name.text)
        else:
            network = CifarResNet(name.depth, residual=name.residual)
    return totals(anatomy(network, input_size))
