"""The images that a network is evaluated on, as that network wants them."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from PIL import Image
from torch import Tensor

from explorer.datasets.folder import class_folders, split_folders, upright_pixels
from explorer.datasets.labelled import Dataset, LabelledImages, check_images
from explorer.datasets.sources import load_dataset
from explorer.networks.catalog.loaded import LoadedNetwork
from explorer.networks.names import parse
from explorer.training.batches import DeviceImages, scaled_batches

PHOTOGRAPHS = 16  # in one batch: an ImageNet network's maps of these are some hundred megabytes

Batches = Iterator[tuple[Tensor, Tensor]]


@dataclass(frozen=True, eq=False)
class NetworkImages:
    """Images to evaluate one network on.

    Attributes:
        name: What the data is called.
        batches: Inputs (N, 3, H, W) and the network's class indices (N,), on its device.
        classes: Names of the data's classes, each with the network's index of it.
        count: How many images there are.
    """

    name: str
    batches: Batches
    classes: Mapping[str, int]
    count: int


def labelled_images(
    data: Dataset | LabelledImages | str | Path,
    loaded: LoadedNetwork,
    say: Callable[[str], None],
) -> NetworkImages:
    """The test images of a data set; all pictures of a folder that has no `test` folder.

    CIFAR networks get a data set's images at their own size, as in training; ImageNet networks, and
    all networks for a folder, get what they would see of a photograph.

    Args:
        data: A data set or what `load_dataset` takes; or images with the network's own labels.
        loaded: The network.
        say: Told of each picture that is left out, in a sentence.

    Raises:
        OSError: The data is not there.
        ValueError: It cannot be used, or its classes are not the network's.
    """
    folder = Path(data) if isinstance(data, str | Path) else None
    if folder is not None and folder.is_dir():
        divided = split_folders(folder)
        chosen = divided[1] if divided else class_folders(folder)
        index = matched_classes(chosen.class_names, loaded.class_names)
        files = chosen.files()
        batches = _seen(_read(files, say), loaded, index)
        classes = dict(zip(chosen.class_names, index, strict=True))
        return NetworkImages(folder.name, batches, classes, len(files))
    if isinstance(data, LabelledImages):
        name, images, names = "arrays", data, loaded.class_names
        check_images(name, "test", images, len(names))
        index = tuple(range(len(names)))
    else:
        dataset = load_dataset(data)
        name, images, names = dataset.name, dataset.test, dataset.class_names
        index = matched_classes(names, loaded.class_names)
    if parse(loaded.name).family == "cifar":
        batches = _as_trained(images, loaded, index)
    else:
        batches = _seen(_pictures(images), loaded, index)
    return NetworkImages(name, batches, dict(zip(names, index, strict=True)), len(images))


def matched_classes(data: Sequence[str], network: Sequence[str]) -> tuple[int, ...]:
    """For each class of the data, the network's index of it: by name, else by number.

    Raises:
        ValueError: The names are not the network's, and the numbers of classes differ.
    """
    twice = {name for name, count in Counter(map(_plain, network)).items() if count > 1}
    index = {
        _plain(name): number  # ImageNet has two cranes: such a name tells nothing
        for number, name in enumerate(network)
        if _plain(name) not in twice
    }
    if all(_plain(name) in index for name in data):
        return tuple(index[_plain(name)] for name in data)
    if len(data) == len(network):
        return tuple(range(len(data)))
    unknown = [name for name in data if _plain(name) not in index]
    raise ValueError(
        f"the data has {len(data)} classes and the network {len(network)}, and the network does "
        f"not know {', '.join(unknown[:3])}: name the data's classes as the network does, or give "
        "the network's names with --class-names"
    )


def _plain(name: str) -> str:
    return " ".join(name.replace("_", " ").casefold().split())


def _read(
    files: Sequence[tuple[Path, int]], say: Callable[[str], None]
) -> Iterator[tuple[Image.Image, int]]:
    for path, label in files:
        try:
            picture = upright_pixels(path)
        except (ValueError, OSError) as error:
            say(f"left out: {error}")
        else:
            yield Image.fromarray(picture), label


def _pictures(images: LabelledImages) -> Iterator[tuple[Image.Image, int]]:
    for image, label in zip(images.images, images.labels, strict=True):
        yield Image.fromarray(image.squeeze(-1) if image.shape[-1] == 1 else image), int(label)


def _seen(
    pictures: Iterator[tuple[Image.Image, int]], loaded: LoadedNetwork, index: Sequence[int]
) -> Batches:
    """What the network sees of photographs, some at a time."""
    inputs: list[Tensor] = []
    labels: list[int] = []

    def batch() -> tuple[Tensor, Tensor]:
        return torch.stack(inputs).to(loaded.device), torch.tensor(labels, device=loaded.device)

    for picture, label in pictures:
        inputs.append(loaded.transform(picture))
        labels.append(index[label])
        if len(labels) == PHOTOGRAPHS:
            yield batch()
            inputs, labels = [], []
    if labels:
        yield batch()


def _as_trained(images: LabelledImages, loaded: LoadedNetwork, index: Sequence[int]) -> Batches:
    """A data set's own small images, scaled."""
    numbers = torch.tensor(index, device=loaded.device)
    for inputs, labels in scaled_batches(DeviceImages.of(images, loaded.device), loaded.scaling):
        yield inputs.to(loaded.dtype), numbers[labels]
