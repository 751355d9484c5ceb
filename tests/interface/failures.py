"""Everything that can go wrong on the Explore page, made to go wrong: name -> what to call.

Every entry takes an empty folder, and ends in the ValueError or OSError that the page would show.
"""

import os
import pickle
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from safetensors.torch import save_file
from torch import Tensor, nn

from explorer.files.download import download
from explorer.inspection.class_choice import choose_class
from explorer.inspection.eval_mode import evaluated
from explorer.interface.explore.answer import answer
from explorer.interface.picking.network_choice import NetworkChoice
from explorer.interface.settings import PageSettings
from explorer.networks.catalog.catalog import load
from explorer.networks.catalog.class_names import CIFAR10_CLASSES
from explorer.networks.cifar_resnet import CifarResNet
from explorer.networks.device import choose_device, in_smaller_batches
from explorer.networks.imagenet_resnet import file_name, published
from explorer.networks.weights.checkpoint import name_of, write_safetensors

Failure = Callable[[Path], object]
CPU = PageSettings(device="cpu")
NO_SUCH_GPU = PageSettings(device="cuda:99")
NAN, INFINITE = torch.full((10,), torch.nan), torch.full((16,), torch.inf)


def chunk(name: bytes, data: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(name + data))
    return struct.pack(">I", len(data)) + name + data + check


def png(width: int, height: int) -> bytes:
    """A PNG's header, with hardly any pixels behind it."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0"))


def jpeg(folder: Path) -> Path:
    noise = np.random.default_rng(0).integers(0, 256, (40, 60, 3), dtype=np.uint8)
    Image.fromarray(noise).save(folder / "good.jpg", quality=90)
    return folder / "good.jpg"


def photograph(content: bytes | None, name: str = "holiday.jpg") -> Failure:
    def fail(folder: Path) -> object:
        if content is not None:
            (folder / name).write_bytes(content)
        return answer(folder / name, NetworkChoice("cifar-resnet20"), None, "grad-cam", CPU)

    return fail


def cut_jpeg(folder: Path) -> object:
    return photograph(jpeg(folder).read_bytes()[:900])(folder)


def a_pipe(folder: Path) -> object:
    os.mkfifo(folder / "holiday.jpg")
    return photograph(None)(folder)


def asked(class_: int | str | None = None, method: str = "grad-cam", **choice: Any) -> Failure:
    def fail(folder: Path) -> object:
        network = NetworkChoice(**{"name": "cifar-resnet8", **choice})
        return answer(jpeg(folder), network, class_, method, CPU)

    return fail


def own(save: Callable[[Path], object], suffix: str = ".pth", **choice: Any) -> Failure:
    """An own checkpoint that `save` writes."""

    def fail(folder: Path) -> object:
        path = folder / f"mine{suffix}"
        save(path)
        return asked(**{"name": "", "checkpoint": path, **choice})(folder)

    return fail


def state(**settings: Any) -> dict[str, Tensor]:
    torch.manual_seed(0)
    return CifarResNet(8, **settings).state_dict()


def changed(**tensors: Tensor) -> dict[str, Tensor]:
    return {**state(), **{key.replace("__", "."): tensor for key, tensor in tensors.items()}}


def torch_file(content: object) -> Failure:
    return lambda path: torch.save(content, path)


def recorded(**metadata: str) -> Failure:
    return lambda path: save_file(state(), path, metadata)


def written(content: bytes) -> Failure:
    return lambda path: path.write_bytes(content)


def cut(path: Path) -> object:
    torch.save(state(), path)
    return path.write_bytes(path.read_bytes()[:-3000])


def pictures(path: Path) -> object:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("cat/1.jpg", b"")
    return path


def compiled(path: Path) -> object:
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("data.pkl", "constants.pkl"):
            archive.writestr(f"net/{name}", b"")
    return path


def named(*names: str, encoding: str = "utf-8") -> Failure:
    def fail(folder: Path) -> object:
        (folder / "names.txt").write_text("\n".join(names), encoding)
        return asked(class_names=folder / "names.txt")(folder)

    return fail


def published_file(content: bytes) -> Failure:
    def fail(folder: Path) -> object:
        (folder / file_name(published(18))).write_bytes(content)
        settings = PageSettings(device="cpu", weights_folder=folder)
        return answer(jpeg(folder), NetworkChoice("resnet18"), None, "grad-cam", settings)

    return fail


def missing_weights(folder: Path) -> object:
    settings = PageSettings(device="cpu", weights_folder=folder)
    return answer(jpeg(folder), NetworkChoice("resnet50"), None, "grad-cam", settings)


def fetched(name: str = "net.pth", there: bool = True, into: str = "new") -> Failure:
    """A download from a file: URL, into a folder that is a file where it is called net.pth."""

    def fail(folder: Path) -> object:
        if there:
            (folder / name).write_bytes(b"weights")
        return download((folder / name).as_uri(), folder / into)

    return fail


def out_of_memory(*_: object) -> list[object]:
    raise torch.OutOfMemoryError


def half(_: Path) -> object:
    with evaluated(nn.Linear(1, 1).half()) as module:
        return module


PHOTOGRAPHS: dict[str, Failure] = {
    "empty photograph": photograph(b""),
    "folder": lambda folder: answer(folder, NetworkChoice("cifar-resnet8"), None, "grad-cam", CPU),
    "no photograph": photograph(None),
    "pipe": a_pipe,
    "text": photograph(b"Dear reader,\n" * 40),
    "no pixels": photograph(b"GIF89a\0\0\0\0\0\0\0", "zero.gif"),
    "bomb": photograph(png(30_000, 30_000)),
    "too large": photograph(png(11_000, 11_000)),
    "too long": photograph(png(4_001, 20)),
    "cut photograph": cut_jpeg,
    "damaged photograph": photograph(png(300, 300)),
    "long for a network": lambda _: load("cifar-resnet8").transform(Image.new("RGB", (999, 2))),
}
CHECKPOINTS: dict[str, Failure] = {
    "no checkpoint": own(lambda path: None),
    "checkpoint is a folder": own(lambda path: path.mkdir()),
    "empty checkpoint": own(written(b"")),
    "text for a checkpoint": own(written(b"Dear reader")),
    "bare pickle": own(written(pickle.dumps({"a": 1}, protocol=4))),
    "pictures for a checkpoint": own(pictures, ".zip"),
    "compiled network": own(compiled),
    "whole network": own(torch_file(nn.Linear(2, 2))),
    "cut checkpoint": own(cut),
    "damaged safetensors": own(written(b"\x08" + bytes(7) + b"{"), ".th"),
    "no weights": own(torch_file({"epoch": 3})),
    "one NaN": own(torch_file(changed(fc__bias=NAN))),
    "two NaN": own(torch_file(changed(fc__bias=NAN, bn1__bias=INFINITE))),
    "huge weights": own(torch_file(changed(fc__weight=torch.full((10, 64), 3e38)))),
    "another network": own(torch_file(state()), name="cifar-resnet20"),
    "another family": own(torch_file(state()), name="resnet18"),
    "another shape": own(
        torch_file(changed(conv1__weight=torch.zeros(16, 3, 5, 5), bn1__bias=torch.zeros(3)))
    ),
    "left over": own(torch_file(changed(extra=torch.zeros(1)))),
    "unknown network": own(torch_file({"layer1.0.conv1.weight": torch.zeros(4, 4, 3, 3)})),
    "unknown plain network": own(
        torch_file({"layer1.0.conv1.weight": torch.zeros(1)}), residual=False
    ),
    "recorded name": own(recorded(network="resnet51"), ".safetensors"),
    "recorded settings": own(
        recorded(network="cifar-resnet8", settings='{"width": "wide"}'), ".safetensors"
    ),
    "recorded class names": own(recorded(network="cifar-resnet8", class_names="{"), ".safetensors"),
    "recorded scaling": own(recorded(network="cifar-resnet8", input_scaling="1"), ".safetensors"),
    "grey network": own(torch_file(state(channels=1))),
    "no ReLU": own(
        lambda path: write_safetensors(path, CifarResNet(8, activation="tanh")), ".safetensors",
        method="guided-grad-cam",
    ),
    "damaged published weights": published_file(b"not found"),
    "missing weights": missing_weights,
}  # fmt: skip
QUESTIONS: dict[str, Failure] = {
    "class out of range": asked(10),
    "class below zero": asked(-1),
    "class nobody knows": lambda _: choose_class(CIFAR10_CLASSES, "zzz"),
    "class with near names": lambda _: choose_class(CIFAR10_CLASSES, "airplan3"),
    "class of several": lambda _: choose_class(CIFAR10_CLASSES, "a"),
    "class without a name": lambda _: choose_class(CIFAR10_CLASSES, " "),
    "method": asked(method="saliency"),
    "scaling": asked(scaling="half"),
    "scaling of four": asked(scaling="1,2,3,4/1"),
    "deviation of zero": asked(scaling="0.5/0"),
    "no class names": lambda folder: asked(class_names=folder / "none.txt")(folder),
    "class names are a folder": lambda folder: asked(class_names=folder)(folder),
    "class names in UTF-16": named("cat", "dog", encoding="utf-16"),
    "blank class name": named("cat", "", "dog"),
    "too few class names": named("cat", "dog"),
    "no name": asked(name=""),
    "unknown name": asked(name="vgg16"),
    "plain ImageNet": asked(name="plain50"),
    "ImageNet depth": asked(name="resnet51"),
    "CIFAR depth": asked(name="cifar-plain21"),
    "no V2": asked(name="resnet18", version="V2"),
    "no V3": asked(name="resnet50", version="V3"),
    "device": lambda _: choose_device("tpu"),
    "absent device": lambda folder: answer(
        jpeg(folder), NetworkChoice("cifar-resnet8"), None, "grad-cam", NO_SUCH_GPU
    ),
    "precision": lambda _: load("cifar-resnet8", precision="float16"),  # type: ignore[arg-type]
    "half precision": half,
    "activation": lambda _: CifarResNet(8, activation="gelu"),  # type: ignore[arg-type]
    "no known network": lambda _: name_of(nn.Linear(1, 1)),
    "GPU memory": lambda _: in_smaller_batches([1], out_of_memory),
    "nothing to fetch": fetched(there=False),
    "another file arrives": fetched("net-00000000.pth"),
    "no folder to keep it": fetched(into="net.pth"),
    "operating system": lambda folder: (folder / "a" / "b").open(),
}
FAILURES = {**PHOTOGRAPHS, **CHECKPOINTS, **QUESTIONS}
