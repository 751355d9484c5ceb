"""A network that someone asked for: checked once, its own key in the cache, and then fulfilled."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import torch
from torch import nn

from explorer.files.assets import asset
from explorer.files.download import Progress, download
from explorer.networks import imagenet_resnet
from explorer.networks.catalog.class_names import check_count, default_class_names, read_class_names
from explorer.networks.catalog.given import given
from explorer.networks.catalog.loaded import LoadedNetwork
from explorer.networks.cifar_resnet import CifarResNet, seeded
from explorer.networks.device import choose_device
from explorer.networks.families import FAMILIES
from explorer.networks.names import NetworkName
from explorer.networks.scaling import InputScaling, parse_scaling
from explorer.networks.weights.checkpoint import load_checkpoint, name_of
from explorer.networks.weights.hub_folder import CONFIG, WEIGHTS, weights_of
from explorer.networks.weights.weights_file import check_file
from explorer.networks.weights.weights_folder import check_digest
from explorer.networks.weights.weights_folder import weights_folder as folder_of_weights
from explorer.sentences.sentence import Sentence, refusal

RANDOM_SOURCE = Sentence("random weights: nothing learned yet")
RANDOM_SEED = 0
_DTYPES = {"float32": torch.float32, "float64": torch.float64}


@dataclass(frozen=True)
class Request:
    """Arguments of `load`, all checked that can be checked without reading weights.

    `file` is what is known before loading: a checkpoint of one's own, the folder of a published
    network, or weights bundled with the program; `stamp` is the (modification time, size) of all
    that is read of it, so that what was written anew is another request.
    """

    name: NetworkName | None
    device: torch.device
    precision: str
    weights_version: str
    folder: Path
    own: bool
    file: Path | None
    stamp: tuple[tuple[int, int], ...]
    class_names: tuple[str, ...] | None
    scaling: InputScaling | None

    @classmethod
    def of(
        cls,
        name: str | Path | None,
        *,
        device: str | torch.device,
        weights_version: str,
        weights_folder: str | Path | None,
        checkpoint: str | Path | None,
        class_names: str | Path | Sequence[str] | None,
        scaling: str | InputScaling | None,
        precision: str,
    ) -> "Request":
        """Check what was asked for; see `catalog.load`."""
        for what in (name, checkpoint):
            if what is not None and not isinstance(what, str | os.PathLike):
                raise TypeError(
                    "a network is given by name, such as resnet50, or as a checkpoint's path, "
                    f"not as {type(what).__name__}: give one of these"
                )
        parsed, own = given(name, checkpoint)
        if parsed is None and own is None:
            raise refusal("no network was named: give a name such as resnet50, or a checkpoint")
        if precision not in _DTYPES:
            raise refusal(
                "precision must be float32 or float64, got {value!r}: choose one", value=precision
            )
        chosen = choose_device(device)
        if chosen.type == "mps" and precision == "float64":
            raise refusal("Apple's GPU has no float64: choose --device cpu or float32")
        version = weights_version.strip().upper()
        file = own.absolute() if own is not None else None
        if parsed is not None and own is None:
            if parsed.family == "imagenet":
                imagenet_resnet.published(parsed.text, version)  # refuses an unknown version
            elif (bundled := bundled_file(parsed)).is_file():
                file = bundled
        return cls(
            parsed,
            chosen,
            precision,
            version,
            folder_of_weights(Path(weights_folder).absolute() if weights_folder else None),
            own is not None,
            file,
            _stamp(file),
            read_class_names(class_names) if class_names is not None else None,
            parse_scaling(scaling) if isinstance(scaling, str) else scaling,
        )

    def fulfil(self, progress: Progress | None) -> LoadedNetwork:
        """Read, download or draw the weights; see `catalog.load`."""
        if self.file is not None:
            module = load_checkpoint(self.file, self.name)
            _, recorded = weights_of(self.file)
            weights: Literal["bundled", "cached", "random", "own"]
            weights = "own" if self.own else "bundled"
            source: str
            if self.own:
                source = Sentence("your own checkpoint: {file}", file=self.file.name)
            else:
                source = Sentence("trained with this program: {file}", file=self.file.name)
        elif self.name is not None and self.name.family == "imagenet":
            module, source = self._published(self.name, progress)
            recorded, weights = {}, "cached"
        else:
            assert self.name is not None
            module = seeded(RANDOM_SEED, self.name.depth, residual=self.name.residual)
            recorded, weights, source = {}, "random", RANDOM_SOURCE
        return self._ready(module, recorded, weights, source)

    def _published(self, name: NetworkName, progress: Progress | None) -> tuple[nn.Module, str]:
        published = imagenet_resnet.published(name.text, self.weights_version)
        file = self.folder / imagenet_resnet.file_name(published)
        if not file.is_file():
            download(published.url, self.folder, progress)
        check_file(file)
        check_digest(file)  # 0.07 s for 100 MB, and only when the file is read
        return load_checkpoint(file, name), Sentence(
            "torchvision's {version}: {file}", version=published.name, file=file.name
        )

    def _ready(
        self,
        module: nn.Module,
        recorded: dict[str, str],
        weights: Literal["bundled", "cached", "random", "own"],
        source: str,
    ) -> LoadedNetwork:
        name = name_of(module)
        if isinstance(module, CifarResNet) and module.conv1.in_channels != 3:
            raise refusal(
                "the checkpoint's network takes images of {channels} channels, "
                "photographs have 3: choose one that was trained on colour images",
                channels=module.conv1.in_channels,
            )
        family = FAMILIES[name.family]
        size = resize = family.input_size
        if name.family == "imagenet":
            version = "V1" if self.own else self.weights_version
            preset = imagenet_resnet.published(name.text, version).transforms()
            size, resize = preset.crop_size[0], preset.resize_size[0]
        if "resize" in recorded:  # a fine-tuned network goes on seeing what it learned from
            resize = _recorded_resize(recorded["resize"], size)
        classes = module.get_submodule("fc").out_features
        assert isinstance(classes, int)
        names = self.class_names
        if names is None and "class_names" in recorded:
            names = _recorded_names(recorded["class_names"])
        if names is None:
            names = default_class_names(name.family, classes)
        check_count(names, classes)
        scaling = self.scaling
        if scaling is None and "input_scaling" in recorded:
            scaling = parse_scaling(recorded["input_scaling"])
        if scaling is None:
            scaling = family.scaling
        module = module.eval().requires_grad_(False).to(self.device, _DTYPES[self.precision])
        return LoadedNetwork(
            name.text, module, size, resize, scaling, names, weights, source, self.device
        )


def bundled_file(name: NetworkName) -> Path:
    """Where the program's own weights for a network lie, if there are any."""
    return asset(f"weights/{name.text}.safetensors")


def _stamp(file: Path | None) -> tuple[tuple[int, int], ...]:
    if file is None:
        return ()
    read = (file / CONFIG, file / WEIGHTS) if file.is_dir() else (file,)
    found = (each.stat() for each in read if each.exists())
    return tuple((status.st_mtime_ns, status.st_size) for status in found)


def _recorded_resize(text: str, size: int) -> int:
    if not text.isdecimal() or not size <= int(text) <= 2 * size:
        raise refusal(
            "the size recorded beside the weights is damaged: take the file as it was written"
        )
    return int(text)


def _recorded_names(text: str) -> tuple[str, ...]:
    try:
        names = json.loads(text)
    except (ValueError, RecursionError):
        names = None
    if not isinstance(names, list):
        raise refusal(
            "the class names recorded beside the weights are damaged: give a class-name file"
        )
    return tuple(str(name) for name in names)
